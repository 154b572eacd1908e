/** Looks at what a repair wrote, by the files that stand there afterwards. */
import { join } from 'node:path';
import type { RepairStep } from '../../core/recovery/plan';
import { lookAtConversation, type LookedAt } from '../../core/webuiFile/loadChecks';
import { nodeFiles } from '../files';
import { digestOf } from '../recovery/digests';
import { LARGEST_BYTES } from '../recovery/largestFile';
import { readStable } from '../stableFile';
import { decodeUtf8 } from '../utf8Text';

/** `looked` is null for a file that is gone or too large. */
export interface RepairProof {
  readonly sessionId: string;
  readonly target: string;
  readonly sha256: string | null;
  readonly looked: LookedAt | null;
}

/** In order of the steps. */
export function proveRepair(sessionDir: string, steps: readonly RepairStep[]): RepairProof[] {
  return steps.flatMap(({ sessionId, target, action }): RepairProof[] => {
    if (sessionId === null || action === 'move_aside') return [];
    const reading = readStable(nodeFiles, join(sessionDir, target), (file) =>
      file.sizeBytes > LARGEST_BYTES ? null : file.bytes(0, file.sizeBytes),
    );
    const bytes = reading.kind === 'read' ? reading.value : null;
    const looked = bytes === null ? null : lookAtConversation(sessionId, textOf(bytes));
    return [{ sessionId, target, sha256: bytes === null ? null : digestOf(bytes), looked }];
  });
}

function textOf(bytes: Uint8Array): string | null {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const { text, hadInvalidUtf8 } = decodeUtf8(bytes);
  return hasMark || hadInvalidUtf8 ? null : text;
}
