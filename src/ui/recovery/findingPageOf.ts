/** What the page of a finding says, from the finding and its copies. */
import type { FindingPage, PageAction, ShownCopy, ShownEnd } from '../../core/findingPage';
import type { EvidenceValue } from '../../core/recovery/finding';
import type { ReportItem } from '../../core/recovery/report';
import type { TranscriptMessage } from '../../core/transcriptMessage';
import { oneLine, visibleText } from '../../core/visibleText';
import { createFormats, type Formats } from '../../core/words/format';
import { doubtSentence, findingSentence, RECOVERY_WORDS } from '../../core/words/recoveryView';
import { say } from '../../core/words/say';
import { remedyHere } from '../../core/words/ways';
import type { FindingCopy } from './findingCopies';
import type { FindingNode } from './recoveryNodes';

const END_CHARS = 80;

/** A finding of which nothing is known but what its tab was called. */
export const emptyFindingPage = (title: string, notice: string, actions: readonly PageAction[]): FindingPage => ({
  icon: 'info',
  tone: 'quiet',
  state: [],
  title,
  subtitle: '',
  notice,
  actions,
  answers: [],
  checks: [],
  copies: [],
  path: '',
  evidence: [],
  words: { copies: '', copy: '', messages: '', first: '', last: '', read: '', compare: '', evidence: '', loading: '', none: '' },
});

export interface PageFacts {
  readonly node: FindingNode;
  /** Milliseconds since 1970; null where it was found before this page was opened. */
  readonly auditedAt: number | null;
  /** Null while they are read. */
  readonly copies: readonly FindingCopy[] | null;
  readonly actions: readonly PageAction[];
  /** False when the last audit has no such finding any more. */
  readonly isOpen: boolean;
  /** The path of the file or folder, as a person reads it. */
  readonly path: string;
  readonly locale: string;
}

export function findingPageOf({ node, auditedAt, copies, actions, isOpen, path, locale }: PageFacts): FindingPage {
  const { found, conversation, dismissal, place, shelf } = node;
  const { item } = found;
  const formats = createFormats(locale);
  const doubt = doubtSentence(item);
  const answers: readonly (readonly [string, string])[] = [
    [RECOVERY_WORDS.whatHappened, item.explanation],
    [RECOVERY_WORDS.whyItMatters, item.why],
    [RECOVERY_WORDS.whatToDo, isOpen && shelf === 'safe' && item.not_preselected_because !== 'in_flight' ? `${remedyHere(item.remedy)} ${RECOVERY_WORDS.safeWay}` : remedyHere(item.remedy)],
    ...(doubt === null ? [] : [[RECOVERY_WORDS.notTickedBecause, doubt] as const]),
    [RECOVERY_WORDS.noFault, item.not_a_fault_if],
  ];
  const isUrgent = isOpen && (shelf === 'safe' || shelf === 'review');
  const names = place.profiles.map(({ profile }) => visibleText(profile)).join(', ');
  return {
    icon: isUrgent ? 'warning' : 'info',
    tone: isUrgent ? 'warning' : 'quiet',
    state: [
      isOpen ? RECOVERY_WORDS[`group_${shelf}`] : RECOVERY_WORDS.notFoundNow,
      place.profiles.length === 1 ? say(RECOVERY_WORDS, 'profile', { name: names }) : say(RECOVERY_WORDS, 'profiles', { names }),
      ...(auditedAt === null ? [] : [say(RECOVERY_WORDS, 'found', { time: formats.time(auditedAt) })]),
    ],
    // What is gone can come back no more.
    title: isOpen ? findingSentence(item, locale) : say(RECOVERY_WORDS, 'sentence', { title: visibleText(item.title) }),
    subtitle: conversation?.title ?? visibleText(item.session_id),
    notice: !isOpen
      ? RECOVERY_WORDS.gone
      : dismissal === null
        ? null
        : say(RECOVERY_WORDS, 'putAway', { reason: RECOVERY_WORDS[`dismissed_${dismissal.reason}`] }),
    actions,
    answers: answers.map(([label, text]) => ({ label, text })),
    checks: [],
    copies: copies === null ? null : shownCopies(copies, isUrgent, (at) => timeWords(at, auditedAt ?? at, formats), locale),
    path,
    evidence: evidenceOf(item),
    words: {
      copies: RECOVERY_WORDS.copies,
      copy: RECOVERY_WORDS.copy,
      messages: RECOVERY_WORDS.messages,
      first: RECOVERY_WORDS.first,
      last: RECOVERY_WORDS.last,
      read: RECOVERY_WORDS.read,
      compare: RECOVERY_WORDS.compare,
      evidence: RECOVERY_WORDS.evidence,
      loading: RECOVERY_WORDS.loading,
      none: RECOVERY_WORDS.noText,
    },
  };
}

/** The copy that the others are compared with: what Hermes WebUI shows, else the first that can be read. */
export const comparedWith = (copies: readonly FindingCopy[]): FindingCopy | null =>
  copies.find(({ source, isReadable }) => source === 'conversation_file' && isReadable) ?? copies.find(({ isReadable }) => isReadable) ?? null;

function shownCopies(copies: readonly FindingCopy[], isUrgent: boolean, when: (at: number) => string, locale: string): ShownCopy[] {
  const base = comparedWith(copies);
  const most = Math.max(...copies.map(({ messages }) => messages ?? 0));
  return copies.map((copy): ShownCopy => ({
    name: copy.name,
    note: copy.note,
    messages: copy.messages === null ? '' : copy.messages.toLocaleString(locale),
    // Only of what Hermes WebUI shows is it a fault to have less, and only where something has to be done about it.
    isShort: isUrgent && copy.source === 'conversation_file' && copy.messages !== null && copy.messages < most,
    isChosen: copy.isChosen,
    first: endOf(copy.first, when),
    last: endOf(copy.last, when),
    canRead: copy.isReadable,
    canCompare: copy.isReadable && base !== null && copy !== base,
  }));
}

function endOf(message: TranscriptMessage | null, when: (at: number) => string): ShownEnd | null {
  if (message === null) return null;
  const text = message.parts.flatMap((part) => (part.kind === 'text' && part.text.trim() !== '' ? [part.text] : []))[0];
  const words = text ?? message.calls[0]?.name ?? '';
  return { text: oneLine(visibleText(words), END_CHARS), time: message.at === null ? '' : when(message.at) };
}

/** "today, 11:04", "3 Sep, 08:40", and with the year where it is another. */
function timeWords(at: number, now: number, formats: Formats): string {
  const time = formats.time(at);
  if (formats.day(at) === formats.day(now)) return say(RECOVERY_WORDS, 'today', { time });
  const isOfThisYear = formats.day(at).slice(0, 4) === formats.day(now).slice(0, 4);
  const date = new Intl.DateTimeFormat(formats.locale, { day: 'numeric', month: 'short', ...(isOfThisYear ? {} : { year: 'numeric' }) });
  return `${date.format(at)}, ${time}`;
}

function evidenceOf(item: ReportItem): { readonly name: string; readonly value: string }[] {
  const facts: readonly (readonly [string, EvidenceValue])[] = [
    ['kind', item.kind],
    ['category', item.category],
    ['recommendation', item.recommendation],
    ['session_id', item.session_id],
    ['live_messages', item.live_messages],
    ['bak_messages', item.bak_messages],
    ...Object.entries(item.evidence),
  ];
  return facts.map(([name, value]) => ({ name, value: visibleText(typeof value === 'string' ? value : JSON.stringify(value)) }));
}
