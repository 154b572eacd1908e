/** What a repair asks of its plan while it runs: the new bytes of a step, and whether it may still be done. */
import type { ConversationContent, NewContent } from '../../core/recovery/content';
import { Failure } from '../../core/failure';
import { deriveTurns } from '../../core/recovery/journal';
import type { SkipReason } from '../../core/recovery/outcome';
import type { RepairStep } from '../../core/recovery/plan';
import { useOf } from '../../core/recovery/use';
import { openDatabase } from '../sqlite/openDatabase';
import { hasSession } from '../stateDb/sessionRows';
import { readTombstones } from './bookFacts';
import { readFileFact } from './conversationFacts';
import { readRun, readTurnJournal } from './journalFacts';
import { makeContent, type MadeContent } from './makeContent';
import type { MaterialReader } from './material';

export interface StepSource {
  /** The complete new bytes. Called once a step, before anything of its conversation moves; for the index, after all. */
  readonly make: (step: RepairStep<NewContent>) => MadeContent;
  /** Asked again right before a file is replaced or made: what was deleted, or is at work, since the plan was made. */
  readonly recheck: (step: RepairStep<NewContent>) => SkipReason | null;
}

export interface StepSourceRequest extends MaterialReader {
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function createStepSource(request: StepSourceRequest): StepSource {
  return {
    make: ({ content }) =>
      content === null ? { kind: 'skip', reason: 'source_changed' } : makeContent(content, request),
    recheck: ({ sessionId, action, content }) => {
      // A leftover is moved after its conversation was written, by us, a moment ago: its own digest is enough.
      if (sessionId === null || action === 'move_aside') return null;
      const used = useNow(sessionId, request);
      if (used !== null) return used;
      return action === 'create' && content?.kind === 'conversation' && isDeleted(content, request) ? 'deleted' : null;
    },
  };
}

/**
 * Whether a step that takes a repair back, or finishes one, may be done. What stands there as the repair left it was
 * written by the repair: only somebody else's writing means that Hermes WebUI is at work.
 */
export function recheckOwnFile(
  { sessionId, expected }: Pick<RepairStep, 'sessionId' | 'expected'>,
  request: StepSourceRequest,
): SkipReason | null {
  const ownDigest = expected.state === 'file' ? expected.sha256 : null;
  return sessionId !== null && useNow(sessionId, request, ownDigest) === 'in_flight' ? 'in_flight' : null;
}

/** The same question as in the audit, asked of this conversation only. The time of a file of `ownDigest` says nothing. */
function useNow(
  sessionId: string,
  { sessionDir, files, now }: Omit<StepSourceRequest, 'sqlJs'>,
  ownDigest: string | null = null,
): 'in_flight' | 'just_written' | null {
  const entry = files.list(sessionDir).find(({ name }) => name === `${sessionId}.json`);
  const live = entry === undefined ? null : readFileFact(sessionDir, entry, sessionId, files);
  const journal = readTurnJournal(sessionDir, sessionId, files);
  const streamId = live?.content.state === 'whole' ? live.content.conversation.activeStreamId : null;
  const run = streamId === null ? null : readRun(sessionDir, sessionId, streamId, files);
  const turns = journal === null ? [] : deriveTurns(journal.events);
  const isOwn = live !== null && ownDigest !== null && live.digest === ownDigest;
  const use = useOf({ live: isOwn ? { ...live, modifiedAt: 0 } : live, journal, turns, run, now: now() });
  return use === 'idle' ? null : use;
}

/** A tombstone, or the row that was there when the plan was made is gone. What cannot be read proves nothing. */
function isDeleted(
  { sessionId, rowIn }: ConversationContent,
  { sessionDir, files, sqlJs }: StepSourceRequest,
): boolean {
  const tombstones = readTombstones(sessionDir, files.list(sessionDir), files);
  if (tombstones.state === 'read' && tombstones.value.ids.has(sessionId)) return true;
  if (rowIn === null) return false;
  const database = openDatabase({ path: rowIn, sqlJs, files });
  try {
    return !database.read((db) => hasSession(db, sessionId)).value;
  } catch (error) {
    if (!Failure.is(error)) throw error;
    return false;
  } finally {
    database.close();
  }
}
