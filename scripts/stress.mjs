/** Bundles the stress run and starts it; the options are those of `test/stress/stressMain.ts`. */
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const outfile = join(root, 'out', 'stress', 'stress.js');
await build({
  absWorkingDir: root,
  entryPoints: ['test/stress/stressMain.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'inline',
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
