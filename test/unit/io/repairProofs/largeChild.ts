/**
 * Replaces a large file and undoes it, alone in its process: how many bytes did it hold at most? Garbage is collected
 * before each look, so that only what is still in use counts.
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import type { RepairPlan } from '../../../../src/core/recovery/plan';
import { portsOfThisHost } from '../../../../src/io/repairRun/thisHost';
import { hookedDisk } from '../../../support/disks/hookedDisk';
import type { DiskOperation } from '../../../support/disks/operations';
import { withoutSyncs } from '../../../support/disks/withoutSyncs';
import { undo } from './crashes';

const { dir, megabytes } = JSON.parse(fs.readFileSync(process.argv[2]!, 'utf8')) as { dir: string; megabytes: number };
const MIB = 1024 * 1024;

/** Written in pieces, so that the process itself never has it whole. */
function writeLarge(path: string, fill: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(MIB, fill);
  const fd = fs.openSync(path, 'w');
  for (let n = 0; n < megabytes; n++) {
    fs.writeSync(fd, piece);
    hash.update(piece);
  }
  fs.closeSync(fd);
  return hash.digest('hex');
}

const live = join(dir, 'a.json');
const sha256 = writeLarge(live, 'old ');
writeLarge(join(dir, 'a.json.bak'), 'new ');

const host = portsOfThisHost();
let heldBytes = 0;
const look = (): void => {
  globalThis.gc?.();
  heldBytes = Math.max(heldBytes, process.memoryUsage().arrayBuffers);
};
const LARGE: ReadonlySet<string> = new Set(['read', 'create']);
const lookAt = ({ verb }: DiskOperation): void => {
  if (LARGE.has(verb)) look();
};
const ports = { ...host, disk: hookedDisk(withoutSyncs(host.disk), { before: lookAt, after: lookAt }) };
const plan: RepairPlan = {
  version: 1,
  sessionDir: dir,
  madeAt: 0,
  steps: [{ action: 'replace', sessionId: 'a', target: 'a.json', expected: { state: 'file', sha256 }, content: null, kinds: [] }],
};
const make = (): { readonly kind: 'content'; readonly bytes: Uint8Array } => ({
  kind: 'content',
  bytes: fs.readFileSync(join(dir, 'a.json.bak')),
});
const applied = applyPlan(plan, { make, recheck: () => null }, ports);
const undone = undo(dir, null, ports);
const isBack = createHash('sha256').update(fs.readFileSync(live)).digest('hex') === sha256;
const outcomes = [...applied.steps, ...undone.steps].map(({ outcome }) => outcome.state);
fs.writeSync(1, JSON.stringify({ heldBytes, outcomes: [...outcomes, isBack ? 'back' : 'not back'] }));
