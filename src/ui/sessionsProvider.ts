/** The session tree: profiles, day groups, conversations and what hangs on them. */
import * as vscode from 'vscode';
import { CancellationError } from '../core/failure';
import { oneLine, visibleText } from '../core/visibleText';
import { describeFailure, failureReason } from '../core/words/describeFailure';
import { say } from '../core/words/say';
import { SESSION_WORDS } from '../core/words/sessions';
import type { Profiles } from './profiles';
import type { ProfileModel } from './profileModel';
import { MORE_ROWS, toTreeItem } from './sessionItem';
import type { SessionNode } from './sessionNodes';
import { renderTooltip } from './sessionTooltip';
import { isStateDbSet } from './settings';

export class SessionsProvider implements vscode.TreeDataProvider<SessionNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<SessionNode | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  /** Rows a group shows, by profile and group, when more than at first. */
  private readonly limits = new Map<string, number>();
  private readonly listening: vscode.Disposable;

  constructor(
    private readonly profiles: Profiles,
    private readonly now: () => number = Date.now,
  ) {
    this.listening = profiles.onDidChange(() => this.changed.fire(undefined));
  }

  dispose(): void {
    this.listening.dispose();
    this.changed.dispose();
  }

  getTreeItem(node: SessionNode): vscode.TreeItem {
    return toTreeItem(node, this.now());
  }

  async resolveTreeItem(item: vscode.TreeItem, node: SessionNode): Promise<vscode.TreeItem> {
    if (node.kind !== 'conversation' && node.kind !== 'child' && node.kind !== 'segment') return item;
    const details = await node.model.client.call('details', [node.row.id]).catch(() => null);
    item.tooltip = renderTooltip(node.row, details, vscode.env.language);
    return item;
  }

  async getChildren(node?: SessionNode): Promise<SessionNode[]> {
    try {
      return await this.childrenOf(node);
    } catch (error) {
      // The worker was ended under the question (a home that went away): the next change asks again.
      if (error instanceof CancellationError) return [];
      throw error;
    }
  }

  /** For `reveal`, which is asked for copies only. */
  getParent(node: SessionNode): SessionNode | undefined {
    if (node.kind === 'copy') return { kind: 'copies', model: node.model, copies: node.model.state?.copies ?? [] };
    return node.kind === 'copies' && this.profiles.models().length > 1 ? { kind: 'profile', model: node.model } : undefined;
  }

  showMore(node: SessionNode): void {
    if (node.kind !== 'more') return;
    this.limits.set(limitKey(node.model, node.group), node.loaded + MORE_ROWS);
    this.changed.fire(undefined);
  }

  private async childrenOf(node: SessionNode | undefined): Promise<SessionNode[]> {
    if (node === undefined) {
      const models = this.profiles.models();
      const [only] = models;
      return models.length === 1 && only !== undefined ? this.rootsOf(only) : models.map((model) => ({ kind: 'profile', model }));
    }
    switch (node.kind) {
      case 'profile':
        return this.rootsOf(node.model);
      case 'copies':
        return node.copies.map((copy) => ({ kind: 'copy', model: node.model, copy, reader: this.profiles.copyModel(node.model, copy) }));
      case 'copy':
        return node.reader === null ? [] : this.rootsOf(node.reader);
      case 'group':
        return this.rowsOf(node);
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

  private async rootsOf(model: ProfileModel): Promise<SessionNode[]> {
    await model.ready();
    const { overview, state } = model;
    if (overview === null || state === null) return noticesOf(model, this.isNamed(model));
    const groups = overview.groups.map((group, i): SessionNode => ({ kind: 'group', model, ...group, isFirst: i === 0 }));
    const nodes = noticesOf(model, this.isNamed(model));
    if (state.copies.length > 0) nodes.push({ kind: 'copies', model, copies: state.copies });
    const hidden = Object.keys(overview.notShown).length > 0;
    if (hidden || (!state.complete && groups.length > 0)) nodes.unshift({ kind: 'notShown', model });
    return [...nodes, ...groups];
  }

  /** Whether the person has named the database of this profile. */
  private isNamed(model: ProfileModel): boolean {
    return isStateDbSet() && this.profiles.models()[0] === model;
  }

  private async rowsOf(node: SessionNode & { kind: 'group' }): Promise<SessionNode[]> {
    const { model, key } = node;
    const limit = this.limits.get(limitKey(model, key)) ?? MORE_ROWS;
    const rows = await model.client.call('rows', [this.profiles.shown(), this.now(), key, 0, limit]);
    const nodes = rows.map((row): SessionNode => ({ kind: 'conversation', model, row }));
    if (node.count > rows.length && rows.length > 0) nodes.push({ kind: 'more', model, group: key, loaded: rows.length, total: node.count });
    return nodes;
  }
}

const limitKey = (model: ProfileModel, group: string): string => JSON.stringify([model.location.key, group]);

/** What a person must know before they trust the rows below. */
function noticesOf(model: ProfileModel, isNamed: boolean): SessionNode[] {
  const locale = vscode.env.language;
  const nodes: SessionNode[] = [];
  const add = (name: string, icon: string, label: string, description: string, tooltip: string): void => {
    nodes.push({ kind: 'notice', model, name, icon, label, description, tooltip });
  };
  const { state, failure, location } = model;
  if (failure !== null) add('worker', 'warning', oneLine(describeFailure(failure, locale), 80), '', describeFailure(failure, locale));
  if (location.backend === 'postgres') add('postgres', 'info', SESSION_WORDS.postgresShort, '', SESSION_WORDS.postgres);
  if (state === null) return nodes;
  const { database } = state;
  if (database.failure !== null) {
    const words = describeFailure(database.failure, locale);
    if (database.status === 'stale') {
      const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(database.provenAt ?? 0);
      const key = database.failure.code === 'db_busy' ? 'busy' : 'staleReason';
      add('stale', 'history', say(SESSION_WORDS, key, { time }), failureReason(database.failure), words);
    } else if (database.failure.code !== 'db_missing' || state.copies.length > 0 || isNamed) {
      // A home without a database is a home of files; a database that was asked for by name has to be there.
      add('database', 'warning', say(SESSION_WORDS, 'databaseUnreadable', {}), failureReason(database.failure), words);
    }
  }
  if (database.mode === 'copy') add('fallback', 'info', SESSION_WORDS.fallbackCopy, '', SESSION_WORDS.fallbackCopy);
  if (database.missingPages > 0) {
    add('short', 'warning', say(SESSION_WORDS, 'fileCutShort', { count: database.missingPages }, locale), '', SESSION_WORDS.damagedTooltip);
  }
  for (const { table, from, to, isOpenEnded } of database.skipped) {
    const key = isOpenEnded === true ? 'damagedRowsOpen' : 'damagedRows';
    add(`damage:${table}:${from}`, 'warning', say(SESSION_WORDS, key, { count: to - from + 1, table }, locale), '', SESSION_WORDS.damagedTooltip);
  }
  for (const { path, errno } of state.fileProblems) {
    add(`folder:${path}`, 'warning', SESSION_WORDS.folderUnreadable, errno, visibleText(path));
  }
  return nodes;
}
