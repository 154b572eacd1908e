/** Panels that show transcripts: one a session and copy, restored after a reload, gone with the extension. */
import * as vscode from 'vscode';
import type { Failure } from '../core/failure';
import { parseInbound } from '../core/protocol';
import { parseCopySource, type CopySource, type TranscriptTarget } from '../core/transcriptTarget';
import { oneLine, visibleText } from '../core/visibleText';
import { say } from '../core/words/say';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import { openable } from '../markdown/openable';
import type { ConversationPort, TranscriptConversation } from './transcriptConversation';
import type { TranscriptSource } from './transcriptSource';
import { createNonce, renderPage } from './webviewHtml';

export const TRANSCRIPT_VIEW_TYPE = 'hermesSessions.transcript';

/** Names one transcript: a profile as the extension calls it, and what of it is shown. */
export interface TranscriptKey {
  readonly profile: string;
  readonly sessionId: string;
  /** `whole`: the conversation that the session belongs to; `segment`: that session alone; else a very copy of it. */
  readonly show: 'whole' | 'segment' | CopySource;
}

export interface TranscriptEnvironment {
  readonly extensionUri: vscode.Uri;
  /** The store of a profile; undefined when there is no such profile any more. */
  source(profile: string): TranscriptSource | undefined;
  describe(failure: Failure): string;
  /** Logs what should not have happened and returns a sentence that says so. */
  unexpected(error: unknown): string;
  /** Asks whether to leave for `address`; a test answers in the person's place. */
  confirmLeaving?(address: string): Promise<boolean>;
  /** Opens an address in the system's browser; replaced in tests. */
  openExternal?(uri: vscode.Uri): Thenable<boolean>;
}

export class TranscriptPanels implements vscode.WebviewPanelSerializer<unknown>, vscode.Disposable {
  private readonly panels = new Map<string, TranscriptPanel>();
  private readonly loaded = new vscode.EventEmitter<void>();
  /** The page of a transcript stands; from here on VS Code gives it the focus no more by itself. */
  readonly onDidLoad = this.loaded.event;

  private readonly serializer = vscode.window.registerWebviewPanelSerializer(TRANSCRIPT_VIEW_TYPE, this);

  /** Registers itself as what restores transcripts. Disposing it closes them all. */
  constructor(private readonly environment: TranscriptEnvironment) {}

  /** Shows a transcript: the panel it already has, else a new one in the active column. */
  open(key: TranscriptKey, title: string): void {
    const existing = this.panels.get(nameOf(key));
    if (existing !== undefined) {
      existing.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(TRANSCRIPT_VIEW_TYPE, tabTitle(title), vscode.ViewColumn.Active, {
      retainContextWhenHidden: false,
    });
    this.adopt(panel, key, title);
  }

  /** The transcript that has the window's attention; null when none has. */
  get active(): TranscriptKey | null {
    for (const panel of this.panels.values()) if (panel.isActive) return panel.key;
    return null;
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const key = parseKey(state);
    if (key === null || this.panels.has(nameOf(key))) panel.dispose();
    else this.adopt(panel, key, panel.title);
  }

  /** Whether a transcript on the screen is still to stand, and will then be given the focus. */
  get isLoading(): boolean {
    return [...this.panels.values()].some((panel) => panel.isLoading);
  }

  dispose(): void {
    this.serializer.dispose();
    for (const panel of [...this.panels.values()]) panel.dispose();
    this.loaded.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, key: TranscriptKey, title: string): void {
    const name = nameOf(key);
    const events = { onDidLoad: () => this.loaded.fire(), onDidDispose: () => this.panels.delete(name) };
    this.panels.set(name, new TranscriptPanel(panel, key, title, this.environment, events));
  }
}

class TranscriptPanel {
  private readonly disposables: vscode.Disposable[] = [];
  private hasScript = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    readonly key: TranscriptKey,
    title: string,
    private readonly environment: TranscriptEnvironment,
    private readonly events: { onDidLoad(): void; onDidDispose(): void },
  ) {
    panel.onDidDispose(() => {
      for (const disposable of this.disposables.splice(0)) disposable.dispose();
      events.onDidDispose();
    });
    panel.onDidChangeViewState(
      () => {
        // Its script ends when it is hidden, and starts anew when it is shown.
        if (!panel.visible) this.hasScript = false;
      },
      undefined,
      this.disposables,
    );
    const root = vscode.Uri.joinPath(environment.extensionUri, 'dist');
    const media = vscode.Uri.joinPath(environment.extensionUri, 'media');
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      enableCommandUris: false,
      enableForms: false,
      localResourceRoots: [root, media],
    };

    const source = environment.source(key.profile);
    // Listening starts before the page does: its first word is `ready`, and it is said once.
    if (source === undefined) {
      const text = say(TRANSCRIPT_WORDS, 'storeMissing');
      webview.onDidReceiveMessage(
        () => {
          void webview.postMessage({ type: 'failed', text });
          this.scriptRuns();
        },
        undefined,
        this.disposables,
      );
    } else {
      this.listen(this.converse(targetOf(key), source), source);
    }
    const uri = (folder: vscode.Uri, file: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
    webview.html = renderPage(
      {
        cspSource: webview.cspSource,
        scriptUri: uri(root, 'transcript.js'),
        styleUris: [uri(media, 'transcript.css')],
        language: vscode.env.language,
        title: visibleText(title),
        loading: say(TRANSCRIPT_WORDS, 'loading'),
        state: stateOf(key),
      },
      createNonce(),
    );
  }

  get isLoading(): boolean {
    return this.panel.visible && !this.hasScript;
  }

  get isActive(): boolean {
    return this.panel.active;
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
        this.scriptRuns();
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

  private scriptRuns(): void {
    if (this.hasScript) return;
    this.hasScript = true;
    this.events.onDidLoad();
  }

  private port(): ConversationPort {
    const { environment, panel } = this;
    return {
      post: (message) => void panel.webview.postMessage(message),
      openAddress: (address) => leave(address, environment),
      copy: async (text) => vscode.env.clipboard.writeText(text),
      setTitle: (title) => {
        panel.title = tabTitle(title);
      },
      describe: (failure) => environment.describe(failure),
      unexpected: (error) => environment.unexpected(error),
      locale: vscode.env.language,
      choose,
      findWorkerPath: vscode.Uri.joinPath(environment.extensionUri, 'dist', 'findWorker.js').fsPath,
    };
  }
}

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

const nameOf = (key: TranscriptKey): string => JSON.stringify([key.profile, key.sessionId, key.show]);

const targetOf = ({ sessionId, show }: TranscriptKey): TranscriptTarget => ({
  sessionId,
  source: show === 'whole' || show === 'segment' ? null : show,
  isWhole: show === 'whole',
});

/** What the webview keeps of the key, for `parseKey` after a reload. */
const stateOf = ({ profile, sessionId, show }: TranscriptKey): Readonly<Record<string, string>> => ({ profile, sessionId, show });

const tabTitle = (title: string): string => oneLine(visibleText(title), 60) || say(TRANSCRIPT_WORDS, 'untitled');

function parseKey(state: unknown): TranscriptKey | null {
  if (typeof state !== 'object' || state === null) return null;
  const { profile, sessionId, show: kept } = state as Record<string, unknown>;
  if (typeof profile !== 'string' || typeof sessionId !== 'string') return null;
  // A panel of an earlier version names none. What is no name must not come back as something else.
  const show = kept === undefined || kept === 'whole' ? 'whole' : kept === 'segment' ? kept : parseCopySource(kept);
  return show === null ? null : { profile, sessionId, show };
}
