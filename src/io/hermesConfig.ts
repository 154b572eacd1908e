/**
 * The few facts we need from a home's own small files. Source: `config.yaml` (`database.backend: postgres` moves
 * sessions out of `state.db`) and `active_profile` (one line; absent, blank or "default" is the default profile).
 */
import { errnoOf, type ReadFiles } from './files';
import { readStable } from './stableFile';
import { decodeUtf8 } from './utf8Text';

export type DatabaseBackend = 'sqlite' | 'postgres';

const LARGEST_BYTES = 1024 * 1024;

/** The text of a small file; null when there is none or it cannot be read. */
export function readSmallText(path: string, files: ReadFiles): string | null {
  try {
    const reading = readStable(files, path, (file) => decodeUtf8(file.bytes(0, LARGEST_BYTES)).text);
    return reading.kind === 'read' ? reading.value : null;
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return null;
  }
}

/** The profile named by the text of `active_profile`. */
export function parseActiveProfile(text: string | null): string {
  const name = (text ?? '').split(/\r?\n/, 1)[0]?.trim() ?? '';
  return name === '' ? 'default' : name;
}

/**
 * The backend in the text of a `config.yaml`. Only this one value is wanted of a file that people edit by hand and may
 * break elsewhere, so its lines are looked at instead of parsing all of it: `backend` directly below a top-level
 * `database`, or in `database: {…}` on one line.
 */
export function parseBackend(yaml: string | null): DatabaseBackend {
  let inDatabase = false;
  let indent: number | null = null;
  for (const line of (yaml ?? '').split(/\r?\n/)) {
    if (/^\s*(#|$)/.test(line)) continue;
    const top = /^(['"]?)([\w.-]+)\1\s*:(.*)$/.exec(line);
    if (top !== null) {
      inDatabase = top[2] === 'database';
      indent = null;
      const inline = inDatabase ? /[{,]\s*(['"]?)backend\1\s*:\s*(['"]?)([\w-]+)\2/.exec(top[3] ?? '')?.[3] : undefined;
      if (inline !== undefined) return backendOf(inline);
      if (top[2] === 'database.backend') return backendOf(scalar(top[3] ?? ''));
      continue;
    }
    if (!inDatabase) continue;
    const field = /^(\s+)(['"]?)([\w-]+)\2\s*:(.*)$/.exec(line);
    if (field === null) continue;
    const depth = (field[1] ?? '').length;
    indent ??= depth;
    // Deeper lines belong to a neighbour of `backend`, e.g. `postgres:` with a `backend` of its own.
    if (depth === indent && field[3] === 'backend') return backendOf(scalar(field[4] ?? ''));
  }
  return 'sqlite';
}

const scalar = (text: string): string => /^\s*(['"]?)([\w-]*)\1/.exec(text)?.[2] ?? '';

const backendOf = (value: string): DatabaseBackend =>
  /^(postgres|postgresql|pg)$/i.test(value) ? 'postgres' : 'sqlite';
