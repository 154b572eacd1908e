/** Tree items: what a row looks like. */
import * as vscode from 'vscode';
import type { ConversationRow } from '../core/conversation';
import { sourceIcon } from '../core/sources';
import { oneLine, visibleText } from '../core/visibleText';
import { groupLabel, isolated, notShownWords, rowAria, rowDescription, rowLabel, segmentLabel, type RowTime } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { SESSION_WORDS } from '../core/words/sessions';
import type { CommandId } from './commands';
import type { Notice } from './notices';
import { markedUri } from './recovery/findingMarks';
import { resumeCommandOf } from './resumeSession';
import { displayPath } from './settings';
import { nodeId, type SessionNode } from './sessionNodes';

/**
 * Context values for menus: `conversation`, `segment`, `child`, `profile`, `group`, `notShown`, `notice`, `copies`, `copy`, `more`; with
 * `:resumable` behind it where Hermes can go on with the row's conversation.
 */
/** `mark`: what is wrong with the conversation of the row, in words; null for nothing. */
export function toTreeItem(node: SessionNode, now: number, mark: string | null = null): vscode.TreeItem {
  const time: RowTime = { now, locale: vscode.env.language };
  const item = itemOf(node, time);
  item.id = nodeId(node);
  if (mark !== null) {
    // Only for the decoration: label and icon are set, so that nothing else of the row comes from the address.
    item.resourceUri = markedUri(item.id, mark);
    item.accessibilityInformation = { label: `${item.accessibilityInformation?.label ?? ''}, ${mark}` };
  }
  const isResumable = (node.kind === 'conversation' || node.kind === 'child') && resumeCommandOf(node.model, node.row) !== null;
  item.contextValue = isResumable ? `${node.kind}:resumable` : node.kind;
  return item;
}

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/**
 * A row's command, which acts on the selected row: a click selects before it runs a command. Arguments would be kept by VS Code under a
 * number that ends with each refresh of the row, and a click on what still stands there would find no command.
 */
const onSelected = (command: CommandId): vscode.Command => ({ command, title: '' });

function itemOf(node: SessionNode, time: RowTime): vscode.TreeItem {
  switch (node.kind) {
    case 'profile':
      return profileItem(node);
    case 'notShown':
      return notShownItem(node, time);
    case 'notice':
      return noticeItem(node.notice);
    case 'copies':
      return Object.assign(new vscode.TreeItem(say(SESSION_WORDS, 'copiesBeside', { count: node.count }, time.locale), Expanded), {
        iconPath: new vscode.ThemeIcon('database'),
        description: node.model.state?.database.status === 'good' ? SESSION_WORDS.copiesBesideDetail : '',
      });
    case 'copy':
      return copyItem(node, time);
    case 'group':
      return Object.assign(new vscode.TreeItem(groupLabel(node.key, time.locale), isOpenAtFirst(node) ? Expanded : Collapsed), {
        description: node.model.state?.complete === true ? node.count.toLocaleString(time.locale) : '',
      });
    case 'conversation':
    case 'child':
      return conversationItem(node.row, node.kind === 'child', time);
    case 'segment':
      return segmentItem(node, time);
    case 'more':
      return Object.assign(new vscode.TreeItem(say(SESSION_WORDS, 'showMore', { count: Math.min(MORE_ROWS, node.total - node.loaded) }, time.locale), None), {
        description: say(SESSION_WORDS, 'showMoreDetail', { shown: node.loaded, total: node.total }, time.locale),
        iconPath: new vscode.ThemeIcon('ellipsis'),
        command: onSelected('hermesSessions.showMoreRows'),
      });
  }
}

/** Rows that a group shows at first, and that "show more" adds. */
export const MORE_ROWS = 200;

/** Today and Yesterday are open, and whatever comes first, so that there is something to see. */
const isOpenAtFirst = (node: SessionNode & { kind: 'group' }): boolean => node.isFirst || node.key === 'today' || node.key === 'yesterday';

function profileItem(node: SessionNode & { kind: 'profile' }): vscode.TreeItem {
  const { location } = node.model;
  const path = displayPath(location.homePath);
  const label = oneLine(visibleText(location.profile), 60);
  const description = location.isActive ? say(SESSION_WORDS, 'activeProfile', { path }) : path;
  return Object.assign(new vscode.TreeItem(label, Expanded), {
    iconPath: new vscode.ThemeIcon('home'),
    description,
    tooltip: visibleText(location.homePath),
    // Without words of its own a screen reader is given the tooltip alone.
    accessibilityInformation: { label: `${label}, ${description}` },
  });
}

function notShownItem(node: SessionNode & { kind: 'notShown' }, time: RowTime): vscode.TreeItem {
  const { overview, state } = node.model;
  const notShown = overview?.notShown ?? {};
  const count = Object.values(notShown).reduce((sum, n) => sum + n, 0);
  const counted = state?.complete === true;
  const item = new vscode.TreeItem(counted ? say(SESSION_WORDS, 'notShown', { count }, time.locale) : SESSION_WORDS.notShownCounting, None);
  item.iconPath = new vscode.ThemeIcon(counted ? 'eye-closed' : 'loading~spin');
  item.description = counted ? notShownWords(notShown, time.locale) : '';
  item.command = onSelected('hermesSessions.chooseShown');
  return item;
}

function noticeItem({ icon, label, description, sentence }: Notice): vscode.TreeItem {
  return Object.assign(new vscode.TreeItem(label, None), {
    iconPath: new vscode.ThemeIcon(icon),
    description,
    tooltip: sentence,
    command: onSelected('hermesSessions.explainNotice'),
    accessibilityInformation: { label: [...new Set([label, description, sentence])].filter((words) => words !== '').join(', ') },
  });
}

function copyItem(node: SessionNode & { kind: 'copy' }, time: RowTime): vscode.TreeItem {
  const { copy, reader } = node;
  const isOfThisYear = new Date(copy.madeAt).getFullYear() === new Date(time.now).getFullYear();
  const when = new Intl.DateTimeFormat(time.locale, {
    ...(isOfThisYear ? {} : { year: 'numeric' }),
    ...{ month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
  }).format(copy.madeAt);
  // The row above says that these are copies: the room is for why this one was kept.
  const item = new vscode.TreeItem(when, reader === null ? None : Collapsed);
  item.iconPath = new vscode.ThemeIcon('archive');
  const kind = SESSION_WORDS[`copy_${copy.kind}`];
  item.description = reader === null ? `${kind} · ${SESSION_WORDS.copyNotReadable}` : kind;
  item.tooltip = visibleText(copy.path);
  item.accessibilityInformation = { label: `${say(SESSION_WORDS, 'copyOf', { when })}, ${item.description}` };
  return item;
}

function conversationItem(row: ConversationRow, isChild: boolean, time: RowTime): vscode.TreeItem {
  const hasChildren = row.segmentIds.length > 1 || row.childCount > 0;
  const item = new vscode.TreeItem(isolated(rowLabel(row)), hasChildren ? Collapsed : None);
  item.description = rowDescription(row, time);
  item.iconPath = new vscode.ThemeIcon(isChild ? childIcon(row) : sourceIcon(row.source));
  item.accessibilityInformation = { label: rowAria(row, time) };
  item.command = onSelected('hermesSessions.openTranscript');
  return item;
}

function childIcon(row: ConversationRow): string {
  if (row.relation === 'subagent' || row.relation === 'delegate') return 'type-hierarchy-sub';
  if (row.relation === 'branch' || row.relation === 'continuation') return 'repo-forked';
  return sourceIcon(row.source);
}

function segmentItem(node: SessionNode & { kind: 'segment' }, time: RowTime): vscode.TreeItem {
  const { row, position, total } = node;
  const label = segmentLabel(position, total, time.locale);
  const item = new vscode.TreeItem(label, None);
  item.description = rowDescription(row, time);
  item.iconPath = new vscode.ThemeIcon('fold');
  item.accessibilityInformation = { label: `${label}, ${rowDescription(row, time)}` };
  item.command = onSelected('hermesSessions.openTranscript');
  return item;
}
