/**
 * `npm start [-- --home DIR] [--no-open]`: VS Code with the extension, on a sample home or on DIR.
 *
 * --home DIR       the Hermes home to show; it is only read. Default: a sample made in `.sample/home`.
 * --no-open        open no window: use the server build and print its address.
 * --prepare-only   build and make the sample, then end (for the debugger's launch configuration).
 */
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { downloadDesktop, forcedKind, installServerBuild, serverBuildsRun, VERSIONS } from './hosts.mjs';
import { packageExtension } from './package.mjs';
import { exitOnSignals, Problem, root, run, runNode, stop } from './process.mjs';
import { findProgram, installDependencies } from './setup.mjs';

const SAMPLE = join(root, '.sample');
const NEXT = 'Click "Hermes Sessions" in the activity bar at the left edge of the window: the conversations are there.';

// Ctrl+C is how a person ends this: no failure.
exitOnSignals(0);
try {
  const options = readOptions();
  await installDependencies();
  const { code } = await runNode(['esbuild.mjs', '--tests']);
  if (code !== 0) throw new Problem('The build failed.');
  const home = options.home ?? (await sampleHome());
  const folder = workspace();
  if (!options.prepareOnly) {
    await open(await chooseHost(options.noOpen), environment(home, options.home !== null), folder);
  }
} catch (error) {
  stop(error);
}

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: { home: { type: 'string' }, 'no-open': { type: 'boolean' }, 'prepare-only': { type: 'boolean' } },
    }));
  } catch (error) {
    throw new Problem(`${error.message}\nUsage: npm start [-- --home DIR] [--no-open]`);
  }
  const home = values.home === undefined ? null : resolve(process.env.INIT_CWD ?? process.cwd(), values.home);
  if (home !== null && !statSync(home, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Problem(`--home: there is no folder ${home}.`);
  }
  return { home, noOpen: values['no-open'] ?? false, prepareOnly: values['prepare-only'] ?? false };
}

/** Made once, under another name until it is whole. Its times end now, so that "Today" is not empty. */
async function sampleHome() {
  const home = join(SAMPLE, 'home');
  if (existsSync(home)) {
    console.log('Sample home: .sample/home (delete it to have a new one)');
    return home;
  }
  console.log('Making a sample home in .sample/home');
  const unfinished = join(SAMPLE, 'unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  const { makeSampleHome } = createRequire(import.meta.url)(join(root, 'out/js/test/support/sampleHome.js'));
  await makeSampleHome(unfinished, { now: Date.now() });
  renameSync(unfinished, home);
  return home;
}

/**
 * Ours, with HERMES_HOME. A person's own home keeps their other HERMES_ variables; the sample is not mixed with them.
 */
function environment(home, own) {
  const kept = Object.entries(process.env).filter(([name]) => own || !name.startsWith('HERMES_'));
  return { ...Object.fromEntries(kept), HERMES_HOME: home };
}

/** A small folder for the window: the conversations do not come from it. */
function workspace() {
  const folder = join(SAMPLE, 'workspace');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'README.md'), `# Hermes Sessions\n\n${NEXT}\n`);
  return folder;
}

/** Desktop VS Code where a window can be shown and a program is had, else the server build; printed, never silent. */
async function chooseHost(noOpen) {
  const forced = forcedKind();
  const display = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (forced === 'server' || (forced === null && (noOpen || !display))) {
    const why = forced === 'server' ? 'VSCODE_TEST_HOST=server' : noOpen ? '--no-open' : 'there is no display';
    return serverHost(why);
  }
  const program = process.env.VSCODE_TEST_EXECUTABLE || findProgram('code');
  if (program) return desktopHost(program, 'installed');
  try {
    return desktopHost(await downloadDesktop(VERSIONS[0].vscode), 'downloaded');
  } catch (error) {
    if (forced === 'desktop' || !serverBuildsRun || !(error instanceof Problem)) throw error;
    console.log(error.message);
    return serverHost('desktop VS Code cannot be had');
  }
}

function desktopHost(program, origin) {
  console.log(`Host: desktop VS Code, ${origin} (${program})`);
  return { kind: 'desktop', program };
}

async function serverHost(why) {
  const { version, vscode } = VERSIONS[0];
  await installServerBuild(version);
  console.log(`Host: VS Code ${vscode}, server build (${why})`);
  return { kind: 'server', version };
}

async function open(host, env, folder) {
  if (host.kind === 'desktop') await openDesktop(host.program, env, folder);
  else await openServer(host.version, env, folder);
}

async function openDesktop(program, env, folder) {
  const args = [
    ...[`--extensionDevelopmentPath=${root}`, '--new-window', '--wait', '--disable-workspace-trust', '--skip-welcome'],
    // A window of a running VS Code would have that one's environment, not ours: with data of its own it is a new one.
    ...['--user-data-dir', join(SAMPLE, 'user'), '--extensions-dir', join(SAMPLE, 'extensions')],
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    folder,
  ];
  console.log(`\n${NEXT} Close the window, or press Ctrl+C here, to end.`);
  // `code` is a batch file on Windows, and spawn starts those through a shell only.
  const batch = /\.(cmd|bat)$/i.test(program);
  const [command, commandArgs] = batch ? ['cmd.exe', ['/d', '/c', program, ...args]] : [program, args];
  const { code } = await run(command, commandArgs, { env, quiet: true, timeoutMs: null });
  if (code !== 0) throw new Problem(`VS Code ended with exit code ${code}.`);
}

/** Runs until Ctrl+C. The server loads extensions under development only in its test mode, so it gets the package. */
async function openServer(version, env, folder) {
  const { vsix } = await packageExtension({ quiet: true });
  const { installExtension, readHost, startServer } = createRequire(import.meta.url)(
    join(root, 'out/js/test/e2e/vscodeServer.js'),
  );
  const extensionsDir = join(SAMPLE, 'extensions-server');
  rmSync(extensionsDir, { recursive: true, force: true });
  mkdirSync(extensionsDir, { recursive: true });
  const found = readHost(version);
  installExtension(found, vsix, extensionsDir);
  const hermes = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('HERMES_')));
  const server = await startServer(found, { folder, extensionsDir, env: hermes });
  console.log(`\nOpen ${server.url.href} in a browser. ${NEXT} Ctrl+C ends it.`);
  await new Promise((resolveEnd, rejectEnd) => {
    server.process.once('exit', (code) => rejectEnd(new Problem(`VS Code ended by itself (exit code ${code}).`)));
  });
}
