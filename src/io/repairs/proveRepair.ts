/** Looks at what a repair wrote, by the files that stand there afterwards. */
import { join } from 'node:path';
import type { RepairStep } from '../../core/recovery/plan';
import type { RepairProof } from '../../core/recovery/repairSummary';
import { lookAtConversation } from '../../core/webuiFile/loadChecks';
import { nodeFiles } from '../files';
import { digestOf } from '../recovery/digests';
import { LARGEST_BYTES } from '../recovery/largestFile';
import { readStable } from '../stableFile';
import { exactText } from './exactText';

/** In order of the steps. */
export function proveRepair(sessionDir: string, steps: readonly RepairStep[]): RepairProof[] {
  return steps.flatMap(({ sessionId, target, action }): RepairProof[] => {
    if (sessionId === null || action === 'move_aside') return [];
    const reading = readStable(nodeFiles, join(sessionDir, target), (file) =>
      file.sizeBytes > LARGEST_BYTES ? null : file.bytes(0, file.sizeBytes),
    );
    const bytes = reading.kind === 'read' ? reading.value : null;
    const looked = bytes === null ? null : lookAtConversation(sessionId, exactText(bytes));
    return [{ sessionId, target, sha256: bytes === null ? null : digestOf(bytes), looked }];
  });
}
