/** What a directory is, down to the byte: for tests that prove that nobody touched it. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';

/**
 * One line for everything below `dir`, sorted: path, size, inode, mtime in nanoseconds, digest. Symlinks are not
 * followed.
 */
export function readDirectoryState(dir: string): string[] {
  return fs
    .readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(dir, name);
      const stat = fs.lstatSync(path, { bigint: true });
      const digest = stat.isFile() ? createHash('sha256').update(fs.readFileSync(path)).digest('hex') : 'directory';
      return [name, stat.size, stat.ino, stat.mtimeNs, digest].join(' ');
    });
}
