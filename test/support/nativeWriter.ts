/** A native SQLite writer in a process of its own, as Hermes is beside the extension. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Cell } from './fixtureDatabase';
import { nativeNodePath, projectRoot } from './nativeNode';

export class NativeWriter {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: Interface;

  /** Opens a database that exists, in WAL mode, and keeps it open. What is written stays in the log. */
  constructor(path: string) {
    const script = join(projectRoot(), 'test/support/nativeWriter.mjs');
    this.child = spawn(nativeNodePath(), [script, path], { stdio: 'pipe' });
    this.child.stderr.resume();
    this.answers = createInterface({ input: this.child.stdout });
  }

  /** Runs one statement as a transaction of its own; resolves once it is committed. */
  async run(sql: string, params: readonly Exclude<Cell, Uint8Array>[] = []): Promise<void> {
    const answer = once(this.answers, 'line', { signal: AbortSignal.timeout(10_000) }) as Promise<[string]>;
    this.child.stdin.write(`${JSON.stringify({ sql, params })}\n`);
    const { error } = JSON.parse((await answer)[0]) as { error?: string };
    if (error !== undefined) throw new Error(`${sql}: ${error}`);
  }

  /** Ends the process and leaves the log as it is. */
  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.stdin.end();
    await ended;
  }
}
