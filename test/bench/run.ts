/**
 * `run.js [--quick] [--audit] [--repair]`: builds what is missing below `.bench/`, measures every subject on every database,
 * every session directory and a repair in child processes, and prints Markdown tables. A quick run leaves out the databases
 * that take minutes to build; `--audit` measures audits only, and `--repair` repairs. Nothing here passes or fails on a speed.
 */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { nativeNodePath } from '../support/nativeNode';
import { renderAudits, AUDIT_LABELS, type AuditResult } from './auditReport';
import { DIRECTORIES, ensureDirectory, writeShrunkenDirectory, type DirectorySpec } from './conversations';
import { DATABASES, ensureDatabase, TRANSCRIPT_ID, TRANSCRIPT_MESSAGES, type DatabaseSpec } from './databases';
import type { Measurement } from './measure';
import type { AuditMeasurement, AuditSubject } from './measureAudit';
import type { RepairMeasurement } from './measureRepair';
import { median } from './numbers';
import { renderRepairs } from './repairReport';
import { renderReport, type DatabaseResult, type Extras, type Result } from './report';
import type { SubjectName } from './subjects';

const CACHE = resolve('.bench');
const RUNS = 5;
const QUICK_RUNS = 3;
const LONGEST_MS = 5 * 60_000;
const REPAIRED = 100;
/** Of one of them, before it shrank. */
const REPAIRED_BYTES = 300_000;
const SUBJECTS: readonly SubjectName[] = ['pages', 'fullLoad', 'native'];
/** Of 200 sessions at least this many have a row of their own: a reader that lists fewer measures something else. */
const FEWEST_ROWS = 100;

const exec = promisify(execFile);

const say = (line: string): void => console.error(line);

const PARTS = ['--audit', '--repair'] as const;

async function main(args: readonly string[]): Promise<void> {
  const quick = args.includes('--quick');
  const runs = quick ? QUICK_RUNS : RUNS;
  const isAll = !PARTS.some((part) => args.includes(part));
  if (isAll) await measureDatabases(quick, runs);
  if (isAll || args.includes('--audit')) {
    const audits: AuditResult[] = [];
    for (const spec of DIRECTORIES) audits.push(await measureDirectory(spec, runs));
    console.log(renderAudits(audits, runs));
  }
  if (isAll || args.includes('--repair')) await measureRepairs(runs);
}

/** Each run on a directory of its own: a repair leaves it other than it was, and the undo does not make it new. */
async function measureRepairs(runs: number): Promise<void> {
  say(`repairing ${REPAIRED} conversations …`);
  const dir = join(CACHE, 'repaired');
  const measured: RepairMeasurement[] = [];
  let bytes = 0;
  try {
    for (let i = 0; i < runs; i += 1) {
      fs.rmSync(dir, { recursive: true, force: true });
      writeShrunkenDirectory(dir, REPAIRED, REPAIRED_BYTES);
      const copies = fs.readdirSync(dir).filter((name) => name.endsWith('.bak'));
      bytes = copies.reduce((sum, name) => sum + fs.statSync(join(dir, name)).size, 0);
      const args = [join(__dirname, 'measureRepair.js'), dir];
      const { stdout } = await exec(process.execPath, args, { timeout: LONGEST_MS });
      measured.push(JSON.parse(stdout) as RepairMeasurement);
    }
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
  console.log(renderRepairs(bytes, measured));
}

async function measureDatabases(quick: boolean, runs: number): Promise<void> {
  const databases: DatabaseResult[] = [];
  for (const spec of DATABASES.filter((each) => !quick || !each.slow)) {
    const path = await ensureDatabase(spec, CACHE, say);
    say(`measuring ${spec.label} …`);
    databases.push(await measureDatabase(spec, path, runs));
  }
  const { stdout: nativeNode } = await exec(nativeNodePath(), ['--version']);
  const machine = {
    cores: os.cpus().length,
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    memoryBytes: os.totalmem(),
    platform: `${os.type()} ${os.arch()}`,
    node: process.versions.node,
    nativeNode: nativeNode.trim().replace(/^v/, ''),
  };
  console.log(renderReport(machine, databases, readExtras(), runs));
}

/** The subjects take turns, so that what else the machine does meets all of them. */
async function measureDirectory(spec: DirectorySpec, runs: number): Promise<AuditResult> {
  const dir = ensureDirectory(spec, CACHE, say);
  say(`auditing ${spec.label} …`);
  const results: Record<AuditSubject, AuditMeasurement[]> = { audit: [], parse: [], read: [] };
  for (let i = 0; i < runs; i += 1) {
    for (const subject of Object.keys(AUDIT_LABELS) as AuditSubject[]) {
      const args = [join(__dirname, 'measureAudit.js'), subject, dir];
      const { stdout } = await exec(process.execPath, args, { timeout: LONGEST_MS });
      const measured = JSON.parse(stdout) as AuditMeasurement;
      if (measured.conversations !== spec.conversations) throw new Error(`${measured.conversations} conversations`);
      results[subject].push(measured);
    }
  }
  const names = fs.readdirSync(dir).filter((name) => !name.startsWith('_'));
  const bytes = names.reduce((sum, name) => sum + fs.statSync(join(dir, name)).size, 0);
  return { label: spec.label, bytes, runs: results };
}

async function measureDatabase(spec: DatabaseSpec, path: string, runs: number): Promise<DatabaseResult> {
  const results: Partial<Record<SubjectName, Result>> = {};
  for (const subject of SUBJECTS) results[subject] = await measureSubject(subject, path, runs);
  const sizeOf = (file: string): number => fs.statSync(file).size;
  return { label: spec.label, mainBytes: sizeOf(path), walBytes: sizeOf(`${path}-wal`), results };
}

async function measureSubject(subject: SubjectName, path: string, runs: number): Promise<Result> {
  const node = subject === 'native' ? nativeNodePath() : process.execPath;
  const measured: Measurement[] = [];
  for (let i = 0; i < runs; i += 1) {
    try {
      const { stdout } = await exec(node, [join(__dirname, 'measure.js'), subject, path, TRANSCRIPT_ID], {
        timeout: LONGEST_MS,
      });
      const result = JSON.parse(stdout) as Measurement;
      if (result.sessions < FEWEST_ROWS || result.messages !== TRANSCRIPT_MESSAGES) {
        throw new Error(`read ${result.sessions} sessions and ${result.messages} messages`);
      }
      measured.push(result);
    } catch (error) {
      return { failure: failureText(error) };
    }
  }
  return { runs: measured };
}

/** The line of a child's complaint that says what went wrong. */
function failureText(error: unknown): string {
  const text =
    error instanceof Error ? ('stderr' in error ? String(error.stderr) : '') || error.message : String(error);
  const line = text.split('\n').find((each) => /Error|read \d/.test(each)) ?? text.split('\n')[0] ?? '';
  return `fails: ${line.trim().slice(0, 90).replaceAll('|', '/')}`;
}

/** What other parts of the build leave behind: activation times of the host tests, and the package. */
function readExtras(): Extras {
  const activations = join(CACHE, 'activation.json');
  const recorded = fs.existsSync(activations)
    ? (JSON.parse(fs.readFileSync(activations, 'utf8')) as Record<string, number[]>)
    : {};
  const activationMs = Object.fromEntries(Object.entries(recorded).map(([version, times]) => [version, median(times)]));
  const packages = fs.readdirSync('.').filter((name) => name.endsWith('.vsix'));
  const newest = packages.map((name) => fs.statSync(name)).sort((a, b) => b.mtimeMs - a.mtimeMs)[0];
  return { activationMs, packageBytes: newest?.size ?? null };
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
