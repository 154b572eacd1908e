/** A lock that nobody can prove to be dead is broken by a person's explicit answer, and never otherwise. */
import { join } from 'node:path';
import { RECOVERY_NAME } from '../../core/recovery/names';
import { readLock, replaceLock, type LockState } from './lock';
import type { RunPorts } from './ports';

export function lockOf(sessionDir: string, ports: RunPorts): LockState {
  const dir = join(sessionDir, RECOVERY_NAME);
  return ports.disk.stat(dir)?.kind === 'directory' ? readLock(dir, ports) : { state: 'free' };
}

/**
 * `seen` is what the person was shown. False when it is no longer the lock, or its holder is a process of this machine that
 * is there (`isHeldHere`). Errors of the system pass through.
 */
export function breakLock(sessionDir: string, seen: LockState, ports: RunPorts): boolean {
  const dir = join(sessionDir, RECOVERY_NAME);
  const stat = ports.disk.stat(dir);
  return stat?.kind === 'directory' && replaceLock(dir, seen, { uid: stat.uid, gid: stat.gid }, ports);
}
