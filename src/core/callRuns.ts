/** Runs of tool calls: what stands between two things that were said, and can be passed over in one line. */
import type { TranscriptMessage } from './transcriptMessage';
import type { TranscriptRow } from './transcript';

export interface CallRun {
  /** Messages of the run, by index: `from` .. `to - 1`. */
  readonly from: number;
  readonly to: number;
  /** The first of them that is a row of its own; the line stands there. */
  readonly head: number;
  readonly ids: readonly string[];
  readonly calls: number;
  /** Tools by name, those with most calls first. '' where the store names none. */
  readonly tools: readonly { readonly name: string; readonly count: number }[];
  /** How many messages say what Hermes thought. */
  readonly thoughts: number;
  /** The exit statuses of calls that failed; null for one that says none. */
  readonly errors: readonly (number | null)[];
  /** From the first message to the last one; null where the store has no times. */
  readonly durationMs: number | null;
}

/** Fewer calls are as quickly read as counted. */
const FEWEST_CALLS = 3;
/** A longer run with errors in it stays one line, which names them: what failed is not found among so many any more. */
const MOST_OPEN_CALLS = 12;
/** A run ends here at the latest, so that one line never stands for more than a page holds. */
const RUN_MESSAGES = 200;

/** True where the run opens by itself: something failed, and the calls around it can be taken in at a glance. */
export const opensItself = ({ calls, errors }: CallRun): boolean => errors.length > 0 && calls <= MOST_OPEN_CALLS;

/** Runs of neighbouring rows, in order. At the very end of a conversation (`atEnd`) there is none: it may still be going on. */
export function findRuns(rows: readonly TranscriptRow[], atEnd: boolean): CallRun[] {
  const runs: CallRun[] = [];
  let from = 0;
  let isSilent = true;
  for (let to = 1; to <= rows.length; to += 1) {
    const next = rows[to];
    isSilent &&= rows[to - 1]!.kind === 'silent';
    // A message that only asks passes on what it would have said of itself: the run begins with it.
    if (next !== undefined && isOfRun(rows[from]!) && isOfRun(next) && (isSilent || !begins(next))) continue;
    if (isOfRun(rows[from]!) && !(atEnd && next === undefined)) {
      const run = runOf(rows.slice(from, to));
      if (run !== null) runs.push(run);
    }
    from = to;
    isSilent = true;
  }
  return runs;
}

/** What is not said to anybody: calls, answers to them, and thoughts beside them. */
function isOfRun(row: TranscriptRow): boolean {
  switch (row.kind) {
    case 'silent':
    case 'result':
      return true;
    case 'answer':
      return row.ending === null && !saysSomething(row.message);
    default:
      return false;
  }
}

const saysSomething = ({ parts, callsBroken, omittedPieces, hadInvalidUtf8 }: TranscriptMessage): boolean =>
  callsBroken || omittedPieces > 0 || hadInvalidUtf8 || parts.some((part) => part.kind !== 'text' || part.text.trim() !== '');

/** What happened before a row, or who speaks there, is not folded away. */
const begins = ({ notes, speaker, message }: TranscriptRow): boolean =>
  notes.length > 0 || speaker !== null || message.index % RUN_MESSAGES === 0;

function runOf(rows: readonly TranscriptRow[]): CallRun | null {
  const names: string[] = [];
  const errors: (number | null)[] = [];
  let thoughts = 0;
  for (const row of rows) {
    const { message } = row;
    if (row.kind === 'result') {
      names.push(row.call?.name || (message.toolName ?? ''));
      if (message.failed || message.exitCode !== null) errors.push(message.exitCode);
    } else if (row.kind === 'answer') {
      names.push(...row.open.map(({ call }) => call.name));
      if (message.reasoning !== null) thoughts += 1;
    }
  }
  const head = rows.find(({ kind }) => kind !== 'silent');
  if (head === undefined || names.length < FEWEST_CALLS) return null;
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const times = rows.flatMap(({ message: { at } }) => (at === null ? [] : [at]));
  const first = rows[0]!.message.index;
  return {
    from: first,
    to: first + rows.length,
    head: head.message.index,
    ids: rows.map(({ message }) => message.id),
    calls: names.length,
    tools: [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count),
    thoughts,
    errors,
    durationMs: times.length < 2 ? null : Math.max(0, times.at(-1)! - times[0]!),
  };
}
