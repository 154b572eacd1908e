/**
 * `npm test [-- phase …]`: installs what is missing, runs the phases in this order, and ends with "N passed, N failed".
 * Phases: types, lint, unit, host, package, e2e. A phase that cannot run is a failure with a sentence, never skipped.
 * Types, lint and package count as one each; the others as many as their reports hold.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { downloadDesktop, forcedKind, installServerBuild, serverBuildsRun, VERSIONS } from './hosts.mjs';
import { runHostTests } from './hostTests.mjs';
import { packageExtension } from './package.mjs';
import { exitOnSignals, Problem, root, runNode, stop } from './process.mjs';
import { installDependencies, requireChromium } from './setup.mjs';

const PHASES = { types, lint, unit, host, package: packaged, e2e };

const tool = (path) => join(root, 'node_modules', path);
const rows = [];
const secondTries = [];
/** Failed tests and phases, each with its reason: told again at the end, where a log that is cut at its start has them. */
const failures = [];

/** Made when first asked for; whoever asks again gets the same result or the same failure. */
const once = (make) => {
  let made;
  return () => (made ??= make());
};
const testsBuilt = once(async () => {
  const { code } = await runNode(['esbuild.mjs', '--tests']);
  if (code !== 0) throw new Problem('The build failed.');
});
const vsix = once(packageExtension);
const chromium = once(requireChromium);

exitOnSignals(130);
try {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !Object.hasOwn(PHASES, name));
  if (unknown.length > 0) {
    throw new Problem(`No such phase: ${unknown.join(', ')}. There are ${Object.keys(PHASES).join(', ')}.`);
  }
  await installDependencies();
  for (const [name, phase] of Object.entries(PHASES)) {
    if (wanted.length === 0 || wanted.includes(name)) await counted(name, phase);
  }
} catch (error) {
  stop(error);
}

const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
console.log('');
for (const row of rows) {
  console.log(
    `${row.name.padEnd(14)} ${`${row.passed} ok, ${row.failed} not ok`.padEnd(22)} ${row.seconds.toFixed(0)} s`,
  );
}
for (const line of secondTries) console.log(line);
for (const { title, error } of failures) console.log(`\nFailed: ${title}\n${error}`);
console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') === 0 && total('passed') > 0 ? 0 : 1;

async function types() {
  const { code } = await runNode([tool('typescript/bin/tsc'), '-b']);
  if (code !== 0) throw new Problem('tsc found errors.');
  return { passed: 1, failed: 0 };
}

async function lint() {
  const { code } = await runNode([tool('eslint/bin/eslint.js'), '.', '--max-warnings', '0']);
  if (code !== 0) throw new Problem('eslint found errors.');
  return { passed: 1, failed: 0 };
}

async function unit() {
  await testsBuilt();
  // The native SQLite writer of the reader's tests is the Node of this VS Code, where the running Node has none.
  if (serverBuildsRun) await installServerBuild('1.139');
  const env = { CHROMIUM: await chromium() };
  // Files are run two at a time: most wait, for processes, for disks, for a browser.
  const all = ['out/js/test/unit/**/*.test.js', 'out/js/test/stress/**/*.test.js'];
  const first = await runMocha('unit', ['--parallel', '--jobs', '2', ...all], env);
  return withSecondTry('unit', first, (files) => runMocha('unit-second-try', files, env), drivesBrowser);
}

async function host() {
  await testsBuilt();
  for (const { name, label, get } of chooseHosts()) {
    await counted(`host ${name}`, async () => {
      console.log(`Host: ${label}`);
      const report = newReport(`host-${name}`);
      // A failed test ends the host with an exit code other than 0; the report says which.
      const code = await runHostTests(await get(), report);
      return readReport(report, code);
    });
  }
  return null;
}

async function packaged() {
  const { sizeBytes } = await vsix();
  console.log(`${(sizeBytes / 1024 / 1024).toFixed(2)} MB`);
  return { passed: 1, failed: 0 };
}

async function e2e() {
  if (!serverBuildsRun) {
    throw new Problem(
      'The e2e tests drive the web workbench of the server build, which is for Linux x64 only: run them there.',
    );
  }
  await testsBuilt();
  await vsix();
  // Pictures and logs of an earlier run's failures would be taken for this one's.
  const artifacts = join(root, '.artifacts');
  for (const name of existsSync(artifacts) ? readdirSync(artifacts) : []) {
    if (name.startsWith('failed-')) rmSync(join(artifacts, name));
  }
  for (const { version, vscode } of VERSIONS) {
    await counted(`e2e ${version}`, async () => {
      await installServerBuild(version);
      console.log(`Host: VS Code ${vscode}, server build`);
      const run = async (files) => {
        const args = ['--require', './out/js/test/e2e/hooks.js', '--timeout', '120000', ...files];
        return runMocha(`e2e-${version}`, args, { CHROMIUM: await chromium(), HOST_VERSION: version });
      };
      return withSecondTry(`e2e ${version}`, await run(['out/js/test/e2e/**/*.test.js']), run);
    });
  }
  return null;
}

/** Unit tests of pages. Of the others none has a second try: what goes wrong there once, in a reader or a repair, is a fault. */
function drivesBrowser(file) {
  return /[\\/]unit[\\/](webview[\\/]|core[\\/]export[\\/]renderHtml\.)/.test(file);
}

/**
 * A page in a real browser can lose a click to a moment in which the machine had no time for it. A file with a failed test is
 * run once more, whole, not beside others and in a new browser, if `mayRetry`; what passed only then is said at the end.
 */
async function withSecondTry(name, first, run, mayRetry = () => true) {
  const files = first.tests.filter((test) => test.state === 'failed').map((test) => test.file);
  // A failure that belongs to no file would not be run again with the others.
  const failed = files.includes(null) ? [] : [...new Set(files)].filter((file) => mayRetry(file));
  if (failed.length === 0) return first;
  console.log(`\n── ${name}, second try`);
  const second = await run(failed);
  const tests = [...first.tests.filter((test) => !failed.includes(test.file)), ...second.tests];
  for (const file of failed) {
    if (second.tests.some((test) => test.file === file && test.state === 'failed')) continue;
    for (const test of first.tests.filter(({ file: of, state }) => of === file && state === 'failed')) {
      secondTries.push(`\nPassed only at the second try: ${name}: ${test.title}\n${startOf(test.error)}`);
    }
  }
  return countTests(tests);
}

/** The lines of an error that say what and where; a diff of two documents has thousands. */
function startOf(error) {
  return (error ?? 'No error was reported.').split('\n', 12).join('\n').slice(0, 2_000);
}

/** The extension hosts of the host tests: never chosen silently, each labelled. */
function chooseHosts() {
  const forced = forcedKind();
  const program = process.env.VSCODE_TEST_EXECUTABLE;
  if (program && forced !== 'server') {
    if (!existsSync(program)) throw new Problem(`VSCODE_TEST_EXECUTABLE names ${program}, and there is no such file.`);
    return [
      {
        name: 'desktop',
        label: `desktop VS Code, VSCODE_TEST_EXECUTABLE ${program}`,
        get: () => ({ kind: 'desktop', program, vscode: null }),
      },
    ];
  }
  return VERSIONS.map(({ version, vscode }) => {
    if (serverBuildsRun && forced !== 'desktop') {
      const get = async () => {
        await installServerBuild(version);
        process.env.CHROMIUM = await chromium();
        return { kind: 'server', version, vscode };
      };
      return { name: version, label: `VS Code ${vscode}, server build`, get };
    }
    const get = async () => ({ kind: 'desktop', program: await downloadDesktop(vscode), vscode });
    return { name: version, label: `VS Code ${vscode}, desktop, downloaded`, get };
  });
}

async function runMocha(name, args, env) {
  const report = newReport(name);
  const flags = ['--reporter', './scripts/reporter.cjs', '--forbid-only', '--forbid-pending', '--timeout', '60000'];
  // Later flags win, so `args` may give another time limit.
  const { code } = await runNode(['--enable-source-maps', tool('mocha/bin/mocha.js'), ...flags, ...args], {
    env: { ...process.env, ...env, TEST_REPORT: report },
    timeoutMs: 1_800_000,
  });
  return readReport(report, code);
}

function newReport(name) {
  const folder = join(root, 'out/reports');
  mkdirSync(folder, { recursive: true });
  const report = join(folder, `${name}.json`);
  rmSync(report, { force: true });
  return report;
}

/** Counts from the report alone: a run without one did not happen, whatever its exit code. */
function readReport(report, code) {
  if (!existsSync(report)) {
    throw new Problem(`No report was written: the tests did not run to their end (exit code ${code}).`);
  }
  const { tests } = JSON.parse(readFileSync(report, 'utf8'));
  if (tests.length === 0) throw new Problem('No test was found.');
  const counts = countTests(tests);
  if (code !== 0 && counts.failed === 0) {
    throw new Problem(`All tests passed, but the run ended with exit code ${code}.`);
  }
  return counts;
}

function countTests(tests) {
  const passed = tests.filter((test) => test.state === 'passed').length;
  return { tests, passed, failed: tests.length - passed };
}

/** Runs a phase and notes its counts; null means that its parts were counted by themselves. */
async function counted(name, phase) {
  console.log(`\n── ${name}`);
  const startedAt = performance.now();
  let counts;
  try {
    counts = await phase();
  } catch (error) {
    const reason = error instanceof Problem ? error.message : error.stack;
    console.error(`${name}: ${reason}`);
    failures.push({ title: name, error: reason });
    counts = { passed: 0, failed: 1 };
  }
  for (const test of counts?.tests ?? []) {
    if (test.state === 'failed') failures.push({ title: `${name}: ${test.title}`, error: startOf(test.error) });
  }
  if (counts !== null) {
    const { passed, failed } = counts;
    rows.push({ name, passed, failed, seconds: (performance.now() - startedAt) / 1000 });
  }
}
