/** What a repair asks of its plan while it runs: the new bytes of a step, and whether it may still be done. */
import type { ConversationContent, NewContent } from '../../core/recovery/content';
import { Failure } from '../../core/failure';
import { deriveTurns } from '../../core/recovery/journal';
import type { SkipReason } from '../../core/recovery/outcome';
import type { RepairStep } from '../../core/recovery/plan';
import { isAsRunLeftIt, useOf } from '../../core/recovery/use';
import type { DirectoryEntry, ReadFiles } from '../files';
import type { SqlJs } from '../sqlite/openSqlJs';
import { hasSession } from '../stateDb/sessionRows';
import { readTombstones } from './bookFacts';
import { readFileFact } from './conversationFacts';
import { readRun, readTurnJournal } from './journalFacts';
import { entriesOf, makeContent, type MadeContent } from './makeContent';
import type { MaterialReader } from './material';
import { OpenDatabases } from './openDatabases';
import { readRepairFacts } from './repairFacts';

export interface StepSource {
  /** The complete new bytes. Called once a step, before anything of its conversation moves; for the index, after all. */
  readonly make: (step: RepairStep<NewContent>) => MadeContent;
  /** Asked again right before a file is replaced or made: what was deleted, or is at work, since the plan was made. */
  readonly recheck: (step: RepairStep<NewContent>) => SkipReason | null;
  /** Lets go of the databases. */
  readonly close: () => void;
}

interface Sources extends MaterialReader {
  readonly now: () => number;
}

export interface StepSourceRequest {
  readonly sessionDir: string;
  readonly files: ReadFiles;
  readonly sqlJs: SqlJs;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function createStepSource({ sqlJs, ...request }: StepSourceRequest): StepSource {
  const sources: Sources = { ...request, databases: new OpenDatabases(sqlJs, request.files) };
  return {
    close: () => sources.databases.close(),
    make: ({ content }) =>
      content === null ? { kind: 'skip', reason: 'source_changed' } : makeContent(content, sources),
    recheck: ({ sessionId, action, content }) => {
      // A leftover is moved after its conversation was written, by us, a moment ago: its own digest is enough.
      if (sessionId === null || action === 'move_aside') return null;
      const entries = entriesOf(sources.sessionDir, sources.files);
      if (entries === null) return 'vanished';
      const used = useNow(sessionId, entries, sources);
      if (used !== null) return used;
      return action === 'create' && content?.kind === 'conversation' && isDeleted(content, entries, sources)
        ? 'deleted'
        : null;
    },
  };
}

/**
 * Whether a step that takes a repair back, or finishes one, may be done. What stands there as the repair left it was
 * written by the repair: only somebody else's writing means that Hermes WebUI is at work.
 */
export function recheckOwnFile(
  { sessionId, expected }: Pick<RepairStep, 'sessionId' | 'expected'>,
  sources: Omit<StepSourceRequest, 'sqlJs'>,
): SkipReason | null {
  if (sessionId === null) return null;
  const entries = entriesOf(sources.sessionDir, sources.files);
  if (entries === null) return 'vanished';
  const ownDigest = expected.state === 'file' ? expected.sha256 : null;
  return useNow(sessionId, entries, sources, ownDigest) === 'in_flight' ? 'in_flight' : null;
}

/** The same question as in the audit, asked of this conversation only. The time of a file of `ownDigest` says nothing. */
function useNow(
  sessionId: string,
  entries: readonly DirectoryEntry[],
  { sessionDir, files, now }: Omit<StepSourceRequest, 'sqlJs'>,
  ownDigest: string | null = null,
): 'in_flight' | 'just_written' | null {
  const entry = entries.find(({ name }) => name === `${sessionId}.json`);
  const live = entry === undefined ? null : readFileFact(sessionDir, entry, sessionId, files);
  const journal = readTurnJournal(sessionDir, sessionId, files);
  const streamId = live?.content.state === 'whole' ? live.content.conversation.activeStreamId : null;
  const run = streamId === null ? null : readRun(sessionDir, sessionId, streamId, files);
  const turns = journal === null ? [] : deriveTurns(journal.events);
  const liveIsOurs = live !== null && ownDigest !== null && live.digest === ownDigest;
  const seen = { live, journal, turns, run, now: now() };
  const use = useOf({ ...seen, liveIsOurs });
  if (use === 'idle') return null;
  // Runs are read only where their files' times would be in the way.
  if (live === null || useOf({ ...seen, liveIsOurs: true }) !== 'idle') return use;
  return isAsRunLeftIt(live, readRepairFacts(sessionDir, files).repairedFiles) ? null : use;
}

/** A tombstone, or the row that was there when the plan was made is gone. What cannot be read proves nothing. */
function isDeleted(
  { sessionId, rowIn }: ConversationContent,
  entries: readonly DirectoryEntry[],
  { sessionDir, files, databases }: Sources,
): boolean {
  const tombstones = readTombstones(sessionDir, entries, files);
  if (tombstones.state === 'read' && tombstones.value.ids.has(sessionId)) return true;
  if (rowIn === null) return false;
  try {
    return !databases.get(rowIn).read((db) => hasSession(db, sessionId)).value;
  } catch (error) {
    if (!Failure.is(error)) throw error;
    return false;
  }
}
