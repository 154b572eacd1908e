/**
 * A process that repairs or undoes in a loop while another one saves: `node raceChild.js <job.json>`. It ends when the
 * stop file is there. It says "ready" when it begins, and in the end what it did as one line of JSON.
 */
import { appendFileSync, existsSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import type { RunResult } from '../../../../src/io/repairRun/runResult';
import { portsOfThisHost } from '../../../../src/io/repairRun/thisHost';
import { undoRun } from '../../../../src/io/repairRun/undoRun';
import { pause } from '../../../../src/io/sqlite/pause';
import { drawing } from '../../../support/disks/crashStates';
import { hookedDisk } from '../../../support/disks/hookedDisk';
import { withoutSyncs } from '../../../support/disks/withoutSyncs';
import { asItIs, type Weaken, withoutLinks } from './crashes';
import { replacingLink } from './weakened';
import { conversation, expecting, textSource, type TextPlan, type TextStep } from './world';

export interface RaceJob {
  readonly role: 'repair' | 'undo';
  readonly dir: string;
  readonly sids: readonly string[];
  readonly seed: number;
  /** Milliseconds, at most, before a link or an unlink: what makes the windows wide. */
  readonly widenMs: number;
  readonly disk: 'sound' | 'without links' | 'replacing link';
  readonly stopFile: string;
  /** Takes a line of JSON for each text that was given its name, or taken from it: see `NameEvent`. */
  readonly eventsFile: string;
}

/** The text that a repair or undo has given the live name of a conversation, or moved away from there. */
export interface NameEvent {
  readonly event: 'given' | 'taken';
  readonly text: string;
}

/** How often each outcome, or refusal, came. */
export type RaceCounts = Readonly<Record<string, number>>;

const job = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as RaceJob;
const draw = drawing(job.seed);
const counts: Record<string, number> = {};
let texts = 0;

const host = portsOfThisHost();
const DISKS: Readonly<Record<RaceJob['disk'], Weaken>> = {
  sound: asItIs,
  'without links': withoutLinks,
  'replacing link': replacingLink,
};
// Outermost: the other processes come before the whole operation, not into the middle of a weakened one.
const disk = hookedDisk(DISKS[job.disk](withoutSyncs(host.disk)), {
  before: ({ verb }) => {
    // Between the move aside and the link of the new file is where a save hurts most.
    if (verb === 'link' && draw(2) === 0) pause(draw(job.widenMs + 1));
    if (verb === 'rename' && draw(4) === 0) pause(draw(job.widenMs + 1));
  },
  after: ({ verb, paths: [one = '', other = ''], args }) => {
    if (verb === 'rename' && isLive(one)) note('taken', readFileSync(other, 'utf8'));
    if (verb === 'link' && isLive(other)) note('given', readFileSync(one, 'utf8'));
    if (verb === 'create' && isLive(one)) note('given', Buffer.from(args[1] as Uint8Array).toString());
  },
});
const ports = { ...host, disk };

writeSync(1, 'ready\n');
for (let n = 0; n < 100_000 && !existsSync(job.stopFile); n++) {
  count(job.role === 'repair' ? applyPlan(newPlan(), textSource, ports) : undoRun(job.dir, null, ports, () => null));
  pause(draw(4));
}
writeSync(1, JSON.stringify(counts));

function isLive(path: string): boolean {
  return job.sids.some((sid) => path === join(job.dir, `${sid}.json`));
}

/** One write for each: lines of two processes do not mix, and their order is that of the runs, of which there is one at a time. */
function note(event: NameEvent['event'], text: string): void {
  appendFileSync(job.eventsFile, `${JSON.stringify({ event, text } satisfies NameEvent)}\n`);
}

function newPlan(): TextPlan {
  const steps = job.sids.filter(() => draw(2) === 0).map((sid): TextStep => {
    const target = `${sid}.json`;
    const standing = textAt(join(job.dir, target));
    const content = conversation(sid, ...Array.from({ length: 30 }, (_, n) => `repaired ${process.pid} ${(texts += 1)}.${n}`));
    const action = standing === null ? 'create' : 'replace';
    return { action, sessionId: sid, target, expected: expecting(standing), content, kinds: [] };
  });
  return { version: 1, sessionDir: job.dir, madeAt: Date.now(), steps };
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function count({ refusal, steps, isInterrupted }: RunResult): void {
  const words = steps.map(({ outcome }) => (outcome.state === 'skipped' ? outcome.reason : outcome.state));
  for (const word of refusal === null ? words : [refusal]) counts[word] = (counts[word] ?? 0) + 1;
  if (isInterrupted) counts.interrupted = (counts.interrupted ?? 0) + 1;
}
