/**
 * Builds the tests and starts the stress run; the options are those of `test/stress/stressMain.ts`. Built file by file,
 * not as a bundle: the proofs start processes of their own from what is built.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

const main = join(root, 'out', 'js', 'test', 'stress', 'stressMain.js');
process.exitCode = run('esbuild.mjs', '--tests') || run('--enable-source-maps', main, ...process.argv.slice(2));
