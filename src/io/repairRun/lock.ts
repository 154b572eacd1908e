/**
 * One run at a time in a session directory. The lock is the file with the highest number in `_recovery`; taking it over
 * means making the next number, which only one of several processes can. The highest number is never taken away, so
 * that a process that slept through others' turns cannot mistake an old number for the lock.
 */
import { join } from 'node:path';
import { isRecord } from '../../core/jsonValue';
import { errnoOf } from '../files';
import type { Disk, NewFile } from './disk';
import { linkNew, unlinkOurs } from './moves';
import type { HostIdentity, RunPorts } from './ports';

/** Who holds a lock. Times are milliseconds since 1970. */
export interface LockHolder {
  /** Sets this taking of the lock apart from every other. */
  readonly token: string;
  readonly host: string;
  readonly bootId: string | null;
  readonly containerId: string | null;
  readonly pid: number;
  /** As `startOf` gave it; null where nobody could tell. */
  readonly pidStart: number | null;
  readonly takenAt: number;
  readonly heartbeatAt: number;
}

export type LockState =
  | { readonly state: 'free' }
  | { readonly state: 'held'; readonly holder: LockHolder }
  /** Cut off while it was made, where there are no hard links. `name` is the file's. */
  | { readonly state: 'unreadable'; readonly name: string };

export interface Lock {
  /** False when somebody broke it: nothing may be written any more. */
  readonly isHeld: () => boolean;
  readonly beat: () => void;
  readonly release: () => void;
}

const NAME = /^lock-(\d{6,})\.jsonl$/;
const DRAFT = /^lock-[0-9a-f]{8,}\.tmp$/;
const OLD_DRAFT_NS = 3_600_000_000_000n;
const BEAT_MS = 10_000;
/** Our own machine has started anew since; but machines may share a name. */
const OTHER_BOOT_MS = 120_000;
const ATTEMPTS = 5;

interface Found {
  readonly generation: number;
  readonly name: string;
  /** Null: cannot be read. */
  readonly holder: (LockHolder & { readonly isReleased: boolean }) | null;
}

/** Null when another process holds the lock. `owner` is that of the folder. */
export function takeLock(dir: string, owner: NewFile['owner'], ports: RunPorts): Lock | null {
  const { disk } = ports;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = findLock(dir, disk);
    if (found !== null && !isFree(found, ports.host, ports.now())) return null;
    const generation = (found?.generation ?? 0) + 1;
    const token = ports.newId();
    if (!make(dir, generation, token, owner, false, ports)) continue;
    const path = join(dir, nameOf(generation));
    if (findLock(dir, disk)?.generation !== generation) {
      // We slept, and others had their turns: theirs is higher, and ours was never the lock.
      unlinkOurs(path, disk);
      continue;
    }
    // Safe: a number below the highest says nothing any more.
    for (const one of generations(dir, disk)) if (one < generation) unlinkOurs(join(dir, nameOf(one)), disk);
    dropOldDrafts(dir, path, disk);
    disk.syncDir(dir);
    return lockAt(dir, path, token, ports);
  }
  return null;
}

export function readLock(dir: string, ports: RunPorts): LockState {
  const found = orGone(() => findLock(dir, ports.disk));
  if (found === null) return { state: 'free' };
  if (found.holder === null) return { state: 'unreadable', name: found.name };
  return isFree(found, ports.host, ports.now()) ? { state: 'free' } : { state: 'held', holder: found.holder };
}

/**
 * For an explicit answer of a person who was shown `seen` (as `readLock` gave it). False when it is no longer the lock, and
 * when its holder is there (`isHeldHere`). A holder elsewhere, should it live after all, sees it before its next
 * conversation and stops.
 */
export function replaceLock(dir: string, seen: LockState, owner: NewFile['owner'], ports: RunPorts): boolean {
  const found = findLock(dir, ports.disk);
  if (found === null || seen.state === 'free' || isHeldHere(seen, ports)) return false;
  const isSeen = seen.state === 'held' ? found.holder?.token === seen.holder.token : found.name === seen.name;
  return isSeen && make(dir, found.generation + 1, ports.newId(), owner, true, ports);
}

function lockAt(dir: string, path: string, token: string, ports: RunPorts): Lock {
  const { disk } = ports;
  let beatAt = ports.now();
  const isHeld = (): boolean => findLock(dir, disk)?.holder?.token === token;
  const add = (record: object): void => disk.append(path, encode({ token, ...record }));
  return {
    isHeld,
    beat: () => {
      if (ports.now() - beatAt < BEAT_MS) return;
      beatAt = ports.now();
      add({ heartbeatAt: beatAt });
    },
    release: () => {
      try {
        if (isHeld()) add({ released: true });
      } catch (error) {
        // A full or vanished disk: the lock goes with our process.
        if (errnoOf(error) === '') throw error;
      }
    },
  };
}

/** False when another process was first. */
function make(
  dir: string,
  generation: number,
  token: string,
  owner: NewFile['owner'],
  isReleased: boolean,
  ports: RunPorts,
): boolean {
  const { disk, host } = ports;
  const path = join(dir, nameOf(generation));
  const { name, bootId, containerId, pid } = host;
  const now = ports.now();
  const pidStart = host.startOf?.(pid) ?? null;
  const first = { token, host: name, bootId, containerId, pid, pidStart, takenAt: now, heartbeatAt: now };
  const bytes = encode(first, ...(isReleased ? [{ token, released: true }] : []));
  const file = { mode: 0o600, owner };
  const draft = join(dir, `lock-${token}.tmp`);
  const result = drafted(draft, ports, () => {
    // Linked when it is whole and on the disk: nobody ever reads half a lock.
    disk.create(draft, bytes, file);
    disk.syncFile(draft);
    return linkNew(draft, path, ports);
  });
  if (result !== 'no_links') return result === 'linked';
  try {
    disk.create(path, bytes, file);
    disk.syncFile(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The draft goes, also when the disk is full and it was cut off: its name has our token, and is nobody else's. */
function drafted<T>(draft: string, { disk }: RunPorts, work: () => T): T {
  try {
    return work();
  } finally {
    if (disk.stat(draft) !== null) unlinkOurs(draft, disk);
  }
}

/**
 * What processes left that were killed before they had a lock. Older than our lock by the disk's own clock, which may be
 * that of another machine. One that takes an hour over its draft, and finds it gone, is refused before it did anything.
 */
function dropOldDrafts(dir: string, lock: string, disk: Disk): void {
  const takenNs = disk.stat(lock)?.mtimeNs ?? 0n;
  for (const name of disk.list(dir)) {
    if (!DRAFT.test(name)) continue;
    const stat = disk.stat(join(dir, name));
    if (stat?.kind === 'file' && takenNs - stat.mtimeNs > OLD_DRAFT_NS) unlinkOurs(join(dir, name), disk);
  }
}

function isFree({ holder }: Found, host: HostIdentity, now: number): boolean {
  if (holder === null) return false;
  if (holder.isReleased) return true;
  if (holder.host !== host.name) return false;
  if (holder.bootId !== host.bootId) return now - holder.heartbeatAt > OTHER_BOOT_MS;
  return holder.containerId === host.containerId && !isThere(holder, host);
}

/** The process is there, and is not another one that got its id later. */
function isThere({ pid, pidStart }: LockHolder, host: HostIdentity): boolean {
  if (!host.isAlive(pid)) return false;
  const start = host.startOf?.(pid) ?? null;
  return start === null || pidStart === null || start === pidStart;
}

/**
 * True when the holder is a process of this machine that is there, at work or stopped: its lock is nobody's to break. It
 * would go on in the middle of a conversation, and look at its lock only before the next one.
 */
export function isHeldHere(lock: LockState, { host }: Pick<RunPorts, 'host'>): boolean {
  if (lock.state !== 'held') return false;
  const { holder } = lock;
  const isOfThisStart =
    holder.bootId === host.bootId &&
    // Where starts have no names: taken after this one.
    (host.bootId !== null || holder.takenAt + OTHER_BOOT_MS > (host.upSince?.() ?? 0));
  return (
    holder.host === host.name && isOfThisStart && holder.containerId === host.containerId && isThere(holder, host)
  );
}

const nameOf = (generation: number): string => `lock-${String(generation).padStart(6, '0')}.jsonl`;

const generations = (dir: string, disk: Disk): number[] =>
  disk
    .list(dir)
    .map((name) => NAME.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number);

function findLock(dir: string, disk: Disk): Found | null {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const all = generations(dir, disk);
    if (all.length === 0) return null;
    const generation = Math.max(...all);
    const name = nameOf(generation);
    // Gone between the two: a higher one came.
    const bytes = orGone(() => disk.read(join(dir, name)));
    if (bytes !== null) return { generation, name, holder: parse(bytes) };
  }
  throw Object.assign(new Error(`locks come and go in ${dir}`), { code: 'EBUSY' });
}

function parse(bytes: Uint8Array): Found['holder'] {
  const lines = new TextDecoder().decode(bytes).split('\n');
  const records = lines.filter((line) => line !== '').map(parseLine).filter(isRecord);
  const [first] = records;
  if (first === undefined) return null;
  const { token, host, bootId, containerId, pid, pidStart, takenAt, heartbeatAt } = first;
  if (typeof token !== 'string' || typeof host !== 'string' || typeof pid !== 'number') return null;
  if (typeof takenAt !== 'number' || typeof heartbeatAt !== 'number') return null;
  const own = records.filter((record) => record.token === token);
  const beats = own.map((record) => record.heartbeatAt).filter((at) => typeof at === 'number');
  return {
    token,
    host,
    bootId: typeof bootId === 'string' ? bootId : null,
    containerId: typeof containerId === 'string' ? containerId : null,
    pid,
    pidStart: typeof pidStart === 'number' ? pidStart : null,
    takenAt,
    heartbeatAt: Math.max(...beats),
    isReleased: own.some((record) => record.released === true),
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}

const encode = (...records: readonly object[]): Uint8Array =>
  new TextEncoder().encode(records.map((record) => `${JSON.stringify(record)}\n`).join(''));

function orGone<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return null;
  }
}
