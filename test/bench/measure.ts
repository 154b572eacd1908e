/** One measurement in a process of its own: `measure.js SUBJECT DATABASE SESSION`; prints a `Measurement` as JSON. */
import { TRANSCRIPT_MESSAGES } from './databases';
import { median } from './numbers';
import { openSubject, type SubjectName } from './subjects';

export interface Measurement {
  /** From nothing (no worker, no engine, no handle) to the newest 200 sessions. */
  readonly firstListMs: number;
  /** The same list again from what is open now. */
  readonly warmListMs: number;
  readonly transcriptMs: number;
  /** The transcript again. */
  readonly warmTranscriptMs: number;
  readonly sessions: number;
  readonly messages: number;
  /** The most memory the process had held when the lists were done, its threads and Node itself included. */
  readonly listPeakBytes: number;
  /** The same at the end, after the transcripts. */
  readonly peakBytes: number;
}

const LISTED = 200;
const WARM_REPEATS = 9;

async function measure(name: SubjectName, databasePath: string, sessionId: string): Promise<Measurement> {
  const begun = performance.now();
  const subject = await openSubject(name, databasePath);
  const sessions = await subject.listNewest(LISTED);
  const firstListMs = performance.now() - begun;
  const warmListMs = await repeated(() => subject.listNewest(LISTED));
  const listPeakBytes = peakBytesSoFar();
  const opened = performance.now();
  const messages = await subject.readMessages(sessionId, TRANSCRIPT_MESSAGES);
  const transcriptMs = performance.now() - opened;
  const warmTranscriptMs = await repeated(() => subject.readMessages(sessionId, TRANSCRIPT_MESSAGES));
  await subject.close();
  const peakBytes = peakBytesSoFar();
  return { firstListMs, warmListMs, transcriptMs, warmTranscriptMs, sessions, messages, listPeakBytes, peakBytes };
}

/** maxRSS counts kilobytes. */
const peakBytesSoFar = (): number => process.resourceUsage().maxRSS * 1024;

async function repeated(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < WARM_REPEATS; i += 1) {
    const begun = performance.now();
    await run();
    times.push(performance.now() - begun);
  }
  return median(times);
}

const [name, databasePath, sessionId] = process.argv.slice(2);
if (databasePath === undefined || sessionId === undefined)
  throw new Error('usage: measure.js SUBJECT DATABASE SESSION');
void measure(name as SubjectName, databasePath, sessionId).then((result) => console.log(JSON.stringify(result)));
