/** Three processes at one directory: this one saves as Hermes WebUI does, two others repair and undo. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listRuns } from '../../../../src/io/repairRun/listRuns';
import { nodeDisk } from '../../../../src/io/repairRun/nodeDisk';
import { pause } from '../../../../src/io/sqlite/pause';
import { drawing } from '../../../support/disks/crashStates';
import { withoutSyncs } from '../../../support/disks/withoutSyncs';
import { projectRoot } from '../../../support/nativeNode';
import { webuiSaver } from '../../../support/webuiSaver';
import type { NameEvent, RaceCounts, RaceJob } from './raceChild';
import { RECOVERY, textsBelow } from './world';

const CHILD = join(projectRoot(), 'out/js/test/unit/io/repairProofs/raceChild.js');
const SIDS = ['one', 'two'];
/** The first line that a process of the race says: it begins now. */
const READY = 'ready\n';

export interface ProcessRace {
  readonly rounds: number;
  readonly seed: number;
  readonly widenMs?: number;
  readonly disk?: RaceJob['disk'];
}

export interface RaceReport {
  /** Saves that were made; fewer than asked for where something was lost. */
  readonly rounds: number;
  /** Saved texts that are nowhere, and files that are not whole: must be empty. */
  readonly lost: readonly string[];
  readonly counts: RaceCounts;
}

/** Ends at the first loss. */
export async function raceProcesses({ rounds, seed, widenMs = 25, disk = 'sound' }: ProcessRace): Promise<RaceReport> {
  const folder = mkdtempSync(join(tmpdir(), 'hs-'));
  const dir = join(folder, 'sessions');
  const stopFile = join(folder, 'stop');
  const eventsFile = join(folder, 'events');
  mkdirSync(dir);
  const children = (['repair', 'undo'] as const).map((role, i) => {
    const path = join(folder, `${role}.json`);
    const job: RaceJob = { role, dir, sids: SIDS, seed: seed + i, widenMs, disk, stopFile, eventsFile };
    writeFileSync(path, JSON.stringify(job));
    return start(path);
  });
  try {
    // A process that starts slowly would be told to stop before it has done anything.
    await Promise.all(children.map(({ isReady }) => isReady));
    const saved = saveAndLook(dir, rounds, seed, disk);
    writeFileSync(stopFile, '');
    const answers = await Promise.all(children.map(({ answer }) => answer));
    const counts: Record<string, number> = {};
    for (const one of answers) for (const [word, n] of Object.entries(one)) counts[word] = (counts[word] ?? 0) + n;
    return { ...saved, lost: [...saved.lost, ...missing(dir, saved.open, eventsFile)], counts };
  } finally {
    for (const { child } of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Saved {
  readonly rounds: number;
  readonly lost: string[];
  /** Texts that were not seen under their name right before a save over it. */
  readonly open: ReadonlySet<string>;
}

function saveAndLook(dir: string, rounds: number, seed: number, kind: RaceJob['disk']): Saved {
  const draw = drawing(seed);
  const disk = withoutSyncs(nodeDisk);
  const webui = webuiSaver(dir, disk);
  const open = new Set<string>();
  const last = new Map<string, string>();
  const lost: string[] = [];
  let round = 0;
  while (round < rounds && lost.length === 0) {
    round += 1;
    const sid = SIDS[draw(SIDS.length)]!;
    const before = last.get(sid);
    // It goes when it stands under its name and is saved over: then the WebUI itself replaced it.
    if (before !== undefined && textAt(dir, sid) === before) open.delete(before);
    if (draw(10) === 0) webui.restoreAtStart(sid);
    const messages = Array.from({ length: 1 + draw(8) }, (_, n) => ({ role: 'user', content: `typed ${round}.${n}` }));
    const text = webui.save({ session_id: sid, messages });
    last.set(sid, text);
    open.add(text);
    // Mostly slow enough for a repair to come to its end, now and then in a burst.
    pause(draw(4) === 0 ? draw(3) : 5 + draw(25));
    const where = find(dir, sid, text);
    if (where === null) lost.push(`saved and gone: ${text}`);
    const live = textAt(dir, sid);
    if (live !== null && !isWhole(live) && kind !== 'without links') lost.push(`torn: ${live}`);
  }
  return { rounds: round, lost, open };
}

/**
 * Under its name, or in one of the newest runs. Names move between two looks, so that it is looked for again: for 3 s, as the process
 * that has just moved it may have to wait for its turn.
 */
function find(dir: string, sid: string, text: string): string | null {
  for (let attempt = 0; attempt < 700; attempt++) {
    if (textAt(dir, sid) === text) return 'live';
    const runs = listOrNone(join(dir, RECOVERY)).sort().slice(-8);
    const found = runs.find((run) => [...textsOf(join(dir, RECOVERY, run, 'originals'))].includes(text));
    if (found !== undefined) return found;
    pause(attempt < 100 ? 0 : 5);
  }
  return null;
}

/**
 * A text that was not under its name when the WebUI looked may have been put back there by the time it saved: then the
 * WebUI itself has replaced it, because nothing else takes away a name that a run has given. All others have to be there.
 */
function missing(dir: string, open: ReadonlySet<string>, eventsFile: string): string[] {
  const all = textsBelow(nodeDisk, dir);
  const lastEvents = new Map(eventsOf(eventsFile).map(({ text, event }) => [text, event]));
  const interrupted = listRuns(dir, nodeDisk).filter(({ state }) => state !== 'done' && state !== 'undone');
  return [
    ...[...open].filter((text) => !all.has(text) && lastEvents.get(text) !== 'given').map((text) => `not there in the end: ${text}`),
    ...interrupted.map(({ runId, state }) => `the run ${runId} is ${state}`),
  ];
}

function eventsOf(path: string): NameEvent[] {
  const lines = (textOf(path) ?? '').split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as NameEvent);
}

interface RaceProcess {
  readonly child: ChildProcess;
  /** Ends also when the process does. */
  readonly isReady: Promise<void>;
  readonly answer: Promise<RaceCounts>;
}

function start(jobPath: string): RaceProcess {
  const child = spawn(process.execPath, [CHILD, jobPath], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  const isReady = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      resolve();
    });
    child.once('close', resolve);
  });
  const answer = new Promise<RaceCounts>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(JSON.parse(output.replace(READY, '')) as RaceCounts) : reject(new Error(`a process of the race ended with ${code}`)),
    );
  });
  // Asked for at the end only: until then a failure is nobody's.
  answer.catch(() => undefined);
  return { child, isReady, answer };
}

const isWhole = (text: string): boolean => text.startsWith('{') && text.endsWith('}');

function textAt(dir: string, sid: string): string | null {
  return textOf(join(dir, `${sid}.json`));
}

function* textsOf(folder: string): Generator<string> {
  for (const name of listOrNone(folder)) {
    const text = textOf(join(folder, name));
    if (text !== null) yield text;
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function listOrNone(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
