/** What a person is told before a repair: why there is nothing to ask, or the question with everything it rests on. */
import type { NotPlanned } from '../recovery/notPlanned';
import { comesBackTo, type PlannedConversation, type PlannedParts } from '../recovery/repairSummary';
import { createFormats } from './format';
import { listWords } from './listWords';
import { NOT_PLANNED_WORDS, REFUSAL_WORDS, SKIP_WORDS } from './repair';
import { refusalWords, titleWords } from './repairResult';
import { REPAIRING_WORDS } from './repairing';
import { say } from './say';

export interface Preflight {
  readonly parts: PlannedParts;
  /** Findings that were chosen and are not in the plan. */
  readonly skipped: readonly (NotPlanned & { readonly title: string | null })[];
  readonly room: { readonly neededBytes: number; readonly freeBytes: number | null };
  readonly hasRoom: boolean;
  readonly interruptedRun: string | null;
  readonly isLocked: boolean;
  /** Chosen findings that are not there any more, or not as they were. */
  readonly goneFindings: number;
  readonly hasDirectory: boolean;
}

/** `dir` is the session directory, `keptIn` where originals go: both as paths for a person. */
export interface PreflightPlace {
  /** "profile default" */
  readonly where: string;
  readonly dir: string;
  readonly keptIn: string;
}

export interface Refusal {
  readonly text: string;
  /** What can be done about it from here. */
  readonly way: 'complete' | 'audit' | 'lock' | null;
}

/** In the order of their buttons. What changed is being checked by itself. */
export const refusalActions = ({ way }: Refusal): readonly ('complete' | 'undo' | 'again' | 'view')[] =>
  way === 'complete' ? ['complete', 'undo'] : way === 'audit' ? ['view'] : ['again', 'view'];

/** Null when the person may be asked. */
export function refusalOf({ parts, skipped, room, ...planned }: Preflight, locale: string): Refusal | null {
  const formats = createFormats(locale);
  if (!planned.hasDirectory) return { text: refusalWords('directory_missing', null), way: null };
  if (planned.interruptedRun !== null) return { text: REFUSAL_WORDS.interrupted_run, way: 'complete' };
  const isEmpty = parts.conversations.length === 0 && parts.leftovers === 0 && !parts.hasIndex;
  if (isEmpty) {
    const [first] = skipped;
    if (first === undefined) return { text: REPAIRING_WORDS.goneFindings, way: 'audit' };
    if (first.reason === 'in_flight') return { text: REPAIRING_WORDS.notRepairedInUse, way: null };
    return { text: say(REPAIRING_WORDS, 'notRepaired', leftOut(first)), way: null };
  }
  if (!planned.hasRoom && room.freeBytes !== null) {
    const args = { needed: formats.size(room.neededBytes), free: formats.size(room.freeBytes) };
    return { text: say(REPAIRING_WORDS, 'noRoom', args), way: null };
  }
  // Last: what is only looked at need not wait for whoever holds the folder.
  if (planned.isLocked) return { text: REFUSAL_WORDS.locked, way: 'lock' };
  return null;
}

const leftOut = (one: Preflight['skipped'][number]): { name: string; reason: string } => ({
  name: one.title === null ? titleWords(one) : say(REPAIRING_WORDS, 'named', { title: titleWords(one) }),
  reason: NOT_PLANNED_WORDS[one.reason],
});

/** "“Winter timetable” has changed since you reviewed it. Nothing was repaired." */
export function changedWords(changed: readonly PlannedConversation[], locale: string): string {
  const [only, ...others] = changed;
  return only === undefined || others.length > 0
    ? say(REPAIRING_WORDS, 'changedSinceReviewMany', { count: changed.length }, locale)
    : say(REPAIRING_WORDS, 'changedSinceReview', { title: titleWords(only) });
}

/** More than these numbers, or names, are added up. */
const MOST_NAMED = 4;

/** `reviewedAt` null: nobody has seen this plan. */
export function questionOf(
  { parts, skipped, room, goneFindings }: Preflight,
  { where, dir, keptIn }: PreflightPlace,
  reviewedAt: number | null,
  locale: string,
): { readonly message: string; readonly detail: string } {
  const { conversations } = parts;
  const formats = createFormats(locale);
  const problems = conversations.flatMap((one) => (one.problem === null ? [] : [{ ...one, problem: one.problem }]));
  const args = { needed: formats.size(room.neededBytes), free: formats.size(room.freeBytes ?? 0) };
  const others = otherPartsOf(parts, locale);
  const left = [
    ...skipped.map(leftOut),
    ...problems.map((one) => ({ name: say(REPAIRING_WORDS, 'named', { title: titleWords(one) }), reason: SKIP_WORDS[one.problem] })),
  ];
  const lines = [
    [say(REPAIRING_WORDS, 'inDir', { dir }), comeBack(conversations, locale)],
    ...conversations.filter(({ leftOut }) => leftOut > 0).slice(0, MOST_NAMED).map(({ messages, leftOut }) => [say(REPAIRING_WORDS, 'leavesOut', { messages, count: leftOut }, locale)]),
    [say(REPAIRING_WORDS, 'kept', { dir: keptIn }), conversations.some(({ movesCopy }) => movesCopy) ? REPAIRING_WORDS.movesCopy : ''],
    [reviewedAt === null ? REPAIRING_WORDS.notReviewed : say(REPAIRING_WORDS, 'unchanged', { time: formats.time(reviewedAt) })],
    [conversations.length === 0 ? '' : conversations.length === 1 ? REPAIRING_WORDS.notInUseOne : REPAIRING_WORDS.notInUse, say(REPAIRING_WORDS, room.freeBytes === null ? 'roomUnknown' : 'room', args)],
    [others === '' ? '' : say(REPAIRING_WORDS, 'otherParts', { parts: others })],
    ...left.slice(0, MOST_NAMED).map((one) => [say(REPAIRING_WORDS, 'leftOut', one)]),
    [left.length > MOST_NAMED ? say(REPAIRING_WORDS, 'leftOutMore', { count: left.length - MOST_NAMED }, locale) : ''],
    [goneFindings > 0 ? say(REPAIRING_WORDS, 'someGone', { count: goneFindings }, locale) : ''],
  ];
  const detail = lines.map((line) => line.filter((words) => words !== '').join(' ')).filter((line) => line !== '');
  return {
    message:
      conversations.length > 0
        ? say(REPAIRING_WORDS, 'confirm', { count: conversations.length, where }, locale)
        : say(REPAIRING_WORDS, 'confirmFolder', { where }),
    // Lines may be longer than a dialog is wide: the mark says where one begins.
    detail: detail.map((line) => `• ${line}`).join('\n'),
  };
}

/** "1,044 messages come back: 998 and 46." What is proven afterwards is the first of these numbers. */
function comeBack(conversations: readonly PlannedConversation[], locale: string): string {
  const counts = conversations.map(comesBackTo).filter((count) => count > 0);
  if (counts.length === 0) return '';
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (counts.length === 1 || counts.length > MOST_NAMED) return say(REPAIRING_WORDS, 'comeBack', { total }, locale);
  const shown = listWords(counts.map((count) => count.toLocaleString(locale)), locale);
  return say(REPAIRING_WORDS, 'comeBackEach', { total, counts: shown }, locale);
}

/** "2 leftover files are moved aside, the list of conversations (_index.json) is made anew"; '' for nothing. */
export function otherPartsOf({ leftovers, hasIndex }: PlannedParts, locale: string): string {
  return [
    ...(leftovers > 0 ? [say(REPAIRING_WORDS, 'leftovers', { count: leftovers }, locale)] : []),
    ...(hasIndex ? [REPAIRING_WORDS.index] : []),
  ].join(', ');
}
