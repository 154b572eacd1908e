/** What the commands of repairs work with. */
import type { RepairSummary } from '../../core/recovery/repairSummary';
import type { CopySource } from '../../core/transcriptTarget';
import type { RepairClient } from '../../io/repairWorker/client';
import type { Log } from '../log';
import type { Planning } from './planning';
import type { RecoveryModel } from './recoveryModel';
import type { RecoveryPlace } from './recoveryPlace';
import type { RepairDocuments } from './repairDocuments';

export interface RepairTools {
  readonly model: RecoveryModel;
  readonly client: RepairClient;
  readonly planning: Planning;
  readonly documents: RepairDocuments;
  readonly log: Log;
  /** Tells the history that runs came to a place. */
  changed(place: RecoveryPlace): void;
  /** Watches what a repair wrote. */
  repaired(place: RecoveryPlace, summary: RepairSummary): void;
  /** Waits for what only reads; when it takes long, a notification shows it and can end it. */
  wait<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Opens a copy of a conversation as a transcript. */
  read(place: RecoveryPlace, sessionId: string, copy: CopySource, title: string): Promise<void>;
}
