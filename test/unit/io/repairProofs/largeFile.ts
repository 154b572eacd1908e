/** Replaces a large file in a process of its own, whose memory is looked at. */
import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../support/nativeNode';

const CHILD = join(projectRoot(), 'out/js/test/unit/io/repairProofs/largeChild.js');

export interface LargeReport {
  /** Bytes of file content that were in use at the same time, at most. */
  readonly heldBytes: number;
  /** Of the repair, of the undo, and whether the first bytes are back. */
  readonly outcomes: readonly string[];
}

/** `dir` is an empty directory, `folder` the one above it. */
export function repairLarge(folder: string, dir: string, megabytes: number): LargeReport {
  const path = join(folder, 'job.json');
  writeFileSync(path, JSON.stringify({ dir, megabytes }));
  const args = ['--expose-gc', CHILD, path];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 600_000 });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as LargeReport;
}
