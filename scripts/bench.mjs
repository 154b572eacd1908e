/**
 * `npm run bench [-- --quick] [-- --audit]`: builds, then measures (`test/bench/run.ts`). The databases are kept below
 * `.bench/`, 3 GB in all; a quick run needs 0.3 GB of them. The session directories take 0.9 GB; `--audit` measures these only.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

run('esbuild.mjs', '--production', '--tests');
run('out/js/test/bench/run.js', ...process.argv.slice(2));

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
