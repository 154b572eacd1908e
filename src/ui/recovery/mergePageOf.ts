/** What the page "Merge Copies" says, from the copies and what was decided. */
import type { PageAction } from '../../core/findingPage';
import type { MergePage, MergeState, ShownMessage, ShownSide, ShownStretch } from '../../core/mergePage';
import { entriesIn, mergeSoFar, type Take } from '../../core/recovery/mergeCopies';
import type { Aligned, Said, Stretch } from '../../core/recovery/alignCopies';
import { visibleText } from '../../core/visibleText';
import { createFormats } from '../../core/words/format';
import { MERGING_WORDS } from '../../core/words/merging';
import { RECOVERY_WORDS } from '../../core/words/recoveryView';
import { say } from '../../core/words/say';
import type { OfferedCopy, OfferedMerge } from '../../io/repairs/offeredMerge';
import type { FindingNode } from './recoveryNodes';

/** Stretches that are drawn. */
const MOST_STRETCHES = 200;

export interface MergePageFacts {
  readonly node: FindingNode;
  readonly offered: OfferedMerge;
  /** False when the last audit has no such finding any more. */
  readonly isOpen: boolean;
  readonly path: string;
  /** What can be done where the copies are gone. */
  readonly ways: readonly PageAction[];
  readonly locale: string;
}

export function mergePageOf({ node, offered, isOpen, path, ways, locale }: MergePageFacts): MergePage {
  const { place, conversation, found } = node;
  const names = place.profiles.map(({ profile }) => visibleText(profile)).join(', ');
  const other = offered.previous.name.endsWith('.json.bak') ? MERGING_WORDS.previous : MERGING_WORDS.other;
  const differing = offered.stretches.filter(({ kind }) => kind === 'differing').length;
  return {
    ...mergeFrame(other),
    state: [
      ...(isOpen ? [RECOVERY_WORDS.group_review] : []),
      place.profiles.length === 1 ? say(RECOVERY_WORDS, 'profile', { name: names }) : say(RECOVERY_WORDS, 'profiles', { names }),
    ],
    subtitle: conversation?.title ?? visibleText(found.item.session_id),
    notice: isOpen ? null : MERGING_WORDS.gone,
    actions: isOpen ? [] : ways,
    isOpen,
    stretches: shownStretches(offered, other, differing, locale),
    more: differing > MOST_STRETCHES ? say(MERGING_WORDS, 'moreStretches', { count: differing - MOST_STRETCHES }, locale) : '',
    path,
  };
}

/** A page without copies: why there are none, and what can be done about it. */
export const emptyMergePage = (notice: string, actions: readonly PageAction[]): MergePage => ({ ...mergeFrame(MERGING_WORDS.previous), notice, actions });

const mergeFrame = (other: string): MergePage => ({
  state: [],
  title: MERGING_WORDS.title,
  subtitle: '',
  intro: MERGING_WORDS.intro,
  notice: null,
  actions: [],
  isOpen: false,
  stretches: [],
  more: '',
  path: '',
  words: {
    all: MERGING_WORDS.all,
    take: { live: MERGING_WORDS.takeLive, previous: say(MERGING_WORDS, 'takePrevious', { name: other }), union: MERGING_WORDS.takeUnion },
    taken: MERGING_WORDS.taken,
    leftOut: MERGING_WORDS.leftOut,
    nothing: MERGING_WORDS.nothing,
    copies: MERGING_WORDS.copies,
    review: MERGING_WORDS.review,
    repair: MERGING_WORDS.repair,
  },
});

function shownStretches({ stretches, live, previous }: OfferedMerge, other: string, places: number, locale: string): ShownStretch[] {
  const formats = createFormats(locale);
  const messageOf = (copy: OfferedCopy, place: number): ShownMessage[] => {
    const seen = copy.seen.get(place);
    if (seen === undefined) return [];
    const calls = seen.calls.length === 0 ? '' : say(MERGING_WORDS, 'calls', { names: seen.calls.map(visibleText).join(', ') });
    const text = visibleText(seen.text).trim();
    return [{ who: whoOf(seen.role), time: seen.at === null ? '' : formats.dateAndTime(seen.at), text: [text, calls].filter((words) => words !== '').join('\n') || MERGING_WORDS.noText }];
  };
  const sideOf = (name: string, copy: OfferedCopy, said: readonly Said[]): ShownSide => {
    const count = entriesIn(said);
    const messages = said.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i).flatMap((at) => messageOf(copy, at)));
    const more = count - messages.length;
    return {
      name,
      count: say(MERGING_WORDS, 'count', { count }, locale),
      messages,
      more: more > 0 ? say(MERGING_WORDS, 'moreMessages', { count: more }, locale) : '',
    };
  };
  let place = 0;
  return stretches.flatMap((stretch): ShownStretch[] => {
    if (stretch.kind === 'common') return place >= MOST_STRETCHES ? [] : [commonOf(stretch, (at) => messageOf(live, at), locale)];
    place += 1;
    if (place > MOST_STRETCHES) return [];
    return [
      {
        kind: 'differing',
        label: places === 1 ? MERGING_WORDS.onlyPlace : say(MERGING_WORDS, 'place', { place, places }, locale),
        live: sideOf(MERGING_WORDS.live, live, stretch.live),
        previous: sideOf(other, previous, stretch.previous),
      },
    ];
  });
}

function commonOf({ pairs }: Extract<Stretch, { readonly kind: 'common' }>, messageAt: (place: number) => ShownMessage[], locale: string): ShownStretch {
  const count = pairs.reduce((sum, { live, rows }) => sum + live.end - live.start - (rows?.live ?? 0), 0);
  const places = [...new Set([pairs[0], pairs.at(-1)].flatMap((pair) => pair?.live.start ?? []))];
  return { kind: 'common', label: say(MERGING_WORDS, 'common', { count }, locale), ends: places.flatMap(messageAt) };
}

const whoOf = (role: string): string =>
  role === 'user' ? MERGING_WORDS.you : role === 'assistant' ? MERGING_WORDS.hermes : role === 'tool' ? MERGING_WORDS.tool : MERGING_WORDS.note;

/** "3 places are not decided yet. So far: 12 messages, 2 left out." */
export function mergeStateOf({ stretches, live, previous }: OfferedMerge, takes: readonly (Take | null)[], locale: string): MergeState {
  const aligned = ({ messageCount, beside }: OfferedCopy): Aligned => ({ prints: [], beside, messageCount });
  const { messages, leftOut, undecided } = mergeSoFar(stretches, { live: aligned(live), previous: aligned(previous) }, takes);
  const places = stretches.filter(({ kind }) => kind === 'differing').length;
  const args = { messages: say(MERGING_WORDS, 'count', { count: messages }, locale), left: leftOut, count: undecided };
  const key = undecided === 0 ? (leftOut === 0 ? 'nothingLeftOut' : 'decided') : undecided === places ? 'undecidedAll' : 'undecided';
  return {
    takes: Array.from({ length: places }, (_, i) => takes[i] ?? null),
    summary: say(MERGING_WORDS, key, args, locale),
    isDecided: undecided === 0 && places > 0,
  };
}
