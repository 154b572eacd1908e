/**
 * A file system in memory that remembers what was synced. Reading sees what was done last; after a crash only that is
 * certain which `syncFile` and `syncDir` were asked for, each for its own part, and POSIX promises nothing more:
 * `syncFile` does not sync a name, `syncDir` does not sync bytes. What else may have reached the disk is in
 * `crashStates`.
 */
import { dirname } from 'node:path';
import type { Disk, EntryStat, NewFile } from '../../../src/io/repairRun/disk';

export interface Inode {
  readonly id: number;
  readonly kind: EntryStat['kind'];
  /** What a reader sees. Always `synced` with something added: the port has no verb that changes bytes in place. */
  data: Uint8Array;
  /** What is certain after a crash. */
  synced: Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  mtimeNs: bigint;
  /** Names that a reader sees. */
  links: number;
  /** Of a directory: what a reader sees. */
  readonly entries: Map<string, number>;
}

/** One operation on names. A rename has two changes, and both happen or neither (but see `halvesRenames`). */
export interface NameChange {
  readonly what: string;
  readonly changes: readonly { readonly directory: number; readonly name: string; readonly inode: number | null }[];
  synced: boolean;
}

export interface MemoryDiskOptions {
  readonly freeBytes?: number | null;
  /** The device of a path; all are one device by default. */
  readonly deviceOf?: (path: string) => bigint;
  readonly uid?: number;
  readonly gid?: number;
  /**
   * The sync of a folder writes its own half of a rename between two folders, and no more: a crash may then find the file
   * gone from the one and not come to the other, or in both. Without a sync, such a rename is there or not, as a whole.
   */
  readonly halvesRenames?: boolean;
}

export const ROOT = 1;

export class MemoryDisk implements Disk {
  readonly inodes = new Map<number, Inode>();
  /** Names of each directory that are certain after a crash, but for the synced ones among `pending`. */
  readonly syncedEntries = new Map<number, Map<string, number>>();
  /** Operations on names since then, in their order. */
  pending: NameChange[] = [];
  private nextInode = ROOT + 1;
  private clock = 1_700_000_000_000_000_000n;

  constructor(readonly options: MemoryDiskOptions = {}) {
    this.addInode({ id: ROOT, kind: 'directory', mode: 0o755 });
  }

  stat(path: string): EntryStat | null {
    const inode = this.find(path);
    if (inode === null) return null;
    return {
      kind: inode.kind,
      dev: this.options.deviceOf?.(path) ?? 1n,
      ino: BigInt(inode.id),
      links: inode.kind === 'directory' ? 2 : inode.links,
      sizeBytes: inode.data.length,
      mtimeNs: inode.mtimeNs,
      mode: inode.mode,
      uid: inode.uid,
      gid: inode.gid,
    };
  }

  list(path: string): string[] {
    return [...this.directory(path, 'scandir').entries.keys()];
  }

  read(path: string): Uint8Array {
    return new Uint8Array(this.file(path, 'read').data);
  }

  freeBytes(): number | null {
    return this.options.freeBytes === undefined ? 1e12 : this.options.freeBytes;
  }

  makeDir(path: string, mode: number): void {
    this.refuseExisting(path, 'mkdir');
    const inode = this.addInode({ kind: 'directory', mode });
    this.change(`mkdir ${path}`, [[path, inode.id]]);
  }

  create(path: string, bytes: Uint8Array, { mode, owner }: NewFile): void {
    this.refuseExisting(path, 'open');
    const inode = this.addInode({ kind: 'file', mode, ...(owner ?? {}) });
    this.change(`create ${path}`, [[path, inode.id]]);
    inode.data = new Uint8Array(bytes);
  }

  append(path: string, bytes: Uint8Array): void {
    const inode = this.file(path, 'open');
    inode.data = new Uint8Array(Buffer.concat([inode.data, bytes]));
    inode.mtimeNs = this.tick();
  }

  syncFile(path: string): void {
    const inode = this.file(path, 'fsync');
    inode.synced = inode.data;
  }

  syncDir(path: string): void {
    const { id } = this.directory(path, 'fsync');
    if (this.options.halvesRenames === true) this.pending = this.pending.flatMap((change) => halvesOf(change, id));
    for (const change of this.pending) change.synced ||= change.changes.some(({ directory }) => directory === id);
    while (this.pending[0]?.synced === true) applyTo(this.syncedEntries, this.pending.shift()!);
  }

  link(from: string, to: string): void {
    const inode = this.file(from, 'link');
    this.refuseExisting(to, 'link');
    this.refuseOtherDevice(from, to, 'link');
    this.change(`link ${from} -> ${to}`, [[to, inode.id]]);
  }

  rename(from: string, to: string): void {
    const inode = this.existing(from, 'rename');
    const target = this.find(to);
    this.directory(dirname(to), 'rename');
    this.refuseOtherDevice(from, to, 'rename');
    // Two names of one file: rename(2) does nothing.
    if (target === inode) return;
    if (target !== null && target.kind === 'directory' && target.entries.size > 0) throw fails('ENOTEMPTY', 'rename', to);
    if (target !== null && (target.kind === 'directory') !== (inode.kind === 'directory')) {
      throw fails(target.kind === 'directory' ? 'EISDIR' : 'ENOTDIR', 'rename', to);
    }
    this.change(`rename ${from} -> ${to}`, [
      [from, null],
      [to, inode.id],
    ]);
  }

  unlink(path: string): void {
    const inode = this.existing(path, 'unlink');
    if (inode.kind === 'directory') throw fails('EISDIR', 'unlink', path);
    this.change(`unlink ${path}`, [[path, null]]);
  }

  /** A file that was there long before: its name, its bytes and all folders above it are synced. */
  put(path: string, content: Uint8Array | string, { mode, owner }: Partial<NewFile> = {}): void {
    this.putFolder(dirname(path));
    if (this.find(path) !== null) this.unlink(path);
    this.create(path, Buffer.from(content), { mode: mode ?? 0o644, owner: owner ?? null });
    this.syncFile(path);
    this.syncDir(dirname(path));
  }

  putFolder(path: string): void {
    if (this.find(path) !== null) return;
    this.putFolder(dirname(path));
    this.makeDir(path, 0o755);
    this.syncDir(dirname(path));
  }

  /** Something that is no file: a symbolic link or a FIFO. */
  putOther(path: string, kind: 'link' | 'other'): void {
    const inode = this.addInode({ kind, mode: 0o777 });
    this.change(`${kind} ${path}`, [[path, inode.id]]);
    this.syncDir(dirname(path));
  }

  /** Bytes of every file, by path. Hard links appear under each of their names. */
  files(dir = '/'): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    const walk = (path: string, inode: Inode): void => {
      if (inode.kind === 'file') found.set(path, inode.data);
      for (const [name, id] of inode.entries) walk(join(path, name), this.inodes.get(id)!);
    };
    walk(dir, this.existing(dir, 'stat'));
    return found;
  }

  addInode(given: { kind: Inode['kind']; mode: number; id?: number; uid?: number; gid?: number }): Inode {
    const empty = new Uint8Array();
    const inode: Inode = {
      id: given.id ?? this.nextInode,
      kind: given.kind,
      mode: given.mode,
      uid: given.uid ?? this.options.uid ?? 1000,
      gid: given.gid ?? this.options.gid ?? 1000,
      data: empty,
      synced: empty,
      mtimeNs: this.tick(),
      links: 0,
      entries: new Map(),
    };
    this.nextInode = Math.max(this.nextInode, inode.id) + 1;
    this.inodes.set(inode.id, inode);
    if (inode.kind === 'directory') this.syncedEntries.set(inode.id, new Map());
    return inode;
  }

  private tick(): bigint {
    this.clock += 1_000_000n;
    return this.clock;
  }

  private change(what: string, names: readonly (readonly [path: string, inode: number | null])[]): void {
    const changes = names.map(([path, inode]) => {
      const directory = this.directory(dirname(path), what);
      const name = path.slice(path.lastIndexOf('/') + 1);
      const before = directory.entries.get(name);
      if (before !== undefined) this.inodes.get(before)!.links -= 1;
      if (inode === null) directory.entries.delete(name);
      else {
        directory.entries.set(name, inode);
        this.inodes.get(inode)!.links += 1;
      }
      return { directory: directory.id, name, inode };
    });
    this.pending.push({ what, changes, synced: false });
  }

  private find(path: string): Inode | null {
    let inode = this.inodes.get(ROOT)!;
    for (const name of partsOf(path)) {
      const next = inode.entries.get(name);
      if (next === undefined) return null;
      inode = this.inodes.get(next)!;
    }
    return inode;
  }

  private existing(path: string, syscall: string): Inode {
    const inode = this.find(path);
    if (inode === null) throw fails('ENOENT', syscall, path);
    return inode;
  }

  private file(path: string, syscall: string): Inode {
    const inode = this.existing(path, syscall);
    if (inode.kind === 'link') throw fails('ELOOP', syscall, path);
    if (inode.kind === 'directory') throw fails(syscall === 'link' ? 'EPERM' : 'EISDIR', syscall, path);
    if (inode.kind === 'other') throw fails('EINVAL', syscall, path);
    return inode;
  }

  private directory(path: string, syscall: string): Inode {
    const inode = this.existing(path, syscall);
    if (inode.kind !== 'directory') throw fails('ENOTDIR', syscall, path);
    return inode;
  }

  private refuseExisting(path: string, syscall: string): void {
    this.directory(dirname(path), syscall);
    if (this.find(path) !== null) throw fails('EEXIST', syscall, path);
  }

  private refuseOtherDevice(from: string, to: string, syscall: string): void {
    const { deviceOf } = this.options;
    if (deviceOf !== undefined && deviceOf(dirname(from)) !== deviceOf(dirname(to))) throw fails('EXDEV', syscall, to);
  }
}

/** The half in the folder of this number, and the rest. */
function halvesOf(change: NameChange, folder: number): NameChange[] {
  const own = change.changes.filter(({ directory }) => directory === folder);
  const other = change.changes.filter(({ directory }) => directory !== folder);
  if (change.synced || own.length === 0 || other.length === 0) return [change];
  return [
    { what: change.what, changes: own, synced: false },
    { what: `the other half of ${change.what}`, changes: other, synced: false },
  ];
}

/** The proofs ask for the same few paths millions of times. */
const knownParts = new Map<string, readonly string[]>();

function partsOf(path: string): readonly string[] {
  const known = knownParts.get(path);
  if (known !== undefined) return known;
  const parts = path.split('/').filter((part) => part !== '');
  if (knownParts.size > 20_000) knownParts.clear();
  knownParts.set(path, parts);
  return parts;
}

export function applyTo(entries: Map<number, Map<string, number>>, { changes }: NameChange): void {
  for (const { directory, name, inode } of changes) {
    if (inode === null) entries.get(directory)!.delete(name);
    else entries.get(directory)!.set(name, inode);
  }
}

const join = (dir: string, name: string): string => (dir === '/' ? `/${name}` : `${dir}/${name}`);

function fails(code: string, syscall: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${syscall} '${path}'`), { code, syscall, path });
}
