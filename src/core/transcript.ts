/**
 * Arranges messages as a reader sees them: who speaks (said once a turn), which call an answer belongs to, what
 * happened in between. It looks only at the messages it is given, neighbours of one conversation in order, and is run
 * again whenever that window grows; `atEnd` tells it whether its lower edge is the conversation's own.
 */
import type { Kin } from './kin';
import type { TranscriptCall, TranscriptMessage } from './transcriptMessage';

/** Something that happened before a message. */
export type TranscriptNote =
  /** Nothing was said for `ms`, over an hour; `at` is when the talk went on. */
  | { readonly kind: 'gap'; readonly ms: number; readonly at: number }
  /** What stands above was compacted; Hermes went on with a summary of it. */
  | { readonly kind: 'compression' }
  /** What follows was undone and is hidden by Hermes; the end of it. */
  | { readonly kind: 'undoneBegins' }
  | { readonly kind: 'undoneEnds' }
  /** Another conversation left here, or this one left it; `number` is what the host knows it by. */
  | ({ readonly kind: 'kin'; readonly number: number } & Omit<Kin, 'at'>);

/** How an answer ended, when not in the ordinary way. */
export type TranscriptEnding = 'length' | 'filtered' | 'error' | 'stopped';

interface RowBase<M extends TranscriptMessage> {
  readonly message: M;
  readonly notes: readonly TranscriptNote[];
  /** What happened after it, where nothing follows. */
  readonly after?: readonly TranscriptNote[];
  /** The name to show above this row; null when the one before still speaks. */
  readonly speaker: Speaker | null;
  /** True when the message before was on another day, or there is none. */
  readonly isNewDay: boolean;
}

export type Speaker = 'you' | 'hermes';

export type TranscriptRow<M extends TranscriptMessage = TranscriptMessage> = RowBase<M> &
  (
    | { readonly kind: 'prompt' }
    /** `open` are calls without an answer; an answer may still lie below the window when `unanswered` is false. */
    | {
        readonly kind: 'answer';
        readonly open: readonly { readonly call: TranscriptCall; readonly unanswered: boolean }[];
        readonly ending: TranscriptEnding | null;
      }
    /**
     * A tool's answer with the call it belongs to and the id of the message that made it; null when the call is above
     * the window or was never stored.
     */
    | {
        readonly kind: 'result';
        readonly call: TranscriptCall | null;
        readonly askedIn: string | null;
        readonly durationMs: number | null;
      }
    /** A system prompt, session details, or a role we do not know: one line that opens. */
    | { readonly kind: 'aside' }
    /** A row Hermes writes for its own timeline, and summaries of compacted messages: not a person's words. */
    | { readonly kind: 'event' }
    /** Nothing to show: an assistant row that only carries calls which are shown with their answers. */
    | { readonly kind: 'silent' }
  );

export interface ArrangeOptions {
  readonly atEnd: boolean;
  /** Names the day of a time in the reader's own zone; equal names, equal day. */
  readonly dayOf: (at: number) => string;
}

const GAP_MS = 60 * 60 * 1000;

const ENDINGS: ReadonlyMap<string, TranscriptEnding> = new Map([
  ['length', 'length'],
  ['content_filter', 'filtered'],
  ['error', 'error'],
  ['agent_error', 'error'],
  // `_partial` of Hermes WebUI's files: what it had of an answer when it was stopped.
  ['partial', 'stopped'],
]);

export function arrange<M extends TranscriptMessage>(
  messages: readonly M[],
  options: ArrangeOptions,
): TranscriptRow<M>[] {
  const pairs = pairCalls(messages);
  const rows: TranscriptRow<M>[] = [];
  // The name and the notes wait for a row that is shown: silent rows pass them on.
  let speaking: Speaker | null = null;
  let waitingSpeaker: Speaker | null = null;
  let waitingNotes: TranscriptNote[] = [];
  let lastAt: number | null = null;
  let lastDay: string | null = null;
  let previous: M | null = null;

  messages.forEach((message, position) => {
    const kind = kindOf(message);
    const by = speakerOf(kind);
    if (by !== null && by !== speaking) speaking = waitingSpeaker = by;
    // A prompt always starts a turn of its own, also when the one before was a prompt too.
    if (kind === 'prompt') waitingSpeaker = 'you';
    waitingNotes.push(...notesBefore(message, previous, lastAt, kind));

    const open = kind === 'answer' ? openCalls(message, position, messages, pairs, options.atEnd) : [];
    const ending = kind === 'answer' ? (ENDINGS.get(message.finishReason ?? '') ?? null) : null;
    const isSilent = kind === 'answer' && open.length === 0 && ending === null && !hasWords(message);

    const day: string | null = message.at === null ? lastDay : options.dayOf(message.at);
    const base = {
      message,
      notes: waitingNotes,
      speaker: waitingSpeaker,
      isNewDay: day !== lastDay && message.at !== null,
    };
    if (isSilent) {
      rows.push({ ...base, notes: [], speaker: null, isNewDay: false, kind: 'silent' });
    } else {
      waitingNotes = [];
      waitingSpeaker = null;
      lastDay = day;
      if (kind === 'answer') rows.push({ ...base, kind, open, ending });
      else if (kind === 'result') rows.push({ ...base, kind, ...resultOf(message, position, messages, pairs) });
      else rows.push({ ...base, kind });
    }
    if (!isErrorNote(message)) lastAt = message.at ?? lastAt;
    previous = message;
  });
  return rows;
}

type ShownKind = 'prompt' | 'answer' | 'result' | 'aside' | 'event';

function kindOf(message: TranscriptMessage): ShownKind {
  if (message.isCompactionSummary || message.displayKind !== null) return 'event';
  if (message.role === 'user') return 'prompt';
  if (message.role === 'assistant') return 'answer';
  return message.role === 'tool' ? 'result' : 'aside';
}

/**
 * What Hermes WebUI writes where an answer did not come to its end (`_error`). Where it was lost its time is that of the recovery,
 * which may be weeks later: no pause of the talk.
 */
export const isErrorNote = ({ displayKind, finishReason }: Pick<TranscriptMessage, 'displayKind' | 'finishReason'>): boolean =>
  displayKind !== null && finishReason === 'error';

const speakerOf = (kind: ShownKind): Speaker | null =>
  kind === 'prompt' ? 'you' : kind === 'answer' || kind === 'result' ? 'hermes' : null;

const hasWords = (message: TranscriptMessage): boolean =>
  message.reasoning !== null ||
  message.callsBroken ||
  message.omittedPieces > 0 ||
  message.parts.some((part) => part.kind !== 'text' || part.text.trim() !== '');

function notesBefore(
  message: TranscriptMessage,
  previous: TranscriptMessage | null,
  lastAt: number | null,
  kind: ShownKind,
): TranscriptNote[] {
  const notes: TranscriptNote[] = [];
  const wasUndone = previous?.state === 'undone';
  const isUndone = message.state === 'undone';
  if (wasUndone && !isUndone) notes.push({ kind: 'undoneEnds' });
  if (isUndone && !wasUndone) notes.push({ kind: 'undoneBegins' });
  if (message.startsSegment || (previous?.state === 'compacted' && message.state === 'live')) notes.push({ kind: 'compression' });
  // A tool that ran for hours is no pause: its line says how long it took.
  if (kind !== 'result' && !isErrorNote(message) && message.at !== null && lastAt !== null && message.at - lastAt > GAP_MS) {
    notes.push({ kind: 'gap', ms: message.at - lastAt, at: message.at });
  }
  return notes;
}

/** For each answer its question, and for each question whether it has an answer. Positions in the window. */
interface Pairs {
  readonly questions: ReadonlyMap<number, { readonly position: number; readonly call: TranscriptCall }>;
  readonly answered: ReadonlySet<TranscriptCall>;
}

function pairCalls(messages: readonly TranscriptMessage[]): Pairs {
  const questions = new Map<number, { position: number; call: TranscriptCall }>();
  const answered = new Set<TranscriptCall>();
  // Ids come back: some providers number calls anew each turn, so an answer belongs to the newest open question of its
  // id.
  const asked = new Map<string, { position: number; call: TranscriptCall }[]>();
  messages.forEach((message, position) => {
    for (const call of message.calls) {
      const same = asked.get(call.id);
      if (same === undefined) asked.set(call.id, [{ position, call }]);
      else same.push({ position, call });
    }
    if (message.role !== 'tool' || message.callId === null) return;
    const candidates = asked.get(message.callId);
    // Two calls of one message with one id: the one that bears the tool's name, else the last.
    const named = candidates?.map((candidate) => candidate.call.name).lastIndexOf(message.toolName ?? '') ?? -1;
    const [question] = candidates?.splice(named, 1) ?? [];
    if (question === undefined) return;
    questions.set(position, question);
    answered.add(question.call);
  });
  return { questions, answered };
}

function openCalls(
  message: TranscriptMessage,
  position: number,
  messages: readonly TranscriptMessage[],
  pairs: Pairs,
  atEnd: boolean,
): { call: TranscriptCall; unanswered: boolean }[] {
  const open = message.calls.filter((call) => !pairs.answered.has(call));
  if (open.length === 0) return [];
  // Answers follow their calls before anyone else speaks, so a later word proves that none will come.
  const isOver = atEnd || messages.slice(position + 1).some((later) => later.role !== 'tool');
  return open.map((call) => ({ call, unanswered: isOver }));
}

interface Answered {
  readonly call: TranscriptCall | null;
  readonly askedIn: string | null;
  readonly durationMs: number | null;
}

function resultOf(
  message: TranscriptMessage,
  position: number,
  messages: readonly TranscriptMessage[],
  pairs: Pairs,
): Answered {
  const question = pairs.questions.get(position);
  if (question === undefined) return { call: null, askedIn: null, durationMs: null };
  const asking = messages[question.position];
  const askedAt = asking?.at ?? null;
  const ms = askedAt === null || message.at === null ? -1 : message.at - askedAt;
  return { call: question.call, askedIn: asking?.id ?? null, durationMs: ms >= 0 ? ms : null };
}

/** How many words a text has; of scripts without spaces, each character counts as one. */
export function countWords(text: string): number {
  return text.match(WORD)?.length ?? 0;
}

const UNSPACED = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}';
const WORD = new RegExp(`[${UNSPACED}]|[^\\s${UNSPACED}]+`, 'gu');
