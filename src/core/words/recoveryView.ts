/** Every word of the view "Recovery", its commands and its pages. */
import { comesBack } from '../recovery/comesBack';
import type { ReportItem } from '../recovery/report';
import { oneLine, visibleText } from '../visibleText';
import { DOUBT_SENTENCES, DOUBT_WORDS } from './recovery';
import { isolated, relativeTime, type RowTime } from './rowWords';
import { say } from './say';

export const RECOVERY_WORDS = {
  group_safe: 'Safe to repair',
  group_review: 'Needs review',
  group_information: 'Information',
  group_dismissed: 'Dismissed',
  notChecked: 'Not checked',
  notChecked_too_large: 'too large',
  notChecked_changing: 'being written',

  comesBack: '{title}. {count} can come back.',
  sentence: '{title}.',
  andMore: '{sentence} And {count|more finding|more findings}.',
  notTicked: 'Safe, but not ticked: {reason}',
  ticked: '“Repair Safe Findings…” will repair it',
  unticked: '“Repair Safe Findings…” leaves it out',
  boxOf: '{sentence} {tooltip}',
  dismissed_keep_deleted: 'keep it deleted',
  dismissed_not_a_fault: 'not a fault',
  conversation: 'conversation {title}',

  checking: 'Checking conversations…',
  checkedAt: 'checked {time}',
  clean: '{count|conversation|conversations} checked, all whole. Checked at {time}.',
  noRepair: '{count|conversation|conversations} checked, none needs a repair. Checked at {time}.',
  nothingThere: 'There are no Hermes WebUI conversations yet. Checked at {time}.',
  untrusted: 'This workspace is not trusted: you can read conversations, but not repair them.',
  failed: 'Not checked: {reason}',
  failedSince: 'The last check failed: {reason}',
  unsettled: 'Files came and went while they were read. Check again in a quiet moment.',

  found: 'found at {time}',
  notFoundNow: 'Not found any more',
  today: 'today, {time}',
  profile: 'profile {name}',
  profiles: 'profiles {names}',
  whatHappened: 'What happened',
  whyItMatters: 'Why it matters',
  whatToDo: 'What to do',
  safeWay: '“Review Changes…” shows what would change, “Repair…” does it. What is there now is kept, and you can undo it.',
  noFault: 'When it is no fault',
  notTickedBecause: 'Why it is not ticked',
  copies: 'Copies of this conversation',
  copy: 'Copy',
  messages: 'Messages',
  first: 'First',
  last: 'Last',
  read: 'Read',
  compare: 'Compare',
  evidence: 'Evidence',
  loading: 'Reading the copies…',
  noText: 'no text',
  waiting: 'Not checked yet in this window. The check is under way.',
  gone: 'The last check does not find this any more. What follows is what was found before.',
  goneUnknown: 'The last check does not find this any more.',
  putAway: 'You put this finding away: “{reason}”. It is listed again by itself when what was found changes.',
  inWebui: 'what Hermes WebUI shows',
  comesBackNote: 'comes back',
  ofProfile: 'of profile {name}',
  copyUnreadable: 'cannot be read: {reason}',
  copyIncomplete: 'damaged, only what can be read',
  copy_temporary_file: 'temporary file',
  copy_kept_original: 'kept by a repair',
  copy_repaired: 'what the repair wrote',
  copy_other_file: 'file {name}',
  copyTitle: '{copy} · {title}',
  compareTitle: '{title}: {left} and {right}',

  actReadPrevious: 'Read Previous Copy',
  actReveal: 'Reveal File',
  actDismiss: 'Dismiss…',
  actBringBack: 'Bring Back',
  actFoundNow: 'Show What Is Found Now',
  actProof: 'Show the Repair',
  actAudit: 'Run Recovery Audit',

  nothingSafe: 'Nothing that was found is safe to repair.',
  chooseRepairs: 'Choose What to Repair',
  chooseRepairsPlaceholder: 'Nothing is repaired by this: it ticks what a repair would be about',
  pickFinding: 'Which finding?',
  pickCopy: 'Which conversation’s previous copy?',
  noFinding: 'There is no such finding. Run Recovery Audit again.',
  noPreviousCopy: 'No previous copy of this conversation can be read.',
  dismissTitle: 'Why is this put away?',
  dismissPlaceholder: 'It comes back by itself when what was found changes',
  dismiss_keep_deleted: 'Keep it deleted',
  dismiss_keep_deletedDetail: 'It was deleted or cleared on purpose',
  dismiss_not_a_fault: 'Not a fault',
  dismiss_not_a_faultDetail: 'It is as it should be',
  nothingChecked: 'Nothing was checked yet. Run Recovery Audit first.',
  reportCopied: 'Report copied as JSON',
  reportTitle: 'Recovery Report',
  pathCopied: 'The file is on another machine. Its path was copied: {path}',

  badge: '{count|finding|findings} safe to repair',
  progress: 'Recovery audit',
} as const;

const TITLE_CHARS = 120;

/** "Chat shrank: 1,000 to 2 messages. 998 can come back." */
export function findingSentence(item: ReportItem, locale: string): string {
  const title = visibleText(item.title);
  const count = comesBack(item);
  return count === null
    ? say(RECOVERY_WORDS, 'sentence', { title })
    : say(RECOVERY_WORDS, 'comesBack', { title, count }, locale);
}

/** Why a finding that is safe is not ticked, to stand in a line: "looks like an undo"; else null. */
export const doubtWords = ({ not_preselected_because: doubt }: Pick<ReportItem, 'not_preselected_because'>): string | null =>
  doubt === null ? null : DOUBT_WORDS[doubt];

/** What is known of the conversation that a finding is about. */
export interface NamedConversation {
  /** On one line; never empty. */
  readonly title: string;
  readonly lastActiveAt: number | null;
}

/**
 * "looks like an undo · Winter timetable · 3 h": what a person has to know before they tick comes first, because a narrow
 * side bar cuts the end. Without a title the id serves.
 */
export function findingDescription(item: ReportItem, conversation: NamedConversation | null, reason: string | null, time: RowTime): string {
  const id = item.session_id === '' ? null : oneLine(visibleText(item.session_id), TITLE_CHARS);
  const at = conversation?.lastActiveAt ?? null;
  return [reason, isolated(conversation?.title ?? id ?? ''), at === null ? null : relativeTime(at, time)]
    .filter((part) => part !== null && part !== '')
    .join(' · ');
}

/** The same in sentences, with what a person can do about it: for where there is room. */
export const doubtSentence = ({ not_preselected_because: doubt }: Pick<ReportItem, 'not_preselected_because'>): string | null =>
  doubt === null ? null : DOUBT_SENTENCES[doubt];
