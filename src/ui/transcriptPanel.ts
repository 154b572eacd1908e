/** Panels that show transcripts: one a session and copy, restored after a reload, gone with the extension. */
import * as vscode from 'vscode';
import type { Failure } from '../core/failure';
import { parseInbound, type Choice, type HostToWebview, type WebviewToHost } from '../core/protocol';
import type { TranscriptTarget } from '../core/transcriptTarget';
import { oneLine, visibleText } from '../core/visibleText';
import { say } from '../core/words/say';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import { openable } from '../markdown/openable';
import type { ConversationFiles, ConversationPort } from './conversationPort';
import type { TranscriptConversation } from './transcriptConversation';
import { nameOfKey, parseTranscriptKey, targetOfKey, type TranscriptKey } from './transcriptKey';
import type { TranscriptSource } from './transcriptSource';
import { startPage } from './startPage';

export const TRANSCRIPT_VIEW_TYPE = 'hermesSessions.transcript';

export interface TranscriptEnvironment {
  readonly extensionUri: vscode.Uri;
  /** The store of a profile; undefined when there is no such profile any more. */
  source(profile: string): TranscriptSource | undefined;
  describe(failure: Failure): string;
  /** Logs what should not have happened and returns a sentence that says so. */
  unexpected(error: unknown): string;
  /** A link to a message of what a transcript shows; null where nothing but a path would name it. */
  link(key: TranscriptKey, messageId: string | null): string | null;
  /** Lays two copies of a conversation beside each other. */
  compare(profile: string, one: TranscriptTarget, other: TranscriptTarget, title: string): Promise<void>;
  /** Asks whether to leave for `address`; a test answers in the person's place. */
  confirmLeaving?(address: string): Promise<boolean>;
  readonly files: ConversationFiles;
  /** Opens an address in the system's browser; replaced in tests. */
  openExternal?(uri: vscode.Uri): Thenable<boolean>;
}

export class TranscriptPanels implements vscode.WebviewPanelSerializer<unknown>, vscode.Disposable {
  private readonly panels = new Map<string, TranscriptPanel>();
  private readonly loaded = new vscode.EventEmitter<void>();
  /** The page of a transcript stands; from here on VS Code gives it the focus no more by itself. */
  readonly onDidLoad = this.loaded.event;

  private readonly serializer = vscode.window.registerWebviewPanelSerializer(TRANSCRIPT_VIEW_TYPE, this);

  /** Files that conversations name are looked for from then on. */
  private readonly trust = vscode.workspace.onDidGrantWorkspaceTrust(() => {
    for (const panel of this.panels.values()) void panel.pathsChanged();
  });

  /** Registers itself as what restores transcripts. Disposing it closes them all. */
  constructor(private readonly environment: TranscriptEnvironment) {}

  /** Shows a transcript: the panel it already has, else a new one in the active column. At a message, if one is named. */
  open(key: TranscriptKey, title: string, messageId: string | null = null): void {
    const existing = this.panels.get(nameOfKey(key));
    if (existing !== undefined) {
      existing.reveal();
      if (messageId !== null) void existing.goTo(messageId);
      return;
    }
    const panel = vscode.window.createWebviewPanel(TRANSCRIPT_VIEW_TYPE, tabTitle(title), vscode.ViewColumn.Active, {
      retainContextWhenHidden: false,
    });
    this.adopt(panel, key, title);
    if (messageId !== null) void this.panels.get(nameOfKey(key))?.goTo(messageId);
  }

  /** The transcript that has the window's attention; null when none has. */
  get active(): TranscriptKey | null {
    for (const panel of this.panels.values()) if (panel.isActive) return panel.key;
    return null;
  }

  /** What the active transcript shows and where its reader is; null when none is active. */
  async activeView(): Promise<PanelView | null> {
    for (const panel of this.panels.values()) if (panel.isActive) return panel.view();
    return null;
  }

  /** What the reader of the active transcript chose to see; null when none is active. */
  async activeChoice(): Promise<Choice | null> {
    for (const panel of this.panels.values()) if (panel.isActive) return panel.choice();
    return null;
  }

  /** Has the active transcript copy what is selected in it. */
  async copySelected(): Promise<void> {
    for (const panel of this.panels.values()) if (panel.isActive) return panel.copySelected();
  }

  /** Has the active transcript do what its page would ask for. */
  async receive(message: WebviewToHost): Promise<void> {
    for (const panel of this.panels.values()) if (panel.isActive) return panel.receive(message);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const key = parseTranscriptKey(state);
    if (key === null || this.panels.has(nameOfKey(key))) panel.dispose();
    else this.adopt(panel, key, panel.title);
  }

  /** Whether a transcript on the screen is still to stand, and will then be given the focus. */
  get isLoading(): boolean {
    return [...this.panels.values()].some((panel) => panel.isLoading);
  }

  dispose(): void {
    this.serializer.dispose();
    this.trust.dispose();
    for (const panel of [...this.panels.values()]) panel.dispose();
    this.loaded.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, key: TranscriptKey, title: string): void {
    const name = nameOfKey(key);
    const events = { onDidLoad: () => this.loaded.fire(), onDidDispose: () => this.panels.delete(name), openConversation: (other: TranscriptKey, label: string) => this.open(other, label) };
    this.panels.set(name, new TranscriptPanel(panel, key, title, this.environment, events));
  }
}

/** What a transcript shows and where its reader is. */
export interface PanelView {
  readonly key: TranscriptKey;
  readonly title: string;
  readonly messageId: string | null;
  readonly withUndone: boolean;
}

interface PanelEvents {
  onDidLoad(): void;
  onDidDispose(): void;
  /** The reader wants another conversation. */
  openConversation(key: TranscriptKey, title: string): void;
}

class TranscriptPanel {
  private readonly disposables: vscode.Disposable[] = [];
  private hasScript = false;
  /** Its page is on the screen, and VS Code gives it the focus by itself no more. */
  private stands = false;
  private isClosed = false;
  private readonly conversation: Promise<TranscriptConversation> | null;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    readonly key: TranscriptKey,
    title: string,
    private readonly environment: TranscriptEnvironment,
    private readonly events: PanelEvents,
  ) {
    panel.onDidDispose(() => {
      this.isClosed = true;
      for (const disposable of this.disposables.splice(0)) disposable.dispose();
      events.onDidDispose();
    });
    panel.onDidChangeViewState(
      () => {
        // Its script ends when it is hidden, and starts anew when it is shown.
        if (panel.visible) return;
        this.hasScript = this.stands = false;
        // What was read to be searched goes with it.
        void this.conversation?.then((conversation) => conversation.dispose());
      },
      undefined,
      this.disposables,
    );
    const { webview } = panel;
    const source = environment.source(key.profile);
    this.conversation = source === undefined ? null : this.converse(targetOfKey(key), source);
    // Listening starts before the page does: its first word is `ready`, and it is said once.
    if (source === undefined || this.conversation === null) {
      const text = say(TRANSCRIPT_WORDS, 'storeMissing');
      webview.onDidReceiveMessage(
        (raw: unknown) => {
          if (!this.hasScript) void webview.postMessage({ type: 'failed', text });
          this.follow(parseInbound(raw));
        },
        undefined,
        this.disposables,
      );
    } else {
      this.listen(this.conversation, source);
    }
    startPage(webview, environment.extensionUri, {
      name: 'transcript',
      styles: ['transcript.css'],
      title,
      loading: say(TRANSCRIPT_WORDS, 'loading'),
      state: { profile: key.profile, sessionId: key.sessionId, show: key.show },
    });
  }

  get isLoading(): boolean {
    return this.panel.visible && !this.stands;
  }

  get isActive(): boolean {
    return this.panel.active;
  }

  async goTo(messageId: string): Promise<void> {
    await (await this.conversation)?.goTo(messageId);
  }

  async pathsChanged(): Promise<void> {
    (await this.conversation)?.pathsChanged();
  }

  async copySelected(): Promise<void> {
    (await this.conversation)?.copySelected();
  }

  async receive(message: WebviewToHost): Promise<void> {
    await (await this.conversation)?.receive(message);
  }

  async view(): Promise<PanelView> {
    const conversation = await this.conversation;
    const messageId = (await conversation?.messageInView()) ?? null;
    return { key: this.key, title: this.panel.title, messageId, withUndone: conversation?.chosen.withUndone ?? false };
  }

  async choice(): Promise<Choice | null> {
    return (await this.conversation)?.chosen ?? null;
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.panel.dispose();
  }

  /** Loaded with the first transcript: its Markdown parser is most of the extension's code, and the tree needs none of it. */
  private async converse(target: TranscriptTarget, source: TranscriptSource): Promise<TranscriptConversation> {
    const { TranscriptConversation } = await import('./transcriptConversation');
    return new TranscriptConversation(target, source, this.port());
  }

  private listen(conversation: Promise<TranscriptConversation>, source: TranscriptSource): void {
    this.panel.webview.onDidReceiveMessage(
      async (raw: unknown) => {
        const message = parseInbound(raw);
        this.follow(message);
        if (message !== null) await (await conversation).receive(message);
      },
      undefined,
      this.disposables,
    );
    this.disposables.push(new vscode.Disposable(async () => (await conversation).dispose()));
    // A hidden panel has no script; it asks for everything when it is shown again.
    source.onDidChange(
      async () => this.panel.visible && (await (await conversation).refresh()),
      undefined,
      this.disposables,
    );
  }

  /** How far the page is, by what it says. Its script runs before VS Code is done with it: see `ping`. */
  private follow(message: WebviewToHost | null): void {
    if (!this.hasScript) {
      this.hasScript = true;
      void this.panel.webview.postMessage({ type: 'ping' } satisfies HostToWebview);
    }
    if (message?.type !== 'pong' || this.stands) return;
    this.stands = true;
    this.events.onDidLoad();
  }

  private port(): ConversationPort {
    const { environment, panel } = this;
    return {
      // What is read when the panel is closed has nobody to be told to.
      post: (message) => {
        if (!this.isClosed) void panel.webview.postMessage(message);
      },
      openAddress: (address) => leave(address, environment),
      copy: async (text, done) => {
        await vscode.env.clipboard.writeText(text);
        tellShortly(done);
      },
      linkTo: (messageId) => environment.link(this.key, messageId),
      say: tellShortly,
      compare: (one, other, title) => environment.compare(this.key.profile, one, other, title),
      setTitle: (title) => {
        panel.title = tabTitle(title);
      },
      describe: (failure) => environment.describe(failure),
      unexpected: (error) => environment.unexpected(error),
      locale: vscode.env.language,
      files: environment.files,
      openConversation: (sessionId, title) => this.events.openConversation({ ...this.key, sessionId, show: 'whole' }, title),
      choose,
      findWorkerPath: vscode.Uri.joinPath(environment.extensionUri, 'dist', 'findWorker.js').fsPath,
    };
  }
}

const tellShortly = (words: string): void => void vscode.window.setStatusBarMessage(words, 3_000);

/** `$(…)` in what a person wrote would be drawn as an icon. */
const withoutIcons = (line: string): string => line.replace(/(?!^)\$\(/g, '$\u200b(');

async function choose(lines: readonly string[], active: number): Promise<number | null> {
  const picker = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly number: number }>();
  try {
    picker.title = say(TRANSCRIPT_WORDS, 'outline');
    picker.placeholder = say(TRANSCRIPT_WORDS, 'chooseTurn');
    picker.items = lines.map((line, number) => ({ label: withoutIcons(visibleText(line)), number }));
    picker.activeItems = picker.items.slice(Math.max(0, active), Math.max(0, active) + 1);
    const chosen = new Promise<number | null>((resolve) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]?.number ?? null));
      picker.onDidHide(() => resolve(null));
    });
    picker.show();
    return await chosen;
  } finally {
    picker.dispose();
  }
}

async function leave(address: string, environment: TranscriptEnvironment): Promise<void> {
  // Judged once more where it leaves: whatever found the address, only a page or a mail is opened.
  const allowed = openable(address);
  if (allowed === null || !(await (environment.confirmLeaving ?? askLeaving)(allowed))) return;
  const uri = vscode.Uri.parse(allowed, true);
  await (environment.openExternal === undefined ? vscode.env.openExternal(uri) : environment.openExternal(uri));
}

async function askLeaving(address: string): Promise<boolean> {
  const open = say(TRANSCRIPT_WORDS, 'leaveButton');
  const answer = await vscode.window.showInformationMessage(
    say(TRANSCRIPT_WORDS, 'leaveTitle'),
    { modal: true, detail: visibleText(address) },
    open,
  );
  return answer === open;
}

const tabTitle = (title: string): string => oneLine(visibleText(title), 60) || say(TRANSCRIPT_WORDS, 'untitled');
