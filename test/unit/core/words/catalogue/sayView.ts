/** The view "Recovery", the page of a finding, the review, and the page on which copies are merged. */
import { Failure } from '../../../../../src/core/failure';
import type { ReportItem } from '../../../../../src/core/recovery/report';
import type { Said, Stretch } from '../../../../../src/core/recovery/alignCopies';
import { describeFailure } from '../../../../../src/core/words/describeFailure';
import { MERGING_WORDS } from '../../../../../src/core/words/merging';
import { doubtSentence, doubtWords, findingDescription, findingSentence, RECOVERY_WORDS } from '../../../../../src/core/words/recoveryView';
import { REVIEW_WORDS } from '../../../../../src/core/words/review';
import { SKIP_WORDS } from '../../../../../src/core/words/repair';
import type { OfferedMerge } from '../../../../../src/io/repairs/offeredMerge';
import { mergeStateOf } from '../../../../../src/ui/recovery/mergePageOf';
import { AT, DIR, LOCALE, TITLE, type Sayings } from './sayings';

const item = (changes: Partial<ReportItem> = {}): ReportItem => ({
  ...{ session_id: 's1', kind: 'shrunken_live', category: 'repairable', recommendation: 'restore_from_bak', live_messages: 2, bak_messages: 1_000 },
  ...{ title: 'Chat shrank: 1,000 to 2 messages', explanation: '', why: '', remedy: '', not_a_fault_if: '' },
  ...{ evidence: { source: { messages: 1_000 } }, preselected: true, not_preselected_because: null },
  ...changes,
});
const TIME = { now: AT, locale: LOCALE };
const CONVERSATION = { title: TITLE, lastActiveAt: AT - 3 * 3_600_000 };

export function sayView(sayings: Sayings): void {
  sayRows(sayings);
  sayStates(sayings);
  sayPage(sayings);
  sayChoices(sayings);
  sayReview(sayings);
  sayMerging(sayings);
}

function sayRows(sayings: Sayings): void {
  sayings.part('The view “Recovery”: its rows');
  const doubtful = item({ not_preselected_because: 'looks_like_undo' });
  const decided = item({ title: 'Two copies differ', category: 'unsafe_to_repair' });
  sayings.labels('groups', RECOVERY_WORDS, ['group_safe', 'group_review', 'group_information', 'group_dismissed', 'notChecked']);
  sayings.tell('a finding, with what comes back', findingSentence(item(), LOCALE));
  sayings.tell('a finding from which nothing comes back', findingSentence(decided, LOCALE));
  sayings.tell('beside it', findingDescription(item(), CONVERSATION, null, TIME));
  sayings.tell('beside one that is not ticked', findingDescription(doubtful, CONVERSATION, doubtWords(doubtful), TIME));
  sayings.tell('beside one of which nothing is known', findingDescription(decided, null, doubtWords(decided), TIME));
  sayings.tell('beside one of the whole folder', findingDescription(item({ session_id: '' }), null, null, TIME));
  for (const reason of ['dismissed_keep_deleted', 'dismissed_not_a_fault'] as const) sayings.tell('beside one that was put away', findingDescription(item(), CONVERSATION, RECOVERY_WORDS[reason], TIME));
  sayings.labels('the box of a finding', RECOVERY_WORDS, ['ticked', 'unticked']);
  sayings.fill('the box of one that is not ticked', RECOVERY_WORDS, 'notTicked', { reason: doubtWords(doubtful) ?? '' });
  sayings.fill('what a screen reader says of a box', RECOVERY_WORDS, 'boxOf', { sentence: findingSentence(item(), LOCALE), tooltip: RECOVERY_WORDS.ticked });
  sayings.fill('a conversation with several findings, in the view “Sessions”', RECOVERY_WORDS, 'andMore', { sentence: findingSentence(item(), LOCALE), count: 2 });
  sayings.labels('files that were not checked', RECOVERY_WORDS, ['notChecked_too_large', 'notChecked_changing']);
  sayings.fill('the badge', RECOVERY_WORDS, 'badge', { count: 3 });
}

function sayStates(sayings: Sayings): void {
  sayings.part('The view “Recovery”: above its rows, or in their place');
  const failures = [new Failure('session_dir_unreadable', { path: DIR, errno: 'EACCES' }), new Failure('worker_lost')];
  sayings.labels('while it checks', RECOVERY_WORDS, ['checking', 'progress']);
  sayings.fill('beside its title', RECOVERY_WORDS, 'checkedAt', { time: '14:12' });
  for (const key of ['clean', 'noRepair', 'nothingThere'] as const) sayings.fill(key, RECOVERY_WORDS, key, { count: 1_940, time: '14:12' });
  sayings.labels('in a workspace that is not trusted', RECOVERY_WORDS, ['untrusted']);
  for (const failure of failures) {
    for (const key of ['failed', 'failedSince'] as const) sayings.fill(`the check failed, ${failure.code}`, RECOVERY_WORDS, key, { reason: describeFailure(failure, LOCALE) });
  }
  sayings.labels('files changed while it checked', RECOVERY_WORDS, ['unsettled']);
}

function sayPage(sayings: Sayings): void {
  sayings.part('The page of a finding');
  sayings.fill('above its title', RECOVERY_WORDS, 'found', { time: '14:12' });
  sayings.fill('above its title', RECOVERY_WORDS, 'profile', { name: 'default' });
  sayings.fill('above its title', RECOVERY_WORDS, 'profiles', { names: 'default, work' });
  sayings.labels('its answers', RECOVERY_WORDS, ['whatHappened', 'whyItMatters', 'whatToDo', 'safeWay', 'noFault', 'notTickedBecause']);
  sayings.tell('why it is not ticked', doubtSentence(item({ not_preselected_because: 'lost_or_deleted' })) ?? '');
  sayings.tell('why one that is ticked is not', doubtSentence(item()) ?? '(nothing)');
  sayings.labels('its buttons', RECOVERY_WORDS, ['actReadPrevious', 'actReveal', 'actDismiss', 'actBringBack']);
  sayings.labels('its copies', RECOVERY_WORDS, ['copies', 'copy', 'messages', 'first', 'last', 'read', 'compare', 'noText', 'loading', 'evidence']);
  sayings.labels('beside a copy', RECOVERY_WORDS, ['inWebui', 'comesBackNote', 'copyIncomplete', 'copy_temporary_file', 'copy_kept_original', 'copy_repaired']);
  sayings.fill('beside a copy', RECOVERY_WORDS, 'copy_other_file', { name: 'session_s1.json' });
  sayings.fill('beside a copy', RECOVERY_WORDS, 'ofProfile', { name: 'work' });
  sayings.fill('beside a copy', RECOVERY_WORDS, 'copyUnreadable', { reason: 'permission denied' });
  sayings.fill('the time of a message', RECOVERY_WORDS, 'today', { time: '11:04' });
  sayings.labels('before the first check', RECOVERY_WORDS, ['waiting']);
  sayings.labels('after it is gone', RECOVERY_WORDS, ['notFoundNow', 'gone', 'goneUnknown', 'actFoundNow', 'actProof', 'actAudit']);
  for (const key of ['dismissed_keep_deleted', 'dismissed_not_a_fault'] as const) sayings.fill('after it was put away', RECOVERY_WORDS, 'putAway', { reason: RECOVERY_WORDS[key] });
  sayings.fill('a conversation of which only the id is known', RECOVERY_WORDS, 'conversation', { title: 's1' });
  sayings.fill('the tab of a copy', RECOVERY_WORDS, 'copyTitle', { copy: 'previous copy (.bak)', title: TITLE });
  sayings.fill('the tab of two copies', RECOVERY_WORDS, 'compareTitle', { title: TITLE, left: 'conversation file', right: 'previous copy (.bak)' });
}

function sayChoices(sayings: Sayings): void {
  sayings.part('Commands of the palette');
  for (const key of ['nothingChecked', 'nothingSafe', 'noFinding', 'noPreviousCopy'] as const) sayings.notify('nothing to choose from', RECOVERY_WORDS[key]);
  sayings.labels('choosing', RECOVERY_WORDS, ['pickFinding', 'pickCopy', 'chooseRepairs', 'chooseRepairsPlaceholder']);
  sayings.labels('putting away', RECOVERY_WORDS, ['dismissTitle', 'dismissPlaceholder', 'dismiss_keep_deleted', 'dismiss_keep_deletedDetail', 'dismiss_not_a_fault', 'dismiss_not_a_faultDetail']);
  sayings.labels('the report', RECOVERY_WORDS, ['reportTitle', 'reportCopied']);
  sayings.fill('the file, from another machine', RECOVERY_WORDS, 'pathCopied', { path: `${DIR}/s1.json` });
}

function sayReview(sayings: Sayings): void {
  sayings.part('The documents of “Review Changes…”');
  sayings.labels('above them', REVIEW_WORDS, ['now', 'after', 'noFile', 'damaged', 'unreadable', 'settings', 'none', 'long', 'gone']);
  sayings.fill('above the second', REVIEW_WORDS, 'from', { sources: 's1.json.bak' });
  sayings.fill('above them', REVIEW_WORDS, 'setting', { key: 'title', value: TITLE });
  for (const key of ['stay', 'more', 'cut'] as const) sayings.fill('in between', REVIEW_WORDS, key, { count: 12 });
  sayings.fill('instead of them', REVIEW_WORDS, 'problem', { reason: SKIP_WORDS.source_changed });
}

function sayMerging(sayings: Sayings): void {
  sayings.part('The page “Merge Copies”');
  sayings.fill('its tab', MERGING_WORDS, 'tab', { title: TITLE });
  sayings.labels('its head', MERGING_WORDS, ['title', 'intro', 'loading', 'waiting', 'gone', 'copies']);
  sayings.fill('its head, when the copies cannot be read', MERGING_WORDS, 'unreadable', { reason: MERGING_WORDS.reasonChanged });
  sayings.labels('its buttons', MERGING_WORDS, ['all', 'takeLive', 'takeUnion', 'review', 'repair', 'act']);
  sayings.fill('its buttons', MERGING_WORDS, 'takePrevious', { name: MERGING_WORDS.previous });
  sayings.labels('its sides', MERGING_WORDS, ['live', 'previous', 'other', 'onlyPlace', 'taken', 'leftOut', 'nothing', 'noText', 'you', 'hermes', 'tool', 'note']);
  sayings.fill('its sides', MERGING_WORDS, 'place', { place: 2, places: 3 });
  sayings.fill('its sides', MERGING_WORDS, 'calls', { names: 'terminal' });
  for (const key of ['common', 'count', 'moreMessages', 'moreStretches'] as const) sayings.fill('its sides', MERGING_WORDS, key, { count: 12 });
  sayings.labels('from the palette', MERGING_WORDS, ['pick']);
  const counts: readonly (readonly [string, number, Parameters<typeof mergeStateOf>[1]])[] = [
    ['nothing is chosen', 2, []],
    ['nothing is chosen, one place', 1, []],
    ['one place is open', 2, ['live']],
    ['more places are open', 3, ['previous']],
    ['all is chosen, something is left out', 2, ['live', 'previous']],
    ['all is chosen, both everywhere', 2, ['union', 'union']],
  ];
  for (const [situation, places, takes] of counts) sayings.tell(situation, mergeStateOf(offered(places), takes, LOCALE).summary);
}

/** Two messages of each copy in each place. */
function offered(places: number): OfferedMerge {
  const said = (key: string, start: number): Said => ({ print: { role: 'user', key, at: null, isRecovered: false, place: start }, start, end: start + 2 });
  const stretches = Array.from({ length: places }, (_, i): Stretch => ({ kind: 'differing', live: [said(`a${i}`, 2 * i)], previous: [said(`b${i}`, 2 * i)] }));
  const copy = { name: 's1.json', messageCount: 2 * places, seen: new Map(), beside: [] };
  return { stretches, live: copy, previous: { ...copy, name: 's1.json.bak' } };
}
