/** Child processes for the scripts: output passed on, time bounded, nothing left behind. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The project's folder, without a separator at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** A reason to stop that a person can act on: printed as one sentence, without a stack. */
export class Problem extends Error {}

const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

/** Ctrl+C and its like end the script with this code, through `exit`, so that what it started ends too. */
export function exitOnSignals(code) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(code));
}

/**
 * Runs a program to its end. `quiet` keeps the output back unless the program fails. Resolves with the exit code and
 * all output; rejects only when the program cannot be started at all. `timeoutMs` null is for a program that a person
 * ends.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, timeoutMs?: number | null }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = root, env = process.env, quiet = false, timeoutMs = 600_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let output = '';
    const take = (to) => (chunk) => {
      output += chunk;
      if (!quiet) to.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', take(process.stdout));
    child.stderr.setEncoding('utf8').on('data', take(process.stderr));
    const giveUp = () => {
      process.stderr.write(`\n${command} is stopped: it ran for ${timeoutMs / 1000} s.\n`);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
    };
    const timer = timeoutMs === null ? undefined : setTimeout(giveUp, timeoutMs);
    running.add(child);
    child.once('error', (error) => {
      clearTimeout(timer);
      running.delete(child);
      reject(new Problem(`${command} cannot be started: ${error.message}`));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      if (quiet && code !== 0) process.stdout.write(output);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Like `run`, but an exit code other than 0 is a `Problem` that starts with `what`. */
export async function mustRun(what, command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Problem(`${what} failed (exit code ${code}).`);
  return output;
}

/** Runs a script of this project, or a tool's own JavaScript file, with the Node that runs us. */
export const runNode = (args, options) => run(process.execPath, args, options);

/** npm as a command for `run`: the very npm that started us if one did, else the one on the PATH. */
export function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli !== undefined && /npm-cli\.c?js$/.test(cli)) return [process.execPath, [cli, ...args]];
  // npm.cmd is a batch file, which spawn refuses to start without a shell.
  return process.platform === 'win32' ? ['cmd.exe', ['/d', '/c', 'npm', ...args]] : ['npm', args];
}

/** Ends the script with one sentence for a `Problem`, and with the stack for a bug. */
export function stop(error) {
  console.error(error instanceof Problem ? `\n${error.message}` : error);
  process.exit(1);
}
