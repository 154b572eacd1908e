/** Pages on which two copies of a conversation are put together: one a finding, restored after a reload. */
import * as vscode from 'vscode';
import { CancellationError, Failure } from '../../core/failure';
import { parseMergeMessage, takesFor, type HostToMerge, type MergePage, type MergeState, type MergeToHost } from '../../core/mergePage';
import { keyOfItem } from '../../core/recovery/findingKey';
import type { Take } from '../../core/recovery/mergeCopies';
import { oneLine, visibleText } from '../../core/visibleText';
import { failureReason } from '../../core/words/describeFailure';
import { MERGING_WORDS } from '../../core/words/merging';
import { say } from '../../core/words/say';
import type { RepairClient } from '../../io/repairWorker/client';
import type { OfferedMerge } from '../../io/repairs/offeredMerge';
import { startPage } from '../startPage';
import type { ConversationNames } from './conversationNames';
import { looksOf, parseKey, type FindingAction, type FindingKey } from './findingPanels';
import { emptyMergePage, mergePageOf, mergeStateOf } from './mergePageOf';
import type { Proofs } from './proofs';
import { auditOf, type RecoveryModel } from './recoveryModel';
import { findingNode, type FindingNode } from './recoveryNodes';
import type { RecoveryPlace } from './recoveryPlace';
import { auditPlaceOf, type RepairTarget } from './repairTarget';
import { waysOn } from './waysOn';

export const MERGE_VIEW_TYPE = 'hermesSessions.merge';

export interface MergePanelsOptions {
  readonly extensionUri: vscode.Uri;
  readonly model: RecoveryModel;
  readonly names: ConversationNames;
  readonly client: Pick<RepairClient, 'call'>;
  /** What was proven of a finding's repair, as long as it holds. */
  readonly proofs: Pick<Proofs, 'get' | 'onDidChange'>;
  readonly path: (node: FindingNode) => string;
  /** Shows the page of the finding. */
  readonly show: (node: FindingNode) => void;
  readonly review: (target: RepairTarget) => Promise<void>;
  readonly repair: (target: RepairTarget) => Promise<void>;
  /** Says what an action threw. */
  readonly tell: (error: unknown) => Promise<void>;
}

export class MergePanels implements vscode.WebviewPanelSerializer<unknown>, vscode.Disposable {
  private readonly panels = new Map<string, MergePanel>();
  private readonly serializer = vscode.window.registerWebviewPanelSerializer(MERGE_VIEW_TYPE, this);

  constructor(private readonly options: MergePanelsOptions) {}

  /** Shows the page of a finding: the one it already has, else a new one in the active column. */
  open(node: FindingNode): void {
    const key = { place: node.place.key, finding: node.found.key };
    const existing = this.panels.get(nameOf(key));
    if (existing !== undefined) return existing.reveal();
    const title = say(MERGING_WORDS, 'tab', { title: oneLine(node.conversation?.title ?? visibleText(node.found.item.session_id), 40) });
    this.adopt(vscode.window.createWebviewPanel(MERGE_VIEW_TYPE, title, vscode.ViewColumn.Active), key);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const key = parseKey(state);
    if (key === null || this.panels.has(nameOf(key))) panel.dispose();
    else this.adopt(panel, key);
  }

  dispose(): void {
    this.serializer.dispose();
    for (const panel of [...this.panels.values()]) panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, key: FindingKey): void {
    const name = nameOf(key);
    this.panels.set(name, new MergePanel(panel, key, this.options, () => void this.panels.delete(name)));
  }
}

class MergePanel {
  private readonly disposables: vscode.Disposable[] = [];
  private node: FindingNode | null = null;
  private isOpen = false;
  /** Null until they are read; `failed` says why they cannot be. */
  private offered: OfferedMerge | null = null;
  private failed: string | null = null;
  /** The audit that they were read after, or could not be. */
  private readOf: number | null = null;
  private isReading = false;
  private takes: (Take | null)[] = [];
  /** Of a page on which nothing can be decided. */
  private ways: readonly FindingAction[] = [];
  private posted = '';
  private hasScript = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly key: FindingKey,
    private readonly options: MergePanelsOptions,
    onDidDispose: () => void,
  ) {
    const { extensionUri, model } = options;
    const { webview } = panel;
    panel.onDidDispose(() => {
      for (const disposable of this.disposables.splice(0)) disposable.dispose();
      onDidDispose();
    });
    this.disposables.push(
      // Listening starts before the page does: its first word is `ready`.
      webview.onDidReceiveMessage((message: unknown) => void this.receive(message).catch((error: unknown) => options.tell(error))),
      model.onDidChange(() => this.update()),
      options.proofs.onDidChange(() => this.update()),
      panel.onDidChangeViewState(() => {
        // Its script ends when it is hidden, and starts anew when it is shown.
        if (!panel.visible) this.hasScript = false;
      }),
    );
    startPage(webview, extensionUri, {
      name: 'merge',
      styles: ['transcript.css', 'finding.css', 'merge.css'],
      title: panel.title,
      loading: MERGING_WORDS.loading,
      state: { ...key },
    });
    this.update();
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
    const message = parseMergeMessage(raw);
    if (message === null) return;
    if (message.type === 'ready') return this.start(message);
    if (message.type === 'copies') {
      if (this.node !== null) this.options.show(this.node);
      return;
    }
    if (message.type === 'act') {
      await this.ways[message.action]?.run();
      return;
    }
    const count = this.count;
    if (!this.isOpen || this.offered === null) return;
    if (message.type === 'takeAll') this.takes = Array.from({ length: count }, () => message.take);
    else if (message.type === 'take' && message.stretch < count) this.takes[message.stretch] = message.take;
    else if (message.type === 'review' || message.type === 'repair') return this.act(message.type);
    this.postState();
  }

  private async start({ takes }: Extract<MergeToHost, { readonly type: 'ready' }>): Promise<void> {
    this.hasScript = true;
    this.posted = '';
    // What the page kept over a reload counts until something is chosen here. Its finding names the bytes that it was about.
    if (this.takes.every((take) => take === null)) this.takes = this.offered === null ? [...takes] : takesFor(this.count, takes);
    this.post();
    // A page that came back with its window stands before any view was looked at.
    const { place } = this;
    if (place !== undefined && this.options.model.state(place).status === 'notAudited') await this.options.model.audit(place);
  }

  /** Exactly what is chosen: the plan is made of it, reviewed, and proven again before anything is written. */
  private async act(what: 'review' | 'repair'): Promise<void> {
    const { node } = this;
    const takes = this.takes.filter((take) => take !== null);
    if (node === null || takes.length !== this.count || takes.length === 0) return;
    const target = { place: node.place, found: [node.found], merges: [{ finding: keyOfItem(node.found.item), takes }] };
    await (what === 'review' ? this.options.review(target) : this.options.repair(target));
  }

  private get count(): number {
    return this.offered?.stretches.filter(({ kind }) => kind === 'differing').length ?? 0;
  }

  private update(): void {
    const { model, names } = this.options;
    const { place } = this;
    const found = place === undefined ? undefined : model.finding(place, this.key.finding);
    this.isOpen = found !== undefined;
    if (place !== undefined && found !== undefined) {
      this.node = findingNode(place, found, model, names);
      const auditedAt = auditOf(model.state(place))?.auditedAt ?? null;
      // What could not be read is tried again after a new audit only.
      const isNew = this.failed === null || this.readOf !== auditedAt;
      if (this.offered === null && !this.isReading && isNew) {
        this.readOf = auditedAt;
        void this.read(place).catch((error: unknown) => this.options.tell(error));
      }
    }
    this.post();
  }

  private async read(place: RecoveryPlace): Promise<void> {
    const { node } = this;
    if (node === null) return;
    this.isReading = true;
    this.failed = null;
    try {
      this.offered = await this.options.client.call('merge', [auditPlaceOf(place), keyOfItem(node.found.item)]);
      if (this.offered === null) this.failed = MERGING_WORDS.reasonChanged;
      else this.takes = takesFor(this.count, this.takes);
    } catch (error) {
      if (error instanceof CancellationError || !(error instanceof Failure)) throw error;
      this.failed = failureReason(error);
    } finally {
      this.isReading = false;
    }
    this.post();
  }

  private post(): void {
    const { node, offered, failed } = this;
    const { model, path } = this.options;
    const locale = vscode.env.language;
    if (node === null || offered === null) {
      // Before the first audit of this window nobody knows whether there is such a finding.
      const isWaiting = this.isReading || node !== null || model.isAuditing;
      const notice = failed !== null ? say(MERGING_WORDS, 'unreadable', { reason: failed }) : isWaiting ? (node === null ? MERGING_WORDS.waiting : MERGING_WORDS.loading) : MERGING_WORDS.gone;
      this.ways = failed === null && isWaiting ? [] : waysOn(this.key, node, this.options);
      this.sendPage(emptyMergePage(notice, looksOf(this.ways)), { takes: [], summary: '', isDecided: false });
      return;
    }
    this.ways = this.isOpen ? [] : waysOn(this.key, node, this.options);
    const page = mergePageOf({ node, offered, isOpen: this.isOpen, path: path(node), ways: looksOf(this.ways), locale });
    this.sendPage(page, mergeStateOf(offered, this.takes, locale));
  }

  private postState(): void {
    if (this.offered !== null) this.send({ type: 'state', state: mergeStateOf(this.offered, this.takes, vscode.env.language) });
  }

  /** What stands there already is not drawn again under the reader's eyes. */
  private sendPage(page: MergePage, state: MergeState): void {
    const text = JSON.stringify(page);
    if (text === this.posted) return;
    if (this.hasScript) this.posted = text;
    this.send({ type: 'page', page, state });
  }

  private send(message: HostToMerge): void {
    if (this.hasScript) void this.panel.webview.postMessage(message);
  }
}

const nameOf = ({ place, finding }: FindingKey): string => JSON.stringify([place, finding]);
