/**
 * The one function that writes a document, where a person said. It is written beside its place under a name of its own,
 * brought to the disk, and given its name in one step, so that there is a whole file or none; and never over another one,
 * unless a person was asked (`replace`).
 */
import { randomBytes } from 'node:crypto';
import { link, lstat, open, rename, rm, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CancellationError, Failure } from '../core/failure';
import { errnoOf } from './files';

export interface SaveOptions {
  /** A file of this name may be replaced: somebody who saw the question said so. Default false. */
  readonly replace?: boolean;
  readonly signal?: AbortSignal;
  /** Gives a file a second name, and fails where that is taken; replaced in tests. */
  readonly link?: (from: string, to: string) => Promise<void>;
}

/** Pieces are gathered: a write for each message would be a system call for each. */
const GATHERED_CHARS = 256 * 1024;

/**
 * Writes `pieces` to `path`, readable by its owner only, as documents are private. Returns the bytes written. What the
 * pieces throw is thrown on, and nothing is left of the file then.
 * @throws Failure file_exists, save_failed; CancellationError
 */
export async function saveFile(
  path: string,
  pieces: Iterable<string> | AsyncIterable<string>,
  options: SaveOptions = {},
): Promise<number> {
  const { replace = false, signal } = options;
  const temporary = join(dirname(path), `.hermes-sessions-${randomBytes(8).toString('hex')}.tmp`);
  // Sooner than after minutes of work; what decides is the last step, which cannot be overtaken.
  if (!replace && (await writing(path, () => isTaken(path)))) throw new Failure('file_exists', { path });
  // `wx`: the name is new, so that nothing is ever opened that was there before.
  const file = await writing(path, () => open(temporary, 'wx', 0o600));
  try {
    let bytes: number;
    try {
      bytes = await writePieces(file, path, pieces, signal);
      await writing(path, () => file.sync());
    } finally {
      await file.close();
    }
    if (signal?.aborted === true) throw new CancellationError();
    if (replace) await writing(path, () => rename(temporary, path));
    else await writing(path, () => nameOnce(temporary, path, options.link ?? link));
    await syncFolder(dirname(path));
    return bytes;
  } finally {
    // Our own: the name is random and was made by us. Gone already where it was renamed.
    await rm(temporary, { force: true });
  }
}

async function writePieces(
  file: FileHandle,
  path: string,
  pieces: Iterable<string> | AsyncIterable<string>,
  signal: AbortSignal | undefined,
): Promise<number> {
  let bytes = 0;
  let gathered: string[] = [];
  let chars = 0;
  const flush = async (): Promise<void> => {
    const text = Buffer.from(gathered.join(''));
    gathered = [];
    chars = 0;
    await writing(path, () => file.appendFile(text));
    bytes += text.length;
    if (signal?.aborted === true) throw new CancellationError();
  };
  for await (const piece of pieces) {
    gathered.push(piece);
    chars += piece.length;
    if (chars >= GATHERED_CHARS) await flush();
  }
  await flush();
  return bytes;
}

/** Errors of a file system that has no second names: FAT, some network drives. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/** Gives the file its name. Safe because both ways fail when the name is taken, in the system, at that moment. */
async function nameOnce(temporary: string, path: string, makeLink: NonNullable<SaveOptions['link']>): Promise<void> {
  try {
    await makeLink(temporary, path);
    return;
  } catch (error) {
    if (!NO_LINKS.has(errnoOf(error))) throw error;
  }
  // The name is claimed with an empty file of our own, and only that one is replaced.
  const claim = await open(path, 'wx', 0o600);
  await claim.close();
  try {
    await rename(temporary, path);
  } catch (error) {
    await unlink(path);
    throw error;
  }
}

async function isTaken(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** After a loss of power the name is there, too. Not every system lets a folder be opened; then it does that itself. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errnoOf(error) === '') throw error;
  }
}

/** Errors of the system as failures; anything else is thrown on. */
async function writing<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST') throw new Failure('file_exists', { path }, error);
    if (errno === '') throw error;
    throw new Failure('save_failed', { path, errno }, error);
  }
}
