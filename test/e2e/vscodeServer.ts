/**
 * Starts VS Code's own server (see scripts/hosts.mjs) on 127.0.0.1 in a throw-away folder, and stops all of it again.
 */
import * as assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const PROJECT = join(__dirname, '../../../..');

/** An installed server build; `node` and `main` are absolute paths. */
export interface Host {
  /** "1.139": the folder below `.hosts/`. */
  readonly version: string;
  /** "1.139.1": what `vscode.version` says in it. */
  readonly vscode: string;
  readonly node: string;
  readonly main: string;
}

export interface ServerOptions {
  /** The folder, or the file of a workspace of several folders, that the workbench opens. */
  readonly folder: string;
  /** User settings over the quiet defaults. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** An extensions folder that outlives the server; without one the server has no extensions. */
  readonly extensionsDir?: string;
  /** Variables for the server and its extension host, over an environment without HERMES_* and with an empty home. */
  readonly env?: Readonly<Record<string, string>>;
  /** Needed for extensions under development on 1.139, which then shows no notifications. */
  readonly testDriver?: boolean;
  /** The user that the server becomes; its own folders are given to it. Needs root. Default: whoever runs the tests. */
  readonly user?: number;
  /** False keeps workspace trust on, so that the folder opens restricted. Default true. */
  readonly trusted?: boolean;
}

export interface Server {
  /** With the connection token: whoever has it can run anything the server's user can. */
  readonly url: URL;
  /** Ends unexpectedly only when VS Code crashes. */
  readonly process: ChildProcess;
  /** Everything the server wrote so far. */
  log(): string;
  /**
   * Replaces the settings of the machine that extensions run on, which count before the person's; a
   * `machine-overridable` one is read nowhere else. VS Code notices by itself.
   */
  writeMachineSettings(settings: Readonly<Record<string, unknown>>): void;
  /** Holds the extension hosts still, with all their threads, until the returned function is called. */
  pauseExtensions(): () => void;
  stop(): Promise<void>;
}

/** The host installed as `.hosts/<version>`; throws a sentence when it is not. */
export function readHost(version: string): Host {
  const stamp = join(PROJECT, '.hosts', version, 'host.json');
  assert.ok(
    fs.existsSync(stamp),
    `VS Code ${version} is not installed in .hosts/: run "npm run test:e2e", which installs it.`,
  );
  const { host } = JSON.parse(fs.readFileSync(stamp, 'utf8')) as { host: Host };
  return { ...host, node: join(PROJECT, host.node), main: join(PROJECT, host.main) };
}

/** Installs a packaged extension into a folder for `ServerOptions.extensionsDir`. */
export function installExtension(host: Host, vsix: string, extensionsDir: string): void {
  const root = fs.mkdtempSync(join(tmpdir(), 'hs-'));
  try {
    const folders = [
      '--extensions-dir',
      extensionsDir,
      '--server-data-dir',
      root,
      '--user-data-dir',
      join(root, 'user'),
    ];
    execFileSync(host.node, [host.main, '--install-extension', vsix, ...folders, '--accept-server-license-terms'], {
      env: cleanEnvironment(root),
      stdio: 'pipe',
      timeout: 60_000,
    });
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

const QUIET: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'window.autoDetectColorScheme': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

export async function startServer(host: Host, options: ServerOptions): Promise<Server> {
  // Sockets live below this folder, and their paths are limited to about 100 characters.
  const root = fs.mkdtempSync(join(tmpdir(), 'hs-'));
  const at = { home: join(root, 'home'), data: join(root, 'data'), user: join(root, 'user'), sockets: join(root, 's') };
  const extensions = options.extensionsDir ?? join(root, 'extensions');
  for (const folder of [at.home, at.data, join(at.user, 'User'), join(at.user, 'Machine'), at.sockets, extensions]) {
    fs.mkdirSync(folder, { recursive: true });
  }
  fs.writeFileSync(join(at.user, 'User', 'settings.json'), JSON.stringify({ ...QUIET, ...options.settings }));

  if (options.user !== undefined) for (const folder of [root, extensions]) giveAway(folder, options.user);

  const port = await freePort();
  const token = randomBytes(16).toString('hex');
  const args = [
    ...[host.main, '--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
    ...[
      '--accept-server-license-terms',
      '--telemetry-level',
      'off',
      '--disable-update-check',
      '--disable-getting-started-override',
    ],
    ...['--server-data-dir', at.data, '--user-data-dir', at.user, '--extensions-dir', extensions],
    ...(options.trusted === false ? [] : ['--disable-workspace-trust']),
    ...(options.testDriver === true ? ['--enable-smoke-test-driver'] : []),
  ];
  const env = {
    ...cleanEnvironment(at.home),
    TMPDIR: at.sockets,
    XDG_RUNTIME_DIR: at.sockets,
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...options.env,
  };
  // A process group of its own: the extension host and the file watcher are children that must end with the server.
  const user = options.user === undefined ? {} : { uid: options.user, gid: options.user };
  const child = spawn(host.node, args, { stdio: ['ignore', 'pipe', 'pipe'], env, detached: true, ...user });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  const killGroup = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const removeFolder = (): void => fs.rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  // Should this process end without `stop`, nothing of the server may stay behind.
  const atExit = (): void => {
    killGroup('SIGKILL');
    removeFolder();
  };
  process.once('exit', atExit);
  const stop = async (): Promise<void> => {
    process.off('exit', atExit);
    await ended(
      child,
      () => killGroup('SIGTERM'),
      () => killGroup('SIGKILL'),
    );
    removeFolder();
  };

  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`VS Code ${host.vscode} did not start in 60 s:\n${log}`)),
        60_000,
      );
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        act();
      };
      child.stdout.on('data', () => {
        if (log.includes('Extension host agent listening on')) settle(resolve);
      });
      child.once('error', (error) => settle(() => reject(error)));
      child.once('exit', (code) =>
        settle(() => reject(new Error(`VS Code ${host.vscode} ended at its start (exit code ${code}):\n${log}`))),
      );
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set('tkn', token);
  url.searchParams.set(options.folder.endsWith('.code-workspace') ? 'workspace' : 'folder', options.folder);
  return {
    url,
    process: child,
    log: () => log,
    writeMachineSettings: (settings) =>
      fs.writeFileSync(join(at.user, 'Machine', 'settings.json'), JSON.stringify(settings)),
    pauseExtensions: () => {
      const hosts = extensionHostsOf(child);
      for (const pid of hosts) process.kill(pid, 'SIGSTOP');
      return () => {
        for (const pid of hosts) process.kill(pid, 'SIGCONT');
      };
    },
    stop,
  };
}

/** The ids of the server's children that run extensions. A group of its own is what the server was started with. */
function extensionHostsOf(server: ChildProcess): number[] {
  const hosts = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isExtensionHost(name, server.pid));
  assert.ok(hosts.length > 0, 'no extension host runs');
  return hosts.map(Number);
}

function isExtensionHost(pid: string, group: number | undefined): boolean {
  try {
    // After the name in brackets, which may hold anything: state, parent, group.
    const [, , inGroup] = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return inGroup === String(group) && fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=extensionHost');
  } catch {
    // It ended meanwhile.
    return false;
  }
}

/** Makes a folder and everything in it another user's. */
export function giveAway(folder: string, user: number): void {
  for (const name of ['', ...fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })]) fs.lchownSync(join(folder, name), user, user);
}

/** Our environment without what VS Code or Hermes would act on, and with another home. */
function cleanEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|HERMES_|NODE_OPTIONS$|NODE_ENV$)/.test(name),
  );
  return { ...Object.fromEntries(kept), HOME: home };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      assert.ok(address !== null && typeof address === 'object');
      probe.close(() => resolve(address.port));
    });
  });
}

/** Asks a process to end, insists after 5 s, and waits until it has. */
async function ended(child: ChildProcess, ask: () => void, insist: () => void): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  ask();
  const timer = setTimeout(insist, 5_000);
  await gone;
  clearTimeout(timer);
}
