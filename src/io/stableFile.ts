/** Reading one regular file whose writer may replace, grow or remove it at any moment. */
import type { FileProblem } from '../core/fileConversation';
import { errnoOf, type FileStat, type ReadFiles } from './files';

/** A file held open: what it was when opened, and its bytes. */
export interface OpenFile {
  readonly sizeBytes: number;
  /**
   * The bytes from `position`; fewer than `length` at the end of the file. With `scratch` they stand in its memory,
   * until it is used again.
   */
  bytes(position: number, length: number, scratch?: Scratch): Uint8Array;
}

/** Memory to read one file after the other into. */
export interface Scratch {
  take(size: number): Uint8Array;
}

export type FileReading<T> =
  /** `settled` is false when the file moved under every attempt: the value may mix two states and must not be kept. */
  | { readonly kind: 'read'; readonly value: T; readonly stat: FileStat; readonly settled: boolean }
  | { readonly kind: 'problem'; readonly problem: FileProblem }
  /** Nothing is there (any more). */
  | { readonly kind: 'gone' };

const ATTEMPTS = 3;

export interface StableOptions {
  /** A listing has just said that it is a regular file: it is not asked once more before it is opened. */
  readonly isListed?: boolean;
}

/**
 * Runs `work` on the file at `path`, again when the file changed meanwhile. Never opens what is not a regular file.
 * Errors of the system become a problem with the errno as detail; errors of `work` itself pass through.
 */
export function readStable<T>(
  files: ReadFiles,
  path: string,
  work: (file: OpenFile) => T,
  { isListed = false }: StableOptions = {},
): FileReading<T> {
  let fd: number | null = null;
  try {
    if (!isListed) {
      const there = files.stat(path);
      if (there === null) return { kind: 'gone' };
      if (there.kind !== 'file') return notAFile(there);
    }
    fd = files.open(path);
    // What was opened is what counts: something else may have taken the name meanwhile. Opening a pipe does not wait.
    let before = files.statOpen(fd);
    if (before.kind !== 'file') return notAFile(before);
    for (let attempt = 1; ; attempt += 1) {
      const value = work(openFile(files, fd, before.sizeBytes));
      const after = files.statOpen(fd);
      const settled = sameState(before, after);
      if (settled || attempt === ATTEMPTS) return { kind: 'read', value, stat: after, settled };
      before = after;
    }
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === '') throw error;
    return errno === 'ENOENT'
      ? { kind: 'gone' }
      : { kind: 'problem', problem: { reason: 'unreadable', detail: errno } };
  } finally {
    if (fd !== null) files.close(fd);
  }
}

/** True when both describe the same unchanged state of one file. */
export function sameState(a: FileStat, b: FileStat): boolean {
  return (
    a.ino === b.ino &&
    a.dev === b.dev &&
    a.sizeBytes === b.sizeBytes &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs
  );
}

/** A file's modification time in milliseconds since 1970. */
export const modifiedAtOf = (stat: FileStat): number => Number(stat.mtimeNs) / 1e6;

function notAFile(stat: FileStat): { kind: 'problem'; problem: FileProblem } {
  return {
    kind: 'problem',
    problem: { reason: 'unreadable', detail: stat.kind === 'directory' ? 'EISDIR' : 'not_a_file' },
  };
}

function openFile(files: ReadFiles, fd: number, sizeBytes: number): OpenFile {
  return {
    sizeBytes,
    bytes(position, length, scratch) {
      const size = Math.max(0, Math.min(length, sizeBytes - position));
      const into = scratch === undefined ? new Uint8Array(size) : scratch.take(size);
      return into.subarray(0, files.read(fd, into, 0, into.length, position));
    },
  };
}
