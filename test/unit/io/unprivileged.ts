/** Runs a few statements without any privilege, because for root the system refuses nothing. */
import { spawnSync } from 'node:child_process';

const NOBODY = 65534;

/**
 * Runs `body` (JavaScript; `input` is its parameter) in a child and returns what it returns. As root the child becomes
 * an unprivileged user, and it must be refused `forbidden` first: without that, nothing would be tested.
 */
export function runUnprivileged<T>(body: string, input: unknown, forbidden: string): T {
  const program = `
    const input = ${JSON.stringify(input)};
    try { require('node:fs').readFileSync(${JSON.stringify(forbidden)}); throw new Error('the system refuses nothing here'); }
    catch (error) { if (error.code !== 'EACCES') throw error; }
    const result = (() => { ${body} })();
    process.stdout.write(JSON.stringify(result));`;
  const isRoot = process.getuid?.() === 0;
  const child = spawnSync(process.execPath, ['-e', program], {
    encoding: 'utf8',
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as T;
}
