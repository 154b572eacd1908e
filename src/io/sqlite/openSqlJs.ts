import initSqlJs from 'sql.js';
import type { SqlJsStatic } from 'sql.js';
import { nodeFiles } from '../files';
import type { ReadFiles } from '../files';

export type SqlJs = SqlJsStatic;

const loaded = new Map<string, Promise<SqlJs>>();

/**
 * sql.js with its WebAssembly taken from `wasmPath`; loaded once a path and thread. A load that failed is tried anew.
 * @throws Error of Node or of sql.js: without it there is nothing to read databases with
 */
export function loadSqlJs(wasmPath: string, files: ReadFiles = nodeFiles): Promise<SqlJs> {
  const known = loaded.get(wasmPath);
  if (known !== undefined) return known;
  const loading = load(wasmPath, files).catch((error: unknown) => {
    loaded.delete(wasmPath);
    throw error;
  });
  loaded.set(wasmPath, loading);
  return loading;
}

async function load(wasmPath: string, files: ReadFiles): Promise<SqlJs> {
  const config = {
    wasmBinary: readAll(wasmPath, files),
    // sql.js would otherwise put its own, older functions over SQLite's.
    useOldExtensionFunctions: false,
  };
  return initSqlJs(config);
}

function readAll(path: string, files: ReadFiles): ArrayBuffer {
  const fd = files.open(path);
  try {
    const bytes = new Uint8Array(files.statOpen(fd).sizeBytes);
    const got = files.read(fd, bytes, 0, bytes.length, 0);
    if (got < bytes.length) throw new Error(`${path} is cut short`);
    return bytes.buffer;
  } finally {
    files.close(fd);
  }
}
