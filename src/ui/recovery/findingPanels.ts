/** Pages of findings: one a finding, restored after a reload, said anew with every audit. */
import * as vscode from 'vscode';
import { parseFindingMessage, type FindingPage, type PageAction } from '../../core/findingPage';
import { oneLine, visibleText } from '../../core/visibleText';
import { RECOVERY_WORDS } from '../../core/words/recoveryView';
import type { Profiles } from '../profiles';
import { startPage } from '../startPage';
import type { ConversationNames } from './conversationNames';
import { readCopies, type FindingCopy } from './findingCopies';
import { emptyFindingPage, findingPageOf } from './findingPageOf';
import { auditOf, type RecoveryModel } from './recoveryModel';
import { proofPageOf } from './proofPageOf';
import type { Proof } from './proof';
import type { Proofs } from './proofs';
import { findingNode, type FindingNode } from './recoveryNodes';
import type { RecoveryPlace } from './recoveryPlace';
import { waysOn } from './waysOn';

export const FINDING_VIEW_TYPE = 'hermesSessions.finding';

/** Names a finding: both are as the model calls them. */
export interface FindingKey {
  readonly place: string;
  readonly finding: string;
}

/** Something that a person may do with a finding, from its page. */
export interface FindingAction extends PageAction {
  readonly run: () => unknown;
}

export interface FindingPanelsOptions {
  readonly extensionUri: vscode.Uri;
  readonly model: RecoveryModel;
  readonly names: ConversationNames;
  readonly profiles: Pick<Profiles, 'models'>;
  /** What may be done with a finding that is open, and its copies. */
  readonly actions: (node: FindingNode, copies: readonly FindingCopy[]) => readonly FindingAction[];
  /** What was proven of a finding's repair, as long as it holds. */
  readonly proofs: Pick<Proofs, 'get' | 'onDidChange'>;
  readonly proofActions: (node: FindingNode, proof: Proof) => readonly FindingAction[];
  readonly path: (node: FindingNode) => string;
  readonly read: (copy: FindingCopy, node: FindingNode) => unknown;
  readonly compare: (copy: FindingCopy, copies: readonly FindingCopy[], node: FindingNode) => unknown;
  /** Says what an action threw. */
  readonly tell: (error: unknown) => Promise<void>;
}

export class FindingPanels implements vscode.WebviewPanelSerializer<unknown>, vscode.Disposable {
  private readonly panels = new Map<string, FindingPanel>();
  private readonly serializer = vscode.window.registerWebviewPanelSerializer(FINDING_VIEW_TYPE, this);
  private readonly activated = new vscode.EventEmitter<void>();
  /** A page got the window's attention. */
  readonly onDidActivate = this.activated.event;

  constructor(private readonly options: FindingPanelsOptions) {}

  /** Shows the page of a finding: the one it already has, else a new one in the active column. */
  open(node: FindingNode): void {
    const key = { place: node.place.key, finding: node.found.key };
    const existing = this.panels.get(nameOf(key));
    if (existing !== undefined) {
      existing.reveal();
      return;
    }
    const title = tabTitle(node.found.item.title);
    this.adopt(vscode.window.createWebviewPanel(FINDING_VIEW_TYPE, title, vscode.ViewColumn.Active), key, title, node);
  }

  /** The finding whose page has the window's attention; null when none has. */
  get active(): FindingNode | null {
    for (const panel of this.panels.values()) if (panel.isActive) return panel.node;
    return null;
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const key = parseKey(state);
    if (key === null || this.panels.has(nameOf(key))) panel.dispose();
    else this.adopt(panel, key, panel.title);
  }

  dispose(): void {
    this.serializer.dispose();
    this.activated.dispose();
    for (const panel of [...this.panels.values()]) panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, key: FindingKey, title: string, node: FindingNode | null = null): void {
    const name = nameOf(key);
    const events = { onDidActivate: () => this.activated.fire(), onDidDispose: () => void this.panels.delete(name) };
    const show = (other: FindingNode): void => this.open(other);
    this.panels.set(name, new FindingPanel(panel, key, title, node, { ...this.options, show }, events));
    if (panel.active) this.activated.fire();
  }
}

class FindingPanel {
  private readonly disposables: vscode.Disposable[] = [];
  private auditedAt: number | null = null;
  private isOpen = false;
  private copies: readonly FindingCopy[] | null = null;
  /** The audit that the copies were read after. */
  private copiesOf = -1;
  private actions: readonly FindingAction[] = [];
  private posted = '';
  private hasScript = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly key: FindingKey,
    private readonly title: string,
    /** As it was found last; null before the first audit of this window. */
    public node: FindingNode | null,
    private readonly options: FindingPanelsOptions & { show(node: FindingNode): void },
    events: { onDidActivate(): void; onDidDispose(): void },
  ) {
    const { extensionUri, model, names } = options;
    const { webview } = panel;
    panel.onDidDispose(() => {
      for (const disposable of this.disposables.splice(0)) disposable.dispose();
      events.onDidDispose();
    });
    this.disposables.push(
      // Listening starts before the page does: its first word is `ready`.
      webview.onDidReceiveMessage((message: unknown) => void this.receive(message).catch((error: unknown) => options.tell(error))),
      model.onDidChange(() => this.update()),
      names.onDidChange(() => this.update()),
      options.proofs.onDidChange(() => this.update()),
      panel.onDidChangeViewState(() => {
        // Its script ends when it is hidden, and starts anew when it is shown.
        if (!panel.visible) this.hasScript = false;
        if (panel.active) events.onDidActivate();
      }),
    );
    startPage(webview, extensionUri, {
      name: 'finding',
      styles: ['transcript.css', 'finding.css'],
      title,
      loading: RECOVERY_WORDS.loading,
      state: { ...key },
    });
    this.update();
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

  private get place(): RecoveryPlace | undefined {
    return this.options.model.place(this.key.place);
  }

  private async receive(raw: unknown): Promise<void> {
    const message = parseFindingMessage(raw);
    if (message === null) return;
    if (message.type === 'ready') {
      this.hasScript = true;
      this.posted = '';
      this.post();
      return this.check();
    }
    if (message.type === 'act') {
      await this.actions[message.action]?.run();
      return;
    }
    const copy = this.copies?.[message.copy];
    if (copy === undefined || this.node === null || !copy.isReadable) return;
    if (message.type === 'read') await this.options.read(copy, this.node);
    else await this.options.compare(copy, this.copies ?? [], this.node);
  }

  /** A page that came back with its window stands before any view was looked at. */
  private async check(): Promise<void> {
    const { place } = this;
    if (place !== undefined && this.options.model.state(place).status === 'notAudited') await this.options.model.audit(place);
  }

  private update(): void {
    const { model, names } = this.options;
    const { place } = this;
    const audit = place === undefined ? null : auditOf(model.state(place));
    const found = place === undefined ? undefined : model.finding(place, this.key.finding);
    this.isOpen = found !== undefined;
    if (place !== undefined && found !== undefined && audit !== null) {
      this.node = findingNode(place, found, model, names);
      this.auditedAt = audit.auditedAt;
      names.wantAlso(place, found.item.session_id);
      if (this.copiesOf !== audit.auditedAt) void this.readCopies(place, audit.auditedAt).catch((error: unknown) => this.options.tell(error));
    }
    this.post();
  }

  private async readCopies(place: RecoveryPlace, auditedAt: number): Promise<void> {
    const { node } = this;
    if (node === null) return;
    this.copiesOf = auditedAt;
    const rootPath = place.profiles[0]?.rootPath;
    const copies = await readCopies(node.found.item, this.options.profiles.models().filter(({ location }) => location.rootPath === rootPath));
    // A newer audit asks for them again.
    if (this.copiesOf !== auditedAt) return;
    this.copies = copies;
    this.post();
  }

  private post(): void {
    const page = this.page();
    // A tab must not go on saying what is wrong where the page says what is back.
    const title = page.checks.length > 0 ? tabTitle(page.title) : this.title;
    if (this.panel.title !== title) this.panel.title = title;
    if (!this.hasScript) return;
    const text = JSON.stringify(page);
    // What stands there already is not drawn again under the reader's eyes.
    if (text === this.posted) return;
    this.posted = text;
    void this.panel.webview.postMessage({ type: 'finding', page });
  }

  private page(): FindingPage {
    const { node, copies, options } = this;
    if (node === null) {
      const isWaiting = options.model.isAuditing;
      this.actions = isWaiting ? [] : waysOn(this.key, null, options);
      return emptyFindingPage(this.title, isWaiting ? RECOVERY_WORDS.waiting : RECOVERY_WORDS.goneUnknown, looksOf(this.actions));
    }
    const proof = this.isOpen ? null : options.proofs.get(node.place, node.found.item.session_id, auditOf(options.model.state(node.place))?.found ?? []);
    this.actions = this.isOpen ? options.actions(node, copies ?? []) : proof === null ? waysOn(this.key, node, options) : options.proofActions(node, proof);
    const page = findingPageOf({
      node,
      auditedAt: this.auditedAt,
      // What is gone has none that are still to be read.
      copies: this.isOpen ? copies : (copies ?? []),
      actions: looksOf(this.actions),
      isOpen: this.isOpen,
      path: options.path(node),
      locale: vscode.env.language,
    });
    return proof === null ? page : proofPageOf(page, proof, page.actions, vscode.env.language);
  }
}

/** As the page is sent them. */
export const looksOf = (actions: readonly FindingAction[]): PageAction[] => actions.map(({ label, look }) => ({ label, look }));

const nameOf = ({ place, finding }: FindingKey): string => JSON.stringify([place, finding]);

const tabTitle = (title: string): string => oneLine(visibleText(title), 60);

export function parseKey(state: unknown): FindingKey | null {
  if (typeof state !== 'object' || state === null) return null;
  const { place, finding } = state as Record<string, unknown>;
  return typeof place === 'string' && typeof finding === 'string' ? { place, finding } : null;
}
