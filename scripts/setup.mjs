/**
 * What must be there before anything else runs: Node, the packages of the lock file, a Chromium. Node built-ins only.
 */
import { existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mustRun, npm, Problem, root, run } from './process.mjs';

const NPM_FLAGS = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** Checks Node and installs the locked packages unless they are there. No package needs its install script. */
export async function installDependencies() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new Problem(`Node 20 or newer is needed; this is ${process.version} (${process.execPath}).`);
  // npm writes this file at the end of an install, so an interrupted one counts as missing.
  const installed = modifiedAt(join(root, 'node_modules/.package-lock.json'));
  if (installed !== null && installed >= (modifiedAt(join(root, 'package-lock.json')) ?? 0)) return;
  console.log('Installing packages (npm ci)');
  await mustRun('npm ci', ...npm(['ci', ...NPM_FLAGS]));
}

/** Installs the packages locked in `directory`. */
export async function installLocked(directory) {
  await mustRun(`npm ci in ${directory}`, ...npm(['ci', ...NPM_FLAGS]), { cwd: directory, quiet: true });
}

/** Production packages of a folder whose own lock is not in step with its package.json (see hosts.mjs). */
export async function installProduction(directory) {
  await mustRun(`npm install in ${directory}`, ...npm(['install', '--omit=dev', ...NPM_FLAGS]), {
    cwd: directory,
    quiet: true,
  });
}

/**
 * The path of a Chromium or Chrome: CHROMIUM, else a usual name on the PATH or in the usual place. On Debian and
 * Ubuntu, as root, it is installed when missing.
 * @returns {Promise<string>}
 */
export async function requireChromium() {
  const wanted = process.env.CHROMIUM;
  if (wanted) {
    if (existsSync(wanted)) return wanted;
    throw new Problem(`CHROMIUM names ${wanted}, and there is no such file.`);
  }
  const found = findChromium();
  if (found !== null) return found;
  const byHand = 'Install Chromium or Google Chrome, or set CHROMIUM to the path of its program.';
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Problem(`No Chromium was found: the tests drive VS Code's workbench with one. ${byHand}`);
  }
  console.log('Installing chromium (apt-get)');
  const apt = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, quiet: true };
  // An update that fails for one of several sources may still have brought the list that is needed.
  await run('apt-get', ['update'], apt);
  await mustRun('apt-get install chromium', 'apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], apt);
  const installed = findChromium();
  if (installed === null) {
    throw new Problem(`apt-get installed chromium, but no program of that name was found. ${byHand}`);
  }
  return installed;
}

/** A program on the PATH, or null. */
export function findProgram(...names) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    for (const folder of folders) {
      for (const ending of endings) {
        const path = join(folder, name + ending);
        if (existsSync(path)) return path;
      }
    }
  }
  return null;
}

function findChromium() {
  const onPath = findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome');
  if (onPath !== null) return onPath;
  const usual = [
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    join(process.env.ProgramFiles ?? '', 'Google/Chrome/Application/chrome.exe'),
    join(process.env['ProgramFiles(x86)'] ?? '', 'Google/Chrome/Application/chrome.exe'),
  ];
  return usual.find((path) => existsSync(path)) ?? null;
}

function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
