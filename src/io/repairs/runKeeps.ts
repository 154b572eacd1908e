/** What one run keeps of each conversation, and how that compares with what stands there now. */
import { join } from 'node:path';
import { RECOVERY_NAME } from '../../core/recovery/names';
import { isInEffect } from '../../core/recovery/runHistory';
import type { RunRecord, StepEnd, StepRecord } from '../../core/recovery/runRecord';
import { lookAtConversation, type LookedAt } from '../../core/webuiFile/loadChecks';
import { nodeFiles } from '../files';
import { LARGEST_BYTES } from '../recovery/largestFile';
import type { Disk } from '../repairRun/disk';
import { listRunIds, readRun } from '../repairRun/runFolder';
import { readStable } from '../stableFile';
import { exactText } from './exactText';

export interface KeptOfRun {
  readonly sessionId: string;
  readonly target: string;
  /** What was moved aside beside a conversation; it has no title. */
  readonly isLeftover: boolean;
  /** Of the original, else of the file that stands there now; null when neither has one. */
  readonly title: string | null;
  /** Where the original is, from the session directory with `/`; null when there was no file. */
  readonly original: string | null;
  /** Messages of the original and of what stands there now; -1 where there is none, or it cannot be read. */
  readonly messagesThen: number;
  readonly messagesNow: number;
  readonly end: StepEnd['state'];
  /** Done, and not undone since. */
  readonly isInEffect: boolean;
}

/** One for each file of a conversation that the run touched; empty when the run cannot be read. */
export function runKeeps(sessionDir: string, runId: string, disk: Disk): KeptOfRun[] {
  const dir = join(sessionDir, RECOVERY_NAME);
  // Only what is listed is opened: a name from outside must not lead out of the folder.
  const ids = disk.stat(dir)?.kind === 'directory' ? listRunIds(dir, disk) : [];
  if (!ids.includes(runId)) return [];
  const all = ids.flatMap((id) => {
    const parsed = readRun(dir, id, disk);
    return parsed.state === 'read' ? [parsed.run] : [];
  });
  const run = all.find((one) => one.runId === runId);
  return run === undefined ? [] : run.steps.flatMap((record) => keptOf(record, run, all, sessionDir));
}

function keptOf(record: StepRecord, run: RunRecord, all: readonly RunRecord[], sessionDir: string): KeptOfRun[] {
  const { step, end, intent } = record;
  const { sessionId, target } = step;
  if (sessionId === null) return [];
  const isLeftover = target !== `${sessionId}.json`;
  const aside = intent?.before.state === 'file' ? intent.aside : null;
  const original = aside === null ? null : `${RECOVERY_NAME}/${run.runId}/${aside}`;
  const then = original === null ? null : lookAt(join(sessionDir, ...original.split('/')), sessionId);
  const now = lookAt(join(sessionDir, target), sessionId);
  return [
    {
      ...{ sessionId, target, isLeftover, original, end: end.state },
      title: isLeftover ? null : (then?.title ?? now?.title ?? null),
      messagesThen: then?.messages ?? -1,
      messagesNow: now?.messages ?? -1,
      isInEffect: isInEffect(run, record, all),
    },
  ];
}

function lookAt(path: string, sessionId: string): LookedAt | null {
  const reading = readStable(nodeFiles, path, (file) =>
    file.sizeBytes > LARGEST_BYTES ? null : file.bytes(0, file.sizeBytes),
  );
  return reading.kind !== 'read' || reading.value === null ? null : lookAtConversation(sessionId, exactText(reading.value));
}
