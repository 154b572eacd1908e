/** What code under test does to the machine: threads it starts, files it looks at. */
import { createRequire } from 'node:module';
import type { Worker } from 'node:worker_threads';

export interface Effects {
  /** Threads that run now. */
  readonly workers: ReadonlySet<Worker>;
  /** Every call of `fs` with a path in the directory: "statSync /home/state.db". */
  readonly touched: readonly string[];
  stop(): void;
}

/** Watches this process from now on: all its threads, and what is done with paths in `dir`. */
export function watchEffects(dir: string): Effects {
  const workers = new Set<Worker>();
  const touched: string[] = [];
  const note = (worker: Worker): void => {
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
  };
  process.on('worker', note);
  // Node's own module object: whoever imports it sees what stands in it now.
  const fs = createRequire(__filename)('node:fs') as Record<string, unknown>;
  const modules = [fs, fs.promises as Record<string, unknown>];
  const undo = modules.map((module) =>
    spyOn(module, (name, path) => path.startsWith(dir) && touched.push(`${name} ${path}`)),
  );
  return {
    workers,
    touched,
    stop() {
      process.off('worker', note);
      for (const step of undo) step();
    },
  };
}

function spyOn(module: Record<string, unknown>, heard: (name: string, path: string) => void): () => void {
  const originals = Object.entries(module).filter(
    ([name, value]) => typeof value === 'function' && /^[a-z]/.test(name),
  );
  for (const [name, original] of originals) {
    const call = original as (...args: unknown[]) => unknown;
    const spy = function (this: unknown, ...args: unknown[]): unknown {
      if (typeof args[0] === 'string') heard(name, args[0]);
      return call.apply(this, args);
    };
    module[name] = Object.assign(spy, original);
  }
  return () => {
    for (const [name, original] of originals) module[name] = original;
  };
}

/** Looks again until it holds; the test's own time limit ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
