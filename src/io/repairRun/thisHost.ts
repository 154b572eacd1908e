/** The ports of a run on this machine. */
import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { errnoOf } from '../files';
import { nodeDisk } from './nodeDisk';
import type { HostIdentity, RunPorts } from './ports';

/** `isCancelled` is asked between conversations. */
export function portsOfThisHost(isCancelled: () => boolean = () => false): RunPorts {
  return {
    disk: nodeDisk,
    now: Date.now,
    newId: () => randomBytes(6).toString('hex'),
    host: thisHost(),
    isCancelled,
  };
}

/** Machines may share a name, so that the machine's own id is part of it where there is one. */
function thisHost(): HostIdentity {
  const machineId = orNull(() => readFileSync('/etc/machine-id', 'utf8').trim()) ?? '';
  return {
    name: machineId === '' ? hostname() : `${hostname()}/${machineId}`,
    bootId: orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    // Process ids mean something within one namespace only.
    containerId: orNull(() => readlinkSync('/proc/self/ns/pid')),
    pid: process.pid,
    isAlive,
    startOf,
    upSince: () => Date.now() - uptime() * 1000,
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and belongs to somebody else.
    return errnoOf(error) !== 'ESRCH';
  }
}

/** Linux: clock ticks since the machine started. The name before it may have spaces and brackets of its own. */
function startOf(pid: number): number | null {
  const stat = orNull(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return ticks === undefined ? null : Number(ticks);
}

/** Other systems have none of these files. */
function orNull(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return null;
  }
}
