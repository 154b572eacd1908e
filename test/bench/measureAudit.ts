/** One measurement of an audit in a process of its own: `measureAudit.js SUBJECT DIRECTORY`; prints it as JSON. */
import * as fs from 'node:fs';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditReader } from '../../src/io/auditWorker/auditReader';
import { CancellationError } from '../../src/core/failure';

/** `audit`: ours. `read` and `parse`: what the same files cost with nothing around, one after the other. */
export type AuditSubject = 'audit' | 'read' | 'parse';

export interface AuditMeasurement {
  readonly conversations: number;
  /** From nothing (no thread, no engine) to the findings. */
  readonly coldMs: number;
  /** Processor time of all threads until then: what a machine with other work leaves comparable. */
  readonly coldCpuMs: number;
  /** The same again in the same process; null for the peers, which remember nothing. */
  readonly againMs: number | null;
  /** The most memory the process had held, its threads and Node itself included. */
  readonly peakBytes: number;
  /** The longest time in which the calling thread's event loop did not turn, in the reading and in the judging of it. */
  readonly longestPauseMs: number | null;
  /** From asking a reading in its middle to end until the next one may begin. */
  readonly cancelMs: number | null;
}

const CANCEL_AFTER_MS = 150;
/** How often the event loop is looked at. */
const LOOK_MS = 2;

async function measureAudit(sessionDir: string): Promise<AuditMeasurement> {
  const dist = resolve('dist');
  const paths = { workerPath: join(dist, 'auditWorker.js'), wasmPath: join(dist, 'sql-wasm.wasm') };
  const request = { sessionDir, databases: [], agentDirs: [], now: Date.now() };
  const delays = monitorEventLoopDelay({ resolution: LOOK_MS });
  delays.enable();
  const reader = new AuditReader(paths);
  const judged = async (): Promise<number> => {
    const { report } = await reader.audit(request, 'en');
    if (report.items.length > 0) throw new Error(`${report.items.length} findings in a sound directory`);
    return report.summary.ok;
  };
  const begun = performance.now();
  const conversations = await judged();
  const coldMs = performance.now() - begun;
  const coldCpuMs = cpuMs();
  const repeated = performance.now();
  await judged();
  const againMs = performance.now() - repeated;
  delays.disable();
  const longestPauseMs = delays.max / 1e6 - LOOK_MS;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  reader.dispose();
  const cancelMs = await measureCancel(new AuditReader(paths), request);
  return { conversations, coldMs, coldCpuMs, againMs, peakBytes, longestPauseMs, cancelMs };
}

/** The reading behind the cancelled one shows when the thread is really free: of a folder that is not there. */
async function measureCancel(reader: AuditReader, request: Parameters<AuditReader['read']>[0]): Promise<number> {
  const nothing = { ...request, sessionDir: join(request.sessionDir, 'none') };
  await reader.read(nothing);
  const controller = new AbortController();
  const reading = reader.read(request, controller.signal).then(
    () => 'done',
    (error: unknown) => (error instanceof CancellationError ? 'cancelled' : 'failed'),
  );
  await sleep(CANCEL_AFTER_MS);
  const begun = performance.now();
  controller.abort();
  const outcome = await reading;
  await reader.read(nothing);
  const ms = performance.now() - begun;
  reader.dispose();
  if (outcome !== 'cancelled') throw new Error(`a cancelled reading: ${outcome}`);
  return ms;
}

function measurePeer(sessionDir: string, isParsed: boolean): AuditMeasurement {
  const begun = performance.now();
  const names = fs.readdirSync(sessionDir).filter((name) => /^[^_].*\.json(\.bak)?$/.test(name));
  let messages = 0;
  for (const name of names) {
    const path = join(sessionDir, name);
    if (isParsed) messages += (JSON.parse(fs.readFileSync(path, 'utf8')) as { messages: unknown[] }).messages.length;
    else messages += fs.readFileSync(path).length;
  }
  if (messages === 0) throw new Error('nothing was read');
  return {
    conversations: names.filter((name) => name.endsWith('.json')).length,
    coldMs: performance.now() - begun,
    coldCpuMs: cpuMs(),
    againMs: null,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    longestPauseMs: null,
    cancelMs: null,
  };
}

/** Of this process so far, Node's own start included. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const [subject, sessionDir] = process.argv.slice(2);
if (sessionDir === undefined) throw new Error('usage: measureAudit.js SUBJECT DIRECTORY');
const measured = subject === 'audit' ? measureAudit(sessionDir) : Promise.resolve(measurePeer(sessionDir, subject === 'parse'));
void measured.then((result) => console.log(JSON.stringify(result)));
