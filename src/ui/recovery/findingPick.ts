/** The finding that a command is about: that of a row, of the page in sight, of the selected row, or one that is chosen. */
import * as vscode from 'vscode';
import { findingIcon } from '../../core/recovery/findingIcon';
import { oneLine, visibleText } from '../../core/visibleText';
import { doubtWords, findingDescription, RECOVERY_WORDS } from '../../core/words/recoveryView';
import type { ConversationNames } from './conversationNames';
import type { FindingPanels } from './findingPanels';
import { auditOf, type RecoveryModel } from './recoveryModel';
import { findingNode, type FindingNode } from './recoveryNodes';
import type { RecoveryRow } from './recoveryProvider';
import type { RecoveryView } from './recoveryView';

const TITLE_CHARS = 120;

export interface FindingChoice {
  readonly model: RecoveryModel;
  readonly names: ConversationNames;
  readonly view: RecoveryView;
  readonly panels: FindingPanels;
  readonly attention: FindingAttention;
}

/** Whether a person turned to a row or to a page last: what a command without a row means, when both are in sight. */
export class FindingAttention implements vscode.Disposable {
  private isOnPage = false;
  private readonly listening: vscode.Disposable;

  constructor(
    private readonly view: Pick<RecoveryView, 'tree'>,
    private readonly panels: Pick<FindingPanels, 'active' | 'onDidActivate'>,
  ) {
    this.listening = vscode.Disposable.from(
      panels.onDidActivate(() => (this.isOnPage = true)),
      view.tree.onDidChangeSelection(() => (this.isOnPage = false)),
    );
  }

  get row(): FindingNode | null {
    const node = this.view.tree.visible ? this.view.tree.selection[0]?.node : undefined;
    return node?.kind === 'finding' ? node : null;
  }

  /** The later one first. */
  get findings(): readonly FindingNode[] {
    const both = this.isOnPage ? [this.panels.active, this.row] : [this.row, this.panels.active];
    return both.filter((node) => node !== null);
  }

  dispose(): void {
    this.listening.dispose();
  }
}

/**
 * `row` is what a menu hands over. `fits` says which findings the command is for; a finding in sight that does not fit is passed
 * over. Undefined when the person leaves the choice, or was told that there is none.
 */
export async function chooseFinding(
  row: unknown,
  { model, names, attention }: FindingChoice,
  title: string,
  fits: (node: FindingNode) => boolean = () => true,
): Promise<FindingNode | undefined> {
  const ofRow = isRow(row) ? row.node : undefined;
  if (ofRow?.kind === 'finding') return ofRow;
  const inSight = attention.findings.find(fits);
  if (inSight !== undefined) return inSight;
  const nodes = model
    .places()
    .flatMap((place) => (auditOf(model.state(place))?.found ?? []).map((found) => findingNode(place, found, model, names)))
    .filter(fits);
  if (nodes.length === 0) {
    const isChecked = model.known.some((place) => auditOf(model.state(place)) !== null);
    await vscode.window.showInformationMessage(isChecked ? RECOVERY_WORDS.noFinding : RECOVERY_WORDS.nothingChecked);
    return undefined;
  }
  const time = { now: Date.now(), locale: vscode.env.language };
  const items = nodes.map((node) => ({
    label: `$(${findingIcon(node.found.item.kind)}) ${oneLine(visibleText(node.found.item.title), TITLE_CHARS).replaceAll('$(', '$ (')}`,
    description: findingDescription(node.found.item, node.conversation, doubtWords(node.found.item), time),
    node,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return picked?.node;
}

const isRow = (value: unknown): value is RecoveryRow => typeof value === 'object' && value !== null && 'node' in value;
