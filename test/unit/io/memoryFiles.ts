/** A disk in memory for the reading port: any platform's paths, any error, every call written down. */
import * as nodePath from 'node:path';
import type { DirectoryEntry, FileStat, ReadFiles } from '../../../src/io/files';

export class MemoryFiles implements ReadFiles {
  /** Paths that were opened, in order. */
  readonly opened: string[] = [];
  private readonly contents = new Map<string, Uint8Array>();
  private readonly inodes = new Map<string, bigint>();
  private readonly faults = new Map<string, string>();

  /** `tree`: path -> content; a path that ends in a separator is an empty directory. Parents come by themselves. */
  constructor(
    tree: Readonly<Record<string, string>>,
    private readonly path: nodePath.PlatformPath = nodePath.posix,
  ) {
    for (const [name, content] of Object.entries(tree)) {
      if (name.endsWith(path.sep)) this.addDirectory(name.slice(0, -1));
      else this.set(name, content);
    }
  }

  set(name: string, content: string): void {
    this.contents.set(name, new TextEncoder().encode(content));
    this.addDirectory(this.path.dirname(name));
  }

  /** From now on every call on `name` fails with `errno`. */
  fail(name: string, errno: string): void {
    this.faults.set(name, errno);
  }

  /** Makes two paths one file or directory, as a link does. */
  alias(name: string, target: string): void {
    this.inodes.set(name, this.inodeOf(target));
  }

  stat(name: string): FileStat | null {
    this.check(name);
    const content = this.contents.get(name);
    if (content === undefined && !this.inodes.has(name)) return null;
    const kind = content === undefined ? 'directory' : 'file';
    return {
      kind,
      dev: 1n,
      ino: this.inodeOf(name),
      sizeBytes: content?.length ?? 0,
      mtimeNs: 1n,
      ctimeNs: 1n,
      links: 1,
    };
  }

  statOpen(fd: number): FileStat {
    return this.stat(this.nameOf(fd)) as FileStat;
  }

  open(name: string): number {
    this.check(name);
    if (!this.contents.has(name)) throw errorOf('ENOENT');
    return this.opened.push(name) - 1;
  }

  read(fd: number, into: Uint8Array, offset: number, length: number, position: number): number {
    const bytes = (this.contents.get(this.nameOf(fd)) as Uint8Array).subarray(position, position + length);
    into.set(bytes, offset);
    return bytes.length;
  }

  close(): void {
    // Nothing is held.
  }

  list(name: string): DirectoryEntry[] {
    this.check(name);
    if (this.stat(name)?.kind !== 'directory') throw errorOf('ENOENT');
    const names = [...new Set([...this.contents.keys(), ...this.inodes.keys()])].filter(
      (one) => this.path.dirname(one) === name && one !== name,
    );
    return names.map((one) => ({ name: this.path.basename(one), kind: this.contents.has(one) ? 'file' : 'directory' }));
  }

  realPath(name: string): string {
    return name;
  }

  isShared(): boolean {
    return false;
  }

  private addDirectory(name: string): void {
    this.inodeOf(name);
    const parent = this.path.dirname(name);
    if (parent !== name) this.addDirectory(parent);
  }

  private inodeOf(name: string): bigint {
    const inode = this.inodes.get(name) ?? BigInt(this.inodes.size + 1);
    this.inodes.set(name, inode);
    return inode;
  }

  private nameOf(fd: number): string {
    return this.opened[fd] as string;
  }

  private check(name: string): void {
    const errno = this.faults.get(name);
    if (errno !== undefined) throw errorOf(errno);
  }
}

export function errorOf(errno: string): Error {
  return Object.assign(new Error(errno), { code: errno });
}
