/** Whether Hermes is at work on a conversation: then nothing about it is damage yet, and nothing may be repaired. */
import type { Turn } from './journal';
import type { FileFact, RepairedFileFact, RunFact, TurnJournal } from './snapshot';

/**
 * - `in_flight`: a prompt is pending, a stream is active or a turn is unfinished, and something of it was written
 *   within the last ten minutes.
 * - `just_written`: without such a sign, written within WebUI's own grace of 30 seconds.
 */
export type Use = 'idle' | 'in_flight' | 'just_written';

const QUIET_MS = 10 * 60_000;
const GRACE_MS = 30_000;

export interface UseFacts {
  readonly live: FileFact | null;
  /** The file is what a repair or an undo wrote, to the byte: its time is ours, and says nothing of Hermes. */
  readonly liveIsOurs: boolean;
  readonly journal: TurnJournal | null;
  readonly turns: readonly Turn[];
  readonly run: RunFact | null;
  readonly now: number;
}

/** A file from the future counts as written now: clocks of containers and network drives run apart. */
export function useOf({ live, liveIsOurs, journal, turns, run, now }: UseFacts): Use {
  const conversation = live?.content.state === 'whole' ? live.content.conversation : null;
  const hasSign =
    (conversation !== null && (conversation.pending !== null || conversation.activeStreamId !== null)) ||
    turns.some((turn) => !turn.isFinished);
  const isRecent = (written: { readonly modifiedAt: number } | null, ms: number): boolean =>
    written !== null && now - written.modifiedAt < ms;
  const others = liveIsOurs ? null : live;
  if (hasSign && (isRecent(others, QUIET_MS) || isRecent(journal, QUIET_MS) || isRecent(run, QUIET_MS))) return 'in_flight';
  return isRecent(others, GRACE_MS) ? 'just_written' : 'idle';
}

/**
 * Whether a conversation file stands as the newest run left it. Before the run wrote it the conversation was idle, and what
 * Hermes does with it shows in the file: a turn that begins puts its prompt there.
 */
export const isAsRunLeftIt = (
  { name, digest }: Pick<FileFact, 'name' | 'digest'>,
  repairedFiles: readonly RepairedFileFact[],
): boolean =>
  repairedFiles.some(
    (file) =>
      file.name === name &&
      file.afterSha256 !== null &&
      file.foundSha256 === file.afterSha256 &&
      // The two were read one after the other.
      (digest === null || digest === file.afterSha256),
  );
