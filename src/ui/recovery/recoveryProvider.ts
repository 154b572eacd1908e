/**
 * The tree of the view "Recovery". As the session tree does, it remembers the rows it gave to VS Code and after a change
 * names only those that became others: a whole tree drawn anew loses clicks and makes a screen reader start over.
 */
import * as vscode from 'vscode';
import type { ConversationNames } from './conversationNames';
import { renderFindingTooltip } from './findingTooltip';
import type { RecoveryModel } from './recoveryModel';
import type { RecoveryPlace } from './recoveryPlace';
import { toRecoveryItem } from './recoveryItem';
import { MORE_FINDINGS, recoveryNodeId, recoveryTree, type RecoveryBranch, type RecoveryNode, type Shelf } from './recoveryNodes';

/** A row as VS Code holds it: the same object for as long as it stands below the same parent, whatever it comes to say. */
export interface RecoveryRow {
  readonly id: string;
  readonly parent: RecoveryRow | undefined;
  node: RecoveryNode;
  rows: readonly RecoveryRow[];
}

/** "3 h" grows old. */
const MINUTE_MS = 60_000;

export class RecoveryProvider implements vscode.TreeDataProvider<RecoveryRow>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RecoveryRow[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly drawn = new vscode.EventEmitter<void>();
  /** The rows are those of the model again. */
  readonly onDidCompare = this.drawn.event;
  private readonly looks = new WeakMap<RecoveryRow, string>();
  private readonly limits = new Map<string, number>();
  private readonly disposables: vscode.Disposable[];
  private rows: readonly RecoveryRow[] = [];
  private comparing = false;

  constructor(
    private readonly model: RecoveryModel,
    private readonly names: ConversationNames,
    private readonly now: () => number = Date.now,
  ) {
    const compare = (): void => this.compareSoon();
    const timer = setInterval(compare, MINUTE_MS);
    this.disposables = [
      this.changed,
      this.drawn,
      model.onDidChange(compare),
      names.onDidChange(compare),
      new vscode.Disposable(() => clearInterval(timer)),
    ];
    this.rows = this.merged(undefined, [], this.branches());
  }

  dispose(): void {
    for (const disposable of this.disposables.splice(0)) disposable.dispose();
  }

  /** The rows without a parent. */
  get roots(): readonly RecoveryRow[] {
    return this.rows;
  }

  getTreeItem(row: RecoveryRow): vscode.TreeItem {
    return toRecoveryItem(row.node, this.model.state(row.node.place), this.now());
  }

  resolveTreeItem(item: vscode.TreeItem, { node }: RecoveryRow): vscode.TreeItem {
    if (node.kind === 'finding') item.tooltip = renderFindingTooltip(node, vscode.env.language);
    return item;
  }

  getChildren(row?: RecoveryRow): RecoveryRow[] {
    return [...(row === undefined ? this.rows : row.rows)];
  }

  getParent(row: RecoveryRow): RecoveryRow | undefined {
    return row.parent;
  }

  showMore({ node }: RecoveryRow): void {
    if (node.kind !== 'more') return;
    this.limits.set(limitKey(node.place, node.shelf), node.loaded + MORE_FINDINGS);
    this.compareSoon();
  }

  /** The row of a finding, where it is shown. */
  rowOfFinding({ key }: RecoveryPlace, findingKey: string): RecoveryRow | undefined {
    const all = (rows: readonly RecoveryRow[]): RecoveryRow[] => rows.flatMap((row) => [row, ...all(row.rows)]);
    return all(this.rows).find(({ node }) => node.kind === 'finding' && node.place.key === key && node.found.key === findingKey);
  }

  /** One comparison for all that changes in one turn. */
  private compareSoon(): void {
    if (this.comparing) return;
    this.comparing = true;
    setImmediate(() => {
      this.comparing = false;
      if (this.disposables.length > 0) this.compare();
    });
  }

  private compare(): void {
    const changed = new Set<RecoveryRow>();
    const before = this.rows;
    this.rows = this.merged(undefined, before, this.branches(), changed);
    // In one event, and so in one step of VS Code: a finding that is dismissed goes from one group to another.
    if (!isSameList(before, this.rows)) this.changed.fire(undefined);
    else if (changed.size > 0) this.changed.fire([...changed]);
    this.drawn.fire();
  }

  private branches(): RecoveryBranch[] {
    return recoveryTree(this.model, this.names, (place, shelf) => this.limits.get(limitKey(place, shelf)) ?? MORE_FINDINGS);
  }

  /** Rows for `branches`: those of `before` that are still there, saying what the nodes say now, and new ones. */
  private merged(parent: RecoveryRow | undefined, before: readonly RecoveryRow[], branches: readonly RecoveryBranch[], changed = new Set<RecoveryRow>()): RecoveryRow[] {
    const known = new Map(before.map((row) => [row.id, row]));
    return branches.map(({ node, below }) => {
      const id = recoveryNodeId(node);
      const row = known.get(id) ?? { id, parent, node, rows: [] };
      row.node = node;
      const look = JSON.stringify(this.getTreeItem(row));
      // A row that is new is drawn with the list that it stands in.
      if ((this.looks.get(row) ?? look) !== look) changed.add(row);
      this.looks.set(row, look);
      const rows = this.merged(row, row.rows, below, changed);
      if (!isSameList(row.rows, rows)) changed.add(row);
      row.rows = rows;
      return row;
    });
  }
}

const isSameList = (a: readonly RecoveryRow[], b: readonly RecoveryRow[]): boolean => a.length === b.length && a.every((row, i) => row === b[i]);

const limitKey = ({ key }: RecoveryPlace, shelf: Shelf): string => JSON.stringify([key, shelf]);
