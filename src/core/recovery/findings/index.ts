/**
 * Every kind there is, in the order in which a report names them: Hermes WebUI's order, with what it misses beside what
 * it finds. Kinds of one group are sorted together.
 */
import type { FindingKind } from '../finding';
import { asideChanged } from './asideChanged';
import { divergedBackup } from './divergedBackup';
import { duplicateSessionId } from './duplicateSessionId';
import { foreignBackup } from './foreignBackup';
import { indexMalformed } from './indexMalformed';
import { indexMissing } from './indexMissing';
import { indexMissingEntry } from './indexMissingEntry';
import { indexMissingFile } from './indexMissingFile';
import { indexRowStale } from './indexRowStale';
import { interruptedRun } from './interruptedRun';
import { malformedOrphanBackup } from './malformedOrphanBackup';
import { malformedSidecar } from './malformedSidecar';
import { orphanBackup } from './orphanBackup';
import { orphanBackupWithoutStateRow } from './orphanBackupWithoutStateRow';
import { repairWrittenBack } from './repairWrittenBack';
import { sessionIdMismatch } from './sessionIdMismatch';
import { shrunkenLive } from './shrunkenLive';
import { sidecarBehindStateDb } from './sidecarBehindStateDb';
import { stalePending } from './stalePending';
import { staleStream } from './staleStream';
import { staleTempFile } from './staleTempFile';
import { stateDbBehindTranscript } from './stateDbBehindTranscript';
import { stateDbDamaged } from './stateDbDamaged';
import { stateDbDeletedWebuiTombstone } from './stateDbDeletedWebuiTombstone';
import { stateDbMissingSidecar } from './stateDbMissingSidecar';
import { stateDbOrphanWebuiRow } from './stateDbOrphanWebuiRow';
import { stateDbUnreadable } from './stateDbUnreadable';
import { turnJournalMalformedEvent } from './turnJournalMalformedEvent';
import { turnJournalPendingTurn } from './turnJournalPendingTurn';
import { turnJournalTerminalCollision } from './turnJournalTerminalCollision';
import { unsafeSessionId } from './unsafeSessionId';

export const FINDING_GROUPS: readonly (readonly FindingKind[])[] = [
  // First: other repairs wait for it.
  [interruptedRun],
  // Conversation files, by name.
  [shrunkenLive, divergedBackup, foreignBackup, malformedSidecar, sidecarBehindStateDb, sessionIdMismatch],
  // What has no conversation file, by name.
  [malformedOrphanBackup, stateDbDeletedWebuiTombstone, orphanBackup, orphanBackupWithoutStateRow],
  [duplicateSessionId],
  [unsafeSessionId],
  [indexMissing, indexMalformed],
  [indexMissingFile],
  [indexMissingEntry],
  [indexRowStale],
  // Rows without a file, the newest first.
  [stateDbOrphanWebuiRow, stateDbMissingSidecar],
  [turnJournalPendingTurn],
  [turnJournalMalformedEvent],
  [turnJournalTerminalCollision],
  [stalePending],
  [staleStream],
  [staleTempFile],
  [repairWrittenBack],
  [asideChanged],
  [stateDbUnreadable],
  [stateDbDamaged],
  [stateDbBehindTranscript],
];
