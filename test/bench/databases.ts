/** The databases the bench reads: what is in them, and where they are kept once built. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nativeNodePath } from '../support/nativeNode';

export interface DatabaseSpec {
  readonly name: string;
  readonly label: string;
  readonly sessions: number;
  /** Beside the transcript, which has 1,000 more. */
  readonly messages: number;
  /** Mean bytes of a tool's answer; these are nine tenths of the message bytes. */
  readonly toolBytes: number;
  /** Mean bytes of what people and the model write. */
  readonly proseBytes: number;
  /** Left out of a quick run. */
  readonly slow: boolean;
}

/** The session whose thousand messages are read. */
export const TRANSCRIPT_ID = '20261118_120000_bec0de';
export const TRANSCRIPT_MESSAGES = 1000;

export const DATABASES: readonly DatabaseSpec[] = [
  { name: 'small', label: '10 MB', sessions: 300, messages: 3_000, toolBytes: 2_900, proseBytes: 250, slow: false },
  {
    name: 'medium',
    label: '200 MB',
    sessions: 1_500,
    messages: 30_000,
    toolBytes: 10_200,
    proseBytes: 700,
    slow: false,
  },
  {
    name: 'large',
    label: '2.4 GB',
    sessions: 12_000,
    messages: 160_000,
    toolBytes: 29_400,
    proseBytes: 1_700,
    slow: true,
  },
  {
    name: 'many',
    label: '50,000 sessions',
    sessions: 50_000,
    messages: 200_000,
    toolBytes: 600,
    proseBytes: 100,
    slow: true,
  },
];

/** Bump when `writeDatabase.ts` writes something else for the same spec. */
const GENERATOR = 1;

/**
 * The path of the database's `state.db`, built when there is none of this spec. It has a directory of its own with a
 * `-wal` beside it, as a live home has.
 */
export async function ensureDatabase(
  spec: DatabaseSpec,
  cacheDir: string,
  say: (line: string) => void,
): Promise<string> {
  const dir = join(cacheDir, spec.name);
  const path = join(dir, 'state.db');
  const stampPath = join(dir, 'stamp');
  const stamp = createHash('sha256')
    .update(JSON.stringify([GENERATOR, spec]))
    .digest('hex');
  if (fs.existsSync(stampPath) && fs.readFileSync(stampPath, 'utf8') === stamp) return path;
  say(`building ${spec.label} …`);
  fs.rmSync(dir, { recursive: true, force: true });
  fs.mkdirSync(dir, { recursive: true });
  await promisify(execFile)(nativeNodePath(), [join(__dirname, 'writeDatabase.js'), path, JSON.stringify(spec)]);
  // Last, so that a build that was interrupted is not taken for a whole one.
  fs.writeFileSync(stampPath, stamp);
  return path;
}
