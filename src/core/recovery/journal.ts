/**
 * Hermes WebUI's turn journal: what happened to each prompt after it was sent. Events are `submitted`,
 * `worker_started`, `assistant_started`, `completed`, `interrupted`; the last two end a turn.
 */
import { isRecord, textOf, type JsonRecord } from '../jsonValue';
import { contentPreview, plainText, parseParts } from '../messageParts';
import { parseStoredTime } from '../storedTime';
import { promptIdentity } from './fingerprint';
import { groupBy } from './groupBy';
import type { MessagePrint } from './snapshot';

export interface JournalEvent {
  readonly event: string;
  readonly turnId: string;
  readonly streamId: string | null;
  /** WebUI's sort key in seconds; 0 when the event has no time that can be read. */
  readonly orderSeconds: number;
  /** The prompt, of a `submitted` event that has words or attachments. */
  readonly prompt: JournalPrompt | null;
}

export interface JournalPrompt {
  readonly print: MessagePrint;
  /** The first words, for a person; '' when there are only attachments. */
  readonly preview: string;
  readonly attachmentCount: number;
}

/** One turn, from all events that name it. */
export interface Turn {
  readonly turnId: string;
  /** The newest event's name. */
  readonly event: string;
  /** From the `submitted` event, whatever came later. */
  readonly prompt: JournalPrompt | null;
  readonly isFinished: boolean;
  /** The stream that was to answer it. */
  readonly streamId: string | null;
  /** Names of the events that ended it, in order of time. More than one is a collision. */
  readonly endings: readonly string[];
}

const ENDINGS: ReadonlySet<string> = new Set(['completed', 'interrupted']);

/**
 * Null for a value that is no event. Events without a turn are kept out by `deriveTurns`, as WebUI does. Without
 * `digest` prompts are left out.
 */
export function parseJournalEvent(value: unknown, digest: ((text: string) => string) | null): JournalEvent | null {
  if (!isRecord(value) || typeof value.event !== 'string') return null;
  return {
    event: value.event,
    turnId: textOf(value.turn_id),
    streamId: typeof value.stream_id === 'string' && value.stream_id !== '' ? value.stream_id : null,
    orderSeconds: orderOf(value.created_at),
    prompt: value.event === 'submitted' && digest !== null ? promptOf(value, digest) : null,
  };
}

function promptOf(value: JsonRecord, digest: (text: string) => string): JournalPrompt | null {
  const text = plainText(parseParts(value.content));
  const names = attachmentNames(value.attachments);
  if (text.trim() === '' && names.length === 0) return null;
  const key = digest(promptIdentity(text, names));
  const print: MessagePrint = { role: 'user', key, at: parseStoredTime(value.created_at), isRecovered: false };
  return { print, preview: contentPreview(text), attachmentCount: names.length };
}

/** Names of `attachments`, which are texts or objects; a nameless one still counts. */
export function attachmentNames(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).map((entry) =>
    isRecord(entry) ? textOf(entry.name) || textOf(entry.filename) || textOf(entry.path) : textOf(entry),
  );
}

/** Numbers, numeric text and ISO text; WebUI's reader stops at the first text it meets. */
function orderOf(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : 0;
  if (typeof value !== 'string') return 0;
  const number = value.trim() === '' ? NaN : Number(value);
  if (Number.isFinite(number)) return number;
  return (parseStoredTime(value) ?? 0) / 1000;
}

/**
 * The turns of a journal, by their first event. Shards are merged by time; a turn is finished when any event ended it,
 * however the clocks of two processes order them. Of one list of events they are worked out once: several ask.
 */
export function deriveTurns(events: readonly JournalEvent[]): readonly Turn[] {
  const known = derived.get(events);
  if (known !== undefined) return known;
  const turns = turnsOf(events);
  derived.set(events, turns);
  return turns;
}

const derived = new WeakMap<readonly JournalEvent[], readonly Turn[]>();

function turnsOf(events: readonly JournalEvent[]): Turn[] {
  // Sorting keeps the order of events of one time.
  const ordered = events
    .filter((event) => event.turnId !== '')
    .sort((a, b) => a.orderSeconds - b.orderSeconds);
  return [...groupBy(ordered, ({ turnId }) => turnId)].map(([turnId, own]) => {
    const endings = own.filter(({ event }) => ENDINGS.has(event)).map(({ event }) => event);
    return {
      turnId,
      event: own[own.length - 1]?.event ?? '',
      prompt: own.find(({ prompt }) => prompt !== null)?.prompt ?? null,
      isFinished: endings.length > 0,
      streamId: own.find(({ streamId }) => streamId !== null)?.streamId ?? null,
      endings,
    };
  });
}

/** True when each turn ended, and once: then nobody asks what its events say. Only for all events that a journal has. */
export const areSettled = (events: readonly JournalEvent[]): boolean =>
  deriveTurns(events).every(({ endings }) => endings.length === 1);

/**
 * The unfinished turns whose prompt is in none of `copies`, which are asked for when there are such turns. A finished turn takes the message that is its own, so that
 * a prompt that was sent twice and kept once is missed.
 */
export function unrecordedTurns(
  turns: readonly Turn[],
  copies: () => readonly (readonly MessagePrint[])[],
): Turn[] {
  const open = turns.filter((turn) => !turn.isFinished && turn.prompt !== null);
  if (open.length === 0) return [];
  const recorded = copies().map((prints) => recordedIn(turns, prints));
  return open.filter((turn) => !recorded.some((ids) => ids.has(turn.turnId)));
}

/** A message is stamped when it is saved, so it may be later than the journal's event by as long as the turn took. */
const EARLIER_MS = 2000;

function recordedIn(turns: readonly Turn[], prints: readonly MessagePrint[]): Set<string> {
  const free = groupBy(
    prints.filter(({ role }) => role === 'user'),
    ({ key }) => key,
  );
  const recorded = new Set<string>();
  // The newest turn first: it takes the newest message, and the one that is left over is older than its turn.
  for (const turn of [...turns].reverse()) {
    const own = turn.prompt?.print;
    if (own === undefined) continue;
    const candidates = free.get(own.key) ?? [];
    const found = candidates.findLastIndex(
      (print) => print.isRecovered || print.at === null || own.at === null || print.at >= own.at - EARLIER_MS,
    );
    if (found === -1) continue;
    candidates.splice(found, 1);
    recorded.add(turn.turnId);
  }
  return recorded;
}
