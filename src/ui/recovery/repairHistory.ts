/** The view "Repair History": every repair and undo, the newest first, with what each keeps. Read when somebody looks. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { RECOVERY_NAME } from '../../core/recovery/names';
import { visibleText } from '../../core/visibleText';
import { HISTORY_WORDS } from '../../core/words/repairHistory';
import { say } from '../../core/words/say';
import type { RunSummary } from '../../io/repairRun/listRuns';
import type { CommandId } from '../commands';
import { displayPath } from '../settings';
import { historyContext, historyNodeId, keptDescription, keptTitle, runDescription, runTitle, type HistoryNode } from './historyNodes';
import type { RecoveryModel } from './recoveryModel';
import { profileWords } from './repairTarget';
import type { Repairs } from './repairs';

export const HISTORY_VIEW = 'hermesSessions.repairHistory';

/** Everything that an audit sees may be a new run; they come in bursts. */
const SETTLE_MS = 300;

export interface HistoryView extends vscode.Disposable {
  readonly tree: vscode.TreeView<HistoryNode>;
}

export function registerHistoryView(model: RecoveryModel, repairs: Repairs): HistoryView {
  const provider = new HistoryProvider(model, repairs);
  const tree = vscode.window.createTreeView(HISTORY_VIEW, { treeDataProvider: provider, showCollapseAll: true });
  let timer: NodeJS.Timeout | undefined;
  const refresh = (): void => {
    if (!tree.visible) return;
    clearTimeout(timer);
    timer = setTimeout(() => void provider.refresh(), SETTLE_MS);
  };
  const disposables = [
    tree,
    provider,
    repairs.onDidChange(refresh),
    model.onDidChange(refresh),
    tree.onDidChangeVisibility(refresh),
    new vscode.Disposable(() => clearTimeout(timer)),
  ];
  return { tree, dispose: () => void vscode.Disposable.from(...disposables).dispose() };
}

class HistoryProvider implements vscode.TreeDataProvider<HistoryNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private shown = '';

  constructor(
    private readonly model: RecoveryModel,
    private readonly repairs: Repairs,
  ) {}

  dispose(): void {
    this.changed.dispose();
  }

  /** Draws anew only when something is another: a tree drawn anew loses clicks. */
  async refresh(): Promise<void> {
    const now = JSON.stringify((await this.runs()).map(({ runs }) => runs));
    if (now === this.shown) return;
    this.shown = now;
    this.changed.fire(undefined);
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    if (node?.kind === 'kept') return [];
    if (node?.kind === 'run') return this.keeps(node);
    const places = await this.runs();
    if (node === undefined) this.shown = JSON.stringify(places.map(({ runs }) => runs));
    const speaking = places.filter(({ runs }) => runs.length > 0);
    const wanted = node?.kind === 'place' ? speaking.filter(({ place }) => place.key === node.place.key) : speaking;
    const [only, ...others] = wanted;
    if (only === undefined) return [];
    if (others.length === 0) return only.runs.map((run) => ({ kind: 'run', place: only.place, runId: run.runId, run }));
    return wanted.map(({ place }) => ({ kind: 'place', place }));
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    const item = itemOf(node);
    // A screen reader would say the tooltip instead, which says where and not what.
    const words = [item.label, item.description].flatMap((text) => (typeof text === 'string' && text !== '' ? [text] : []));
    item.accessibilityInformation = { label: words.join('. ') };
    item.id = historyNodeId(node);
    item.contextValue = historyContext(node);
    return item;
  }

  private async runs(): Promise<{ place: HistoryNode['place']; runs: RunSummary[] }[]> {
    const places = this.model.places();
    const { client } = this.repairs.tools;
    return Promise.all(places.map(async (place) => ({ place, runs: await client.call('runs', [place.sessionDir]) })));
  }

  private async keeps({ place, runId, run }: Extract<HistoryNode, { kind: 'run' }>): Promise<HistoryNode[]> {
    const kept = await this.repairs.tools.client.call('keeps', [place.sessionDir, runId]);
    return kept.map((one) => ({ kind: 'kept', place, runId, sessionId: one.sessionId, run, kept: one }));
  }
}

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** A row's command, which acts on the selected row: see `sessionItem`. */
const onSelected = (command: CommandId): vscode.Command => ({ command, title: '' });

function itemOf(node: HistoryNode): vscode.TreeItem {
  const locale = vscode.env.language;
  if (node.kind === 'place') {
    const item = new vscode.TreeItem(profileWords(node.place), Expanded);
    item.description = displayPath(node.place.sessionDir);
    return item;
  }
  if (node.kind === 'run') {
    const { run, place } = node;
    const hasConversations = run.steps.some(({ step }) => step.sessionId !== null);
    const item = new vscode.TreeItem(runTitle(run, Date.now(), locale), hasConversations ? Collapsed : None);
    item.description = runDescription(run, locale);
    item.iconPath = new vscode.ThemeIcon(run.state === 'interrupted' ? 'debug-pause' : run.kind === 'undo' ? 'discard' : 'history');
    item.tooltip = visibleText(say(HISTORY_WORDS, 'tooltip', { dir: displayPath(join(place.sessionDir, RECOVERY_NAME, run.runId)) }));
    return item;
  }
  const item = new vscode.TreeItem(keptTitle(node.kept), None);
  item.description = keptDescription(node.kept, locale);
  item.iconPath = new vscode.ThemeIcon('file');
  item.command = onSelected('hermesSessions.openOriginal');
  return item;
}
