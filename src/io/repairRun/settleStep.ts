/**
 * Decides by content how far a step came, after a crash or an error: what stands under the live name says it, not the
 * number of a step. Leaves the old or the new content there, or what somebody else saved.
 */
import { dirname, join } from 'node:path';
import type { SkipReason } from '../../core/recovery/outcome';
import type { Before, Intent, Made } from '../../core/recovery/runRecord';
import { errnoOf } from '../files';
import { createWhole, digestAt, dropName, linkNew, moveAway } from './moves';
import type { RunPorts } from './ports';
import type { RunFolder } from './runFolder';
import { standingAt } from './standing';

/** One step at work. */
export interface StepPlace {
  readonly index: number;
  readonly target: string;
  /** The new content in the run's folder; null when the step makes none. */
  readonly made: Made | null;
  readonly sessionDir: string;
  readonly folder: RunFolder;
  readonly ports: RunPorts;
}

/** An intent that has been written down, and may have to be marked later. */
export interface OpenIntent extends Intent {
  tornPossible: boolean;
}

export type Settled =
  /** The new content stands there, or the leftover is away. */
  | { readonly state: 'done' }
  /** The old content stands there, or nothing where nothing was. */
  | { readonly state: 'not_done' }
  /** Something else does, and everything that was is kept. */
  | { readonly state: 'conflict'; readonly reason: SkipReason };

export const liveOf = ({ sessionDir, target }: StepPlace): string => join(sessionDir, target);

export function settleStep(intent: OpenIntent, place: StepPlace): Settled {
  const { folder, ports } = place;
  const { disk } = ports;
  const { before, after } = intent;
  const live = liveOf(place);
  const aside = intent.aside === null ? null : folder.at(intent.aside);
  const hasAside = aside !== null && disk.stat(aside) !== null;
  const standing = standingOf(intent, place);
  if (standing.state === 'refused') {
    return { state: 'conflict', reason: hasAside ? 'saved_meanwhile' : standing.reason };
  }
  if (standing.state === 'absent') {
    if (before.state === 'absent') return { state: 'not_done' };
    if (!hasAside) return { state: 'conflict', reason: 'vanished' };
    const isOriginal = digestAt(disk, aside) === before.sha256;
    if (after.state === 'absent' && isOriginal) return { state: 'done' };
    if (!putBack(aside, before, intent, place)) return { state: 'conflict', reason: 'saved_meanwhile' };
    return isOriginal ? { state: 'not_done' } : { state: 'conflict', reason: 'changed' };
  }
  if (after.state === 'file' && standing.sha256 === after.sha256) return { state: 'done' };
  if (before.state === 'file' && standing.sha256 === before.sha256) {
    if (aside !== null) dropName(aside, live, disk);
    return { state: 'not_done' };
  }
  if (intent.tornPossible && clearTorn(intent, place)) return settleStep(intent, place);
  return {
    state: 'conflict',
    reason: hasAside ? 'saved_meanwhile' : before.state === 'absent' ? 'appeared' : 'changed',
  };
}

/**
 * Gives what was moved aside its live name again. False when something was saved there: that stays, and so does the
 * aside.
 */
export function putBack(aside: string, before: Before, intent: OpenIntent, place: StepPlace): boolean {
  const { ports } = place;
  const { disk } = ports;
  const live = liveOf(place);
  const result = linkNew(aside, live, ports);
  if (result === 'exists') return false;
  if (result === 'linked') {
    dropName(aside, live, disk);
    return true;
  }
  markTorn(intent, place);
  const stat = disk.stat(aside);
  const kept = before.state === 'file' ? before : stat;
  if (kept === null) return false;
  return createdNew(live, disk.read(aside), kept, place);
}

/** Written down before the first byte of a copy that may be cut off. */
export function markTorn(intent: OpenIntent, { index, folder }: StepPlace): void {
  if (intent.tornPossible) return;
  folder.commit({ state: 'intent', step: index, ...intent, tornPossible: true });
  intent.tornPossible = true;
}

/** The way without hard links: an exclusive copy. False when something stands there. */
export function createdNew(
  live: string,
  bytes: Uint8Array,
  { mode, uid, gid }: { readonly mode: number; readonly uid: number; readonly gid: number },
  { ports }: StepPlace,
): boolean {
  try {
    createWhole(live, bytes, { mode, owner: { uid, gid } }, ports.disk);
    // The name too: what is done and written down next relies on it.
    ports.disk.syncDir(dirname(live));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** A link that was made and not taken away again leaves two names of ours: those do not count as another program's. */
function standingOf(intent: Intent, place: StepPlace): ReturnType<typeof standingAt> {
  const { disk } = place.ports;
  const live = liveOf(place);
  for (const own of [intent.stage, intent.aside]) {
    if (own !== null) dropName(place.folder.at(own), live, disk);
  }
  return standingAt(live, disk);
}

/** True when a piece of ours stood under the live name, and is in the run's folder now. */
function clearTorn(intent: Intent, place: StepPlace): boolean {
  const { folder, ports, target } = place;
  const { disk } = ports;
  const live = liveOf(place);
  const isOurs = (path: string): boolean =>
    [place.made?.file, intent.aside].some((own) => own != null && isTornCopy(path, folder.at(own), place));
  if (!isOurs(live)) return false;
  const torn = folder.at(folder.free('torn', target));
  moveAway(live, torn, ports);
  // What was moved is what counts: something may have been saved there since we looked.
  if (isOurs(torn)) return true;
  if (linkNew(torn, live, ports) === 'linked') dropName(torn, live, disk);
  return false;
}

/**
 * A copy that was cut off ends early, or has zeros where blocks never reached the disk. A conversation file is JSON and
 * has no zero byte of its own.
 */
function isTornCopy(path: string, whole: string, { ports }: StepPlace): boolean {
  const { disk } = ports;
  if (disk.stat(whole) === null) return false;
  const piece = disk.read(path);
  const original = disk.read(whole);
  return piece.length <= original.length && piece.every((byte, i) => byte === original[i] || byte === 0);
}
