/** What the commands of repairs work with. */
import type { RepairSummary } from '../../core/recovery/repairSummary';
import type { RepairClient } from '../../io/repairWorker/client';
import type { Log } from '../log';
import type { TranscriptKey } from '../transcriptKey';
import type { Planning } from './planning';
import type { Proofs } from './proofs';
import type { RecoveryModel } from './recoveryModel';
import type { RecoveryPlace } from './recoveryPlace';
import type { RepairDocuments } from './repairDocuments';
import type { Stoppable } from './stoppable';

export interface RepairTools {
  readonly model: RecoveryModel;
  readonly client: RepairClient;
  readonly planning: Planning;
  readonly documents: RepairDocuments;
  readonly log: Log;
  readonly stoppable: Stoppable;
  readonly proofs: Proofs;
  /** Tells the history that runs came to a place. */
  changed(place: RecoveryPlace): void;
  /** Watches what a repair wrote. */
  repaired(place: RecoveryPlace, summary: RepairSummary): void;
  /** Waits for what only reads; when it takes long, a notification shows it and can end it. */
  wait<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** The title of a conversation, as its profile lists it; null where that is not known. */
  readonly titleOf: (place: RecoveryPlace, sessionId: string) => string | null;
  /** Opens a conversation, or a copy of it, as a transcript. */
  readonly read: (place: RecoveryPlace, sessionId: string, show: TranscriptKey['show'], title: string) => Promise<void>;
}
