/** The terminal command as it is shipped, run as a program. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { PROJECT } from '../sourceCode';

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Below the folder of the command: `home` (an empty one), unless another is named. */
  readonly cwd?: string;
  /** Options of the running Node itself. */
  readonly nodeOptions?: readonly string[];
}

/** Longer than anything takes on a busy machine: what is still running then hangs. */
const HANGS_AFTER_MS = 60_000;

export class Command {
  private constructor(readonly dir: string) {}

  /** Builds the command into a temporary folder, laid out as in the package. */
  static async build(): Promise<Command> {
    const dir = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    fs.mkdirSync(join(dir, 'home'));
    fs.copyFileSync(join(PROJECT, 'package.json'), join(dir, 'package.json'));
    await build({
      absWorkingDir: PROJECT,
      entryPoints: { cli: 'src/cli.ts', auditWorker: 'src/io/auditWorker/main.ts' },
      outdir: join(dir, 'dist'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'error',
    });
    fs.copyFileSync(join(PROJECT, 'node_modules/sql.js/dist/sql-wasm.wasm'), join(dir, 'dist', 'sql-wasm.wasm'));
    return new Command(dir);
  }

  get path(): string {
    return join(this.dir, 'dist', 'cli.js');
  }

  /** The environment of a person whose own home is empty. */
  env(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    const home = join(this.dir, 'home');
    return { PATH: process.env.PATH ?? '', HOME: home, USERPROFILE: home, LC_ALL: 'en_US.UTF-8', TZ: 'UTC', ...more };
  }

  /** Rejects when it hangs. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Result> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [...(options.nodeOptions ?? []), this.path, ...args], {
        env: this.env(options.env),
        cwd: options.cwd ?? join(this.dir, 'home'),
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: HANGS_AFTER_MS,
        killSignal: 'SIGKILL',
      });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      child.on('error', reject);
      child.on('close', (code, signal) => {
        if (signal !== null) reject(new Error(`hermes-sessions ${args.join(' ')} ended by ${signal}`));
        else resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
      });
    });
  }

  remove(): void {
    fs.rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Everything that can be told of a directory from outside but the times of reading. */
export function stateOf(dir: string): string[] {
  return fs
    .readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(dir, name);
      const stat = fs.lstatSync(path);
      const content = stat.isFile()
        ? createHash('sha256').update(fs.readFileSync(path)).digest('hex')
        : stat.isSymbolicLink()
          ? fs.readlinkSync(path)
          : '';
      return [name, stat.mode, stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs, content].join(' ');
    });
}
