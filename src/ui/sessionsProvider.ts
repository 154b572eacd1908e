/**
 * The session tree: profiles, day groups, conversations and what hangs on them. It remembers the rows it gave to VS Code, and after a
 * change names only those that became others: a whole tree drawn anew loses clicks and makes a screen reader start over.
 */
import * as vscode from 'vscode';
import { CancellationError, Failure } from '../core/failure';
import { HeldRows } from './heldRows';
import { noticesOf } from './notices';
import type { Profiles } from './profiles';
import type { ProfileModel } from './profileModel';
import type { FindingMarks } from './recovery/findingMarks';
import { MORE_ROWS, toTreeItem } from './sessionItem';
import { nodeId, rowOf, type SessionNode, type TreeRow } from './sessionNodes';
import { renderTooltip } from './sessionTooltip';
import { isEmpty, situationOf } from './situation';

/** The rows below one row, or below none, as VS Code was given them last. */
interface TreeList {
  readonly parent: TreeRow | undefined;
  rows: readonly TreeRow[];
}

export class SessionsProvider implements vscode.TreeDataProvider<TreeRow>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TreeRow[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  /** By the parent's id; what VS Code has not asked for is not kept and not compared. */
  private readonly lists = new Map<string, TreeList>();
  /** How rows were drawn last, to see which changed. */
  private readonly looks = new WeakMap<TreeRow, string>();
  /** Rows a group shows, by profile and group, when more than at first. */
  private readonly limits = new Map<string, number>();
  private readonly held = new HeldRows();
  private readonly listening: vscode.Disposable;
  private comparing: Promise<void> | null = null;
  private compareAgain = false;
  private disposed = false;

  /** `marks`: what is wrong with conversations, where somebody looks for it. */
  constructor(
    private readonly profiles: Profiles,
    private readonly now: () => number = Date.now,
    private readonly marks: Pick<FindingMarks, 'of' | 'onDidChange'> | null = null,
  ) {
    const compare = (): void => void this.compare();
    this.listening = vscode.Disposable.from(profiles.onDidChange(compare), marks?.onDidChange(compare) ?? { dispose: () => undefined });
  }

  dispose(): void {
    this.disposed = true;
    this.listening.dispose();
    this.changed.dispose();
  }

  getTreeItem(row: TreeRow): vscode.TreeItem {
    this.held.drawn(row);
    return this.itemOf(row.node);
  }

  async resolveTreeItem(item: vscode.TreeItem, { node }: TreeRow): Promise<vscode.TreeItem> {
    if (node.kind !== 'conversation' && node.kind !== 'child' && node.kind !== 'segment') return item;
    const details = await node.model.client.call('details', [node.row.id]).catch(() => null);
    item.tooltip = renderTooltip(node.row, details, vscode.env.language);
    return item;
  }

  async getChildren(parent?: TreeRow): Promise<TreeRow[]> {
    if (parent === undefined) {
      this.held.allDrawn();
      return this.rowsBelow(undefined);
    }
    const asked = this.held.asked(this.withAbove(parent));
    const rows = await this.rowsBelow(parent);
    const taken = this.held.taken(asked, rows);
    if (taken !== null && taken.length < rows.length) this.changed.fire([parent]);
    return taken ?? [];
  }

  /** A row and those above it, as far as VS Code was given them. */
  private withAbove(row: TreeRow): TreeRow[] {
    const chain = [row];
    for (let at: TreeRow | undefined = row; at !== undefined;) {
      const below: TreeRow = at;
      at = [...this.lists.values()].find(({ rows }) => rows.includes(below))?.parent;
      if (at !== undefined) chain.push(at);
    }
    return chain;
  }

  private async rowsBelow(parent: TreeRow | undefined): Promise<TreeRow[]> {
    const id = parent?.id ?? ROOT;
    await this.comparing;
    const known = this.lists.get(id);
    // Kept up to date with every change, all lists at once: a conversation that moved from one day to another is in one of them only.
    if (known !== undefined && known.parent === parent) return [...known.rows];
    const keep = (nodes: readonly SessionNode[]): TreeRow[] => {
      const current = this.lists.get(id);
      const rows = this.merged(current?.parent === parent ? (current?.rows ?? []) : [], nodes);
      this.lists.set(id, { parent, rows });
      return [...rows];
    };
    try {
      return keep(await this.nodesBelow(parent));
    } catch (error) {
      // Kept as empty: only a list that is kept is compared, and drawn when there is something. (A home that goes away ends its
      // worker under the question: that is nothing to tell.)
      const rows = keep([]);
      if (error instanceof CancellationError) return rows;
      throw error;
    }
  }

  /** For `reveal`, which is asked for copies only. */
  getParent({ node }: TreeRow): TreeRow | undefined {
    const { model } = node;
    if (node.kind === 'copy') return rowOf(copiesOf(model));
    return node.kind === 'copies' && this.profiles.models().length > 1 ? rowOf({ kind: 'profile', model }) : undefined;
  }

  async showMore({ node }: TreeRow): Promise<void> {
    if (node.kind !== 'more') return;
    this.limits.set(limitKey(node.model, node.group), node.loaded + MORE_ROWS);
    await this.compare();
  }

  /** Resolves when every change so far has been told. */
  settled(): Promise<void> {
    return this.comparing ?? Promise.resolve();
  }

  /** One comparison at a time; what changes meanwhile is compared once more, not once each. */
  private compare(): Promise<void> {
    this.compareAgain = true;
    this.comparing ??= this.compareAll().finally(() => {
      this.comparing = null;
    });
    return this.comparing;
  }

  private async compareAll(): Promise<void> {
    while (this.compareAgain && !this.disposed) {
      this.compareAgain = false;
      await this.compareOnce();
    }
  }

  private async compareOnce(): Promise<void> {
    // A day may stand for both: its count is another, and so are its rows.
    const changed = new Set<TreeRow>();
    let isRootChanged = false;
    const there = new Set<TreeList>();
    // From the top down, for a row may have come to stand for another reader. Lists of one level are asked for in one turn: the worker
    // answers them before it looks at its files again, so that a conversation stands in one day only.
    for (let level = this.listsOf([undefined]); level.length > 0;) {
      const found = await Promise.all(level.map(({ parent }) => this.nodesNow(parent).catch(nullIfUnavailable)));
      if (this.disposed) return;
      for (const [i, list] of level.entries()) {
        there.add(list);
        const nodes = found[i];
        if (nodes === null || nodes === undefined) continue;
        const before = list.rows;
        const looksBefore = before.map((row) => this.looks.get(row));
        list.rows = this.merged(before, nodes);
        const isSameList = before.length === list.rows.length && before.every((row, j) => row === list.rows[j]);
        if (isSameList) list.rows.filter((row, j) => this.looks.get(row) !== looksBefore[j]).forEach((row) => changed.add(row));
        else if (list.parent === undefined) isRootChanged = true;
        else changed.add(list.parent);
      }
      level = level.flatMap(({ rows }) => this.listsOf(rows));
    }
    for (const [id, list] of this.lists) if (!there.has(list)) this.lists.delete(id);
    // In one event, and so in one step of VS Code: an id may not stand in two of its lists, not even for a moment.
    if (isRootChanged) this.changed.fire(undefined);
    else if (changed.size > 0) this.changed.fire([...changed]);
  }

  private listsOf(parents: readonly (TreeRow | undefined)[]): TreeList[] {
    return parents.flatMap((parent) => {
      const list = this.lists.get(parent?.id ?? ROOT);
      return list === undefined || list.parent !== parent ? [] : [list];
    });
  }

  /** Rows for `nodes`: those of `before` that are still there, saying what the nodes say now, and new ones. */
  private merged(before: readonly TreeRow[], nodes: readonly SessionNode[]): TreeRow[] {
    const known = new Map(before.map((row) => [row.id, row]));
    return nodes.map((node) => {
      const row = known.get(nodeId(node)) ?? rowOf(node);
      row.node = node;
      this.looks.set(row, JSON.stringify(this.itemOf(node)));
      return row;
    });
  }

  private itemOf(node: SessionNode): vscode.TreeItem {
    if (node.kind !== 'conversation' && node.kind !== 'child' && node.kind !== 'segment') return toTreeItem(node, this.now());
    const { rootPath } = node.model.location;
    return toTreeItem(node, this.now(), this.marks?.of(rootPath, node.row.segmentIds) ?? null);
  }

  /** Waits for the first look at a profile. */
  private async nodesBelow(parent: TreeRow | undefined): Promise<SessionNode[]> {
    await this.readerBelow(parent)?.ready();
    return this.nodesNow(parent);
  }

  /** Without waiting for a first look, which may take long and holds up other profiles: it tells when it is done. */
  private async nodesNow(parent: TreeRow | undefined): Promise<SessionNode[]> {
    const reader = this.readerBelow(parent);
    if (reader !== undefined && reader.state === null && reader.failure === null) {
      void reader.ready();
      throw new CancellationError();
    }
    if (parent !== undefined) return this.nodesOf(parent.node);
    if (reader !== undefined) return isEmpty(situationOf(this.profiles.known)) ? [] : nodesOfProfile(reader, true);
    return this.profiles.models().map((model) => ({ kind: 'profile', model }));
  }

  /** The profile whose own rows stand below `parent`, if it is one that has such rows. */
  private readerBelow(parent: TreeRow | undefined): ProfileModel | undefined {
    if (parent?.node.kind === 'profile') return parent.node.model;
    if (parent?.node.kind === 'copy') return parent.node.reader ?? undefined;
    const [only, ...others] = parent === undefined ? this.profiles.models() : [];
    return others.length === 0 ? only : undefined;
  }

  private async nodesOf(node: SessionNode): Promise<SessionNode[]> {
    switch (node.kind) {
      case 'profile':
        return nodesOfProfile(node.model, this.profiles.models()[0] === node.model);
      case 'copies':
        return (node.model.state?.copies ?? []).map((copy) => ({ kind: 'copy', model: node.model, copy, reader: this.profiles.copyModel(node.model, copy) }));
      case 'copy':
        return node.reader === null ? [] : nodesOfProfile(node.reader, false);
      case 'group':
        return this.nodesOfGroup(node);
      case 'conversation':
      case 'child': {
        const children = await node.model.client.call('children', [node.row.id]);
        const total = children.filter((child) => child.kind === 'segment').length;
        return children.map((child): SessionNode =>
          child.kind === 'segment'
            ? { kind: 'segment', model: node.model, row: child.row, position: child.position, total }
            : { kind: 'child', model: node.model, row: child.row, parentId: node.row.rootId },
        );
      }
      default:
        return [];
    }
  }

  private async nodesOfGroup({ model, key }: SessionNode & { kind: 'group' }): Promise<SessionNode[]> {
    const limit = this.limits.get(limitKey(model, key)) ?? MORE_ROWS;
    const rows = await model.client.call('rows', [this.profiles.shown(), this.now(), key, 0, limit]);
    const nodes = rows.map((row): SessionNode => ({ kind: 'conversation', model, row }));
    // The row of the group may be older than the count: they are compared in the same step.
    const total = model.overview?.groups.find((group) => group.key === key)?.count ?? 0;
    if (total > rows.length && rows.length > 0) nodes.push({ kind: 'more', model, group: key, loaded: rows.length, total });
    return nodes;
  }
}

const ROOT = '';

/** `isFirst`: as for `noticesOf`. */
function nodesOfProfile(model: ProfileModel, isFirst: boolean): SessionNode[] {
  const { overview, state } = model;
  const nodes = noticesOf(model, isFirst).map((notice): SessionNode => ({ kind: 'notice', model, notice }));
  if (overview === null || state === null) return nodes;
  const groups = overview.groups.map((group, i): SessionNode => ({ kind: 'group', model, ...group, isFirst: i === 0 }));
  if (state.copies.length > 0) nodes.push(copiesOf(model));
  const hidden = Object.keys(overview.notShown).length > 0;
  if (hidden || (!state.complete && groups.length > 0)) nodes.unshift({ kind: 'notShown', model });
  return [...nodes, ...groups];
}

/** Rows stay as they are while they cannot be asked for; why is a notice, when it lasts. */
function nullIfUnavailable(error: unknown): null {
  if (error instanceof CancellationError || error instanceof Failure) return null;
  throw error;
}

const limitKey = (model: ProfileModel, group: string): string => JSON.stringify([model.location.key, group]);

const copiesOf = (model: ProfileModel): SessionNode & { kind: 'copies' } => ({ kind: 'copies', model, count: model.state?.copies.length ?? 0 });
