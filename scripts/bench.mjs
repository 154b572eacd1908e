/**
 * `npm run bench [-- --quick] [-- --audit] [-- --repair]`: builds, then measures: activation in real VS Codes
 * (`test/bench/activation.ts`), where the server build runs, then reading, audits and a repair (`test/bench/run.ts`). The
 * databases are kept below `.bench/`, 3 GB in all; a quick run needs 0.3 GB of them. The session directories take 0.9 GB;
 * `--audit` measures these only, and `--repair` a repair only, in a directory that it makes and removes.
 * `npm run bench:ui [-- --quick | -- MESSAGES]` is `--ui`: transcripts in a real workbench (`test/bench/ui/measureUi.ts`).
 */
import { installServerBuild, serverBuildsRun, VERSIONS } from './hosts.mjs';
import { packageExtension } from './package.mjs';
import { exitOnSignals, Problem, runNode, stop } from './process.mjs';
import { installDependencies, requireChromium } from './setup.mjs';

exitOnSignals(130);
try {
  const args = process.argv.slice(2);
  await installDependencies();
  await packageExtension({ quiet: true });
  await measured(['esbuild.mjs', '--production', '--tests']);
  if (args.includes('--ui')) await measureUi(args);
  else await measureReaders(args);
} catch (error) {
  stop(error);
}

async function measureUi(args) {
  if (!serverBuildsRun) throw new Problem('The workbench that is measured is the server build of VS Code, which is for Linux x64 only.');
  await installServerBuild('1.139');
  const env = { ...process.env, CHROMIUM: await requireChromium() };
  await measured(['out/js/test/bench/ui/measureUi.js', ...args], { env, timeoutMs: null });
}

async function measureReaders(args) {
  const isPart = args.includes('--audit') || args.includes('--repair');
  if (serverBuildsRun && !isPart) {
    for (const { version } of VERSIONS) await installServerBuild(version);
    const env = { ...process.env, CHROMIUM: await requireChromium() };
    await measured(['out/js/test/bench/activation.js', ...args], { env });
  } else if (!isPart) {
    console.error('Activation is not measured: the server build of VS Code is for Linux x64 only.');
  }
  // The large databases take many minutes to build.
  await measured(['out/js/test/bench/run.js', ...args], { timeoutMs: null });
}

async function measured(args, options) {
  const { code } = await runNode(args, options);
  if (code !== 0) throw new Problem(`${args[0]} failed (exit code ${code}).`);
}
