/** Tree items of the view "Recovery": what a row looks like. */
import * as vscode from 'vscode';
import { findingIcon } from '../../core/recovery/findingIcon';
import { canMerge } from '../../core/recovery/mergeOffer';
import type { ReportItem } from '../../core/recovery/report';
import { oneLine, visibleText } from '../../core/visibleText';
import { describeFailure } from '../../core/words/describeFailure';
import { AUDIT_WORDS } from '../../core/words/recovery';
import { doubtWords, findingDescription, findingSentence, RECOVERY_WORDS } from '../../core/words/recoveryView';
import type { RowTime } from '../../core/words/rowWords';
import { say } from '../../core/words/say';
import { SESSION_WORDS } from '../../core/words/sessions';
import type { CommandId } from '../commands';
import { displayPath } from '../settings';
import { MORE_FINDINGS, recoveryNodeId, type FindingNode, type RecoveryNode } from './recoveryNodes';
import type { PlaceState } from './recoveryModel';

const LABEL_CHARS = 160;
const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/**
 * Context values for menus: `place`, `notice`, `shelf`, `unchecked`, `more`, and for findings `finding` followed by its shelf and
 * by `file` where a conversation is meant, `backup` where it has a previous copy, `mergeable` where a person may put two copies
 * together: "finding:safe:file:backup".
 */
export function toRecoveryItem(node: RecoveryNode, state: PlaceState, now: number): vscode.TreeItem {
  const item = itemOf(node, state, { now, locale: vscode.env.language });
  item.id = recoveryNodeId(node);
  item.contextValue = node.kind === 'finding' ? findingContext(node) : node.kind;
  return item;
}

const findingContext = ({ shelf, found: { item } }: FindingNode): string =>
  [
    'finding',
    shelf,
    ...(item.session_id === '' ? [] : ['file']),
    ...(item.bak_messages < 0 ? [] : ['backup']),
    ...(canMerge(item) ? ['mergeable'] : []),
    ...(item.recommendation === 'complete_or_undo' ? ['interrupted'] : []),
  ].join(':');

/** A row's command, which acts on the selected row: see `sessionItem`. */
const onSelected = (command: CommandId): vscode.Command => ({ command, title: '' });

function itemOf(node: RecoveryNode, state: PlaceState, time: RowTime): vscode.TreeItem {
  switch (node.kind) {
    case 'place': {
      const names = node.place.profiles.map(({ profile }) => oneLine(visibleText(profile), 60)).join(', ');
      const description = displayPath(node.place.sessionDir);
      return Object.assign(new vscode.TreeItem(names, Expanded), {
        iconPath: new vscode.ThemeIcon('home'),
        description,
        tooltip: visibleText(node.place.sessionDir),
        accessibilityInformation: { label: `${names}, ${description}` },
      });
    }
    case 'notice':
      return noticeItem(node.name, state, time);
    case 'shelf': {
      const label = node.shelf === 'notChecked' ? RECOVERY_WORDS.notChecked : RECOVERY_WORDS[`group_${node.shelf}`];
      const isOpen = node.shelf === 'safe' || node.shelf === 'review';
      return Object.assign(new vscode.TreeItem(label, isOpen ? Expanded : Collapsed), { description: node.count.toLocaleString(time.locale) });
    }
    case 'finding':
      return findingItem(node, time);
    case 'unchecked': {
      const { file, reason } = node.notChecked;
      const label = oneLine(visibleText(file), LABEL_CHARS);
      const description = reason === 'too_large' || reason === 'changing' ? RECOVERY_WORDS[`notChecked_${reason}`] : reason;
      return Object.assign(new vscode.TreeItem(label, None), {
        iconPath: new vscode.ThemeIcon('question'),
        description,
        tooltip: say(AUDIT_WORDS, 'notChecked', { name: label, reason: description }),
        accessibilityInformation: { label: say(AUDIT_WORDS, 'notChecked', { name: label, reason: description }) },
      });
    }
    case 'more':
      return Object.assign(new vscode.TreeItem(say(SESSION_WORDS, 'showMore', { count: Math.min(MORE_FINDINGS, node.total - node.loaded) }, time.locale), None), {
        description: say(SESSION_WORDS, 'showMoreDetail', { shown: node.loaded, total: node.total }, time.locale),
        iconPath: new vscode.ThemeIcon('ellipsis'),
        command: onSelected('hermesSessions.showMoreFindings'),
      });
  }
}

function noticeItem(name: 'failed' | 'unsettled', state: PlaceState, time: RowTime): vscode.TreeItem {
  const isFailed = name === 'failed' && state.status === 'failed';
  const reason = isFailed ? describeFailure(state.failure, time.locale) : '';
  const sentence = isFailed ? say(RECOVERY_WORDS, state.before === null ? 'failed' : 'failedSince', { reason }) : RECOVERY_WORDS.unsettled;
  return Object.assign(new vscode.TreeItem(sentence, None), {
    iconPath: new vscode.ThemeIcon(isFailed ? 'warning' : 'info'),
    tooltip: sentence,
    command: onSelected('hermesSessions.runRecoveryAudit'),
  });
}

function findingItem(node: FindingNode, time: RowTime): vscode.TreeItem {
  const { found, conversation, dismissal, shelf } = node;
  const { item } = found;
  const reason = dismissal === null ? doubtWords(item) : RECOVERY_WORDS[`dismissed_${dismissal.reason}`];
  const description = findingDescription(item, conversation, reason, time);
  const row = new vscode.TreeItem(oneLine(visibleText(item.title), LABEL_CHARS), None);
  row.iconPath = new vscode.ThemeIcon(findingIcon(item.kind));
  row.description = description;
  row.command = onSelected('hermesSessions.showFinding');
  row.accessibilityInformation = { label: [findingSentence(item, time.locale), description].filter((words) => words !== '').join(' ') };
  if (shelf === 'safe') row.checkboxState = checkbox(node, item, time.locale);
  return row;
}

function checkbox({ isTicked }: FindingNode, item: ReportItem, locale: string): NonNullable<vscode.TreeItem['checkboxState']> & object {
  const doubt = doubtWords(item);
  const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
  const tooltip = isTicked ? RECOVERY_WORDS.ticked : doubt === null ? RECOVERY_WORDS.unticked : say(RECOVERY_WORDS, 'notTicked', { reason: doubt });
  return { state: isTicked ? Checked : Unchecked, tooltip, accessibilityInformation: { label: say(RECOVERY_WORDS, 'boxOf', { sentence: findingSentence(item, locale), tooltip }) } };
}
