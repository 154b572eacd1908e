/**
 * Replaces, creates or moves aside one file so that nothing can be lost. The order is the rule: whole new content
 * first, then the intent, then the move of what is there, and the live name is only ever given where nothing stands.
 */
import { dirname } from 'node:path';
import type { SkipReason } from '../../core/recovery/outcome';
import type { Expected, RepairStep } from '../../core/recovery/plan';
import type { Intent } from '../../core/recovery/runRecord';
import { errnoOf } from '../files';
import { digestOf } from '../recovery/digests';
import type { NewFile } from './disk';
import { createWhole, digestAt, isBusy, linkNew, moveAway, unlinkOurs } from './moves';
import {
  createdNew,
  liveOf,
  markTorn,
  putBack,
  settleStep,
  type OpenIntent,
  type Settled,
  type StepPlace,
} from './settleStep';
import { beforeOf, mismatch, standingAt, type Standing } from './standing';

/** Mode and owner of a new file. */
export interface Attributes {
  readonly file: NewFile;
  /** They are those of a file that was there: a file that cannot have them is not written. */
  readonly mustMatch: boolean;
}

export type Performed =
  | { readonly state: 'applied' }
  | { readonly state: 'skipped'; readonly reason: SkipReason }
  /** `isOpen`: it could not be settled or written down, so that the run stays interrupted. */
  | { readonly state: 'failed'; readonly errno: string; readonly isOpen: boolean };

export interface StepWork {
  readonly place: StepPlace;
  readonly step: RepairStep;
  readonly attributesOf: (standing: Standing) => Attributes;
  /** Asked right before the swap. */
  readonly recheck: () => SkipReason | null;
}

/** Errors of the system become an outcome; a step that failed is put back as far as the system lets us. */
export function performStep(work: StepWork): Performed {
  const { place } = work;
  let intent: OpenIntent | null = null;
  try {
    const prepared = prepare(work);
    if ('reason' in prepared) return recorded({ state: 'skipped', reason: prepared.reason }, place);
    intent = prepared.intent;
    place.folder.commit({ state: 'intent', step: place.index, ...intent });
    const reason = work.recheck();
    const settled: Settled = reason === null ? carryOut(intent, place) : { state: 'conflict', reason };
    return ended(settled, intent, place, 'saved_meanwhile');
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === '') throw error;
    return afterError(errno, intent, place);
  }
}

/** Cleans up behind a settled step and writes its end down. `notDone` is the reason when it was not done. */
export function ended(settled: Settled, intent: Intent, place: StepPlace, notDone: SkipReason): Performed {
  leave(intent, place);
  if (settled.state === 'done') return recorded({ state: 'applied' }, place);
  return recorded({ state: 'skipped', reason: settled.state === 'conflict' ? settled.reason : notDone }, place);
}

/** Takes the staging name away and waits until every name is on the disk. */
export function leave(intent: Intent, { folder, sessionDir, ports }: StepPlace): void {
  // Safe: the content lies in `new/` too, and under the live name when it was published.
  if (intent.stage !== null) unlinkOurs(folder.at(intent.stage), ports.disk);
  ports.disk.syncDir(sessionDir);
  folder.syncDirs();
}

function afterError(errno: string, intent: OpenIntent | null, place: StepPlace): Performed {
  try {
    if (intent === null) return recorded(refusedWith(errno, place), place);
    const settled = settleStep(intent, place);
    if (settled.state !== 'not_done') return ended(settled, intent, place, 'changed');
    leave(intent, place);
    return recorded(refusedWith(errno, place), place);
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return { state: 'failed', errno, isOpen: true };
  }
}

export const refusedWith = (errno: string, { ports }: StepPlace): Performed =>
  isBusy(errno, ports) ? { state: 'skipped', reason: 'busy' } : { state: 'failed', errno, isOpen: false };

export function recorded(performed: Performed, { index, folder }: StepPlace): Performed {
  switch (performed.state) {
    case 'applied':
      folder.commit({ state: 'done', step: index });
      return performed;
    case 'skipped':
      folder.commit({ state: 'skipped', step: index, reason: performed.reason });
      return performed;
    case 'failed':
      folder.commit({ state: 'failed', step: index, errno: performed.errno });
      return performed;
  }
}

/** Everything that can be found out or written before anything moves. */
function prepare({ place, step, attributesOf }: StepWork): { reason: SkipReason } | { intent: OpenIntent } {
  const { folder, ports, target, made } = place;
  const { disk } = ports;
  const live = liveOf(place);
  const standing = standingAt(live, disk);
  const reason = mismatch(step.expected, standing);
  if (reason !== null || standing.state === 'refused') return { reason: reason ?? 'not_a_plain_file' };
  // Its writer may not have synced it: what we keep of it must survive a crash of the machine.
  if (standing.state === 'file') disk.syncFile(live);
  const before = beforeOf(standing);
  const aside = before.state === 'file' ? folder.free('originals', target) : null;
  const after: Expected = made === null ? { state: 'absent' } : { state: 'file', sha256: made.sha256 };
  const attributes = attributesOf(standing);
  if (made === null) {
    // An undo makes the file anew, so that nothing is moved aside whose owner and mode could not be given back.
    return canBeGiven(attributes, place)
      ? { intent: { before, after, aside, stage: null, tornPossible: false } }
      : { reason: 'would_change_owner' };
  }
  const bytes = disk.read(folder.at(made.file));
  if (digestOf(bytes) !== made.sha256) return { reason: 'source_changed' };
  const stage = folder.free('stage', target);
  if (!wasStaged(folder.at(stage), bytes, attributes, place)) return { reason: 'would_change_owner' };
  return { intent: { before, after, aside, stage, tornPossible: false } };
}

/** Tried with an empty file of our own. */
function canBeGiven(attributes: Attributes, place: StepPlace): boolean {
  const { folder, ports, target } = place;
  const trial = folder.at(folder.free('stage', target));
  if (!wasStaged(trial, new Uint8Array(), attributes, place)) return false;
  unlinkOurs(trial, ports.disk);
  return true;
}

/** False when the file cannot have the mode and owner that it must have. */
export function wasStaged(path: string, bytes: Uint8Array, attributes: Attributes, { ports }: StepPlace): boolean {
  const { disk } = ports;
  const { file, mustMatch } = attributes;
  try {
    createWhole(path, bytes, file, disk);
  } catch (error) {
    // A name that we made ourselves, and nothing has been moved.
    if (errnoOf(error) !== 'EPERM' || file.owner === null) throw error;
    unlinkOurs(path, disk);
    return false;
  }
  const stat = disk.stat(path);
  const isAsWanted =
    stat !== null &&
    stat.mode === file.mode &&
    (file.owner === null || (stat.uid === file.owner.uid && stat.gid === file.owner.gid));
  if (isAsWanted || !mustMatch) return true;
  unlinkOurs(path, disk);
  return false;
}

function carryOut(intent: OpenIntent, place: StepPlace): Settled {
  const { folder, ports } = place;
  const { disk } = ports;
  const { before, after } = intent;
  const live = liveOf(place);
  if (before.state === 'file' && intent.aside !== null) {
    const aside = folder.at(intent.aside);
    // Safe: the file keeps its content under a name of the run, and whole new content is ready to take its place.
    moveAway(live, aside, ports);
    // Only now is it certain what was moved: nobody can rename another file over it any more.
    if (digestAt(disk, aside) !== before.sha256) {
      const isBack = putBack(aside, before, intent, place);
      return { state: 'conflict', reason: isBack ? 'changed' : 'saved_meanwhile' };
    }
    // A crash may keep the link below and forget this move, and then the old file would have no name at all. That it has
    // its new one is enough: should the old one come back, it is the same file.
    disk.syncDir(dirname(aside));
  }
  if (after.state === 'absent' || intent.stage === null) return { state: 'done' };
  // Safe: a link never replaces. What was saved under the name since the move stays there.
  return publish(intent.stage, intent, place) ? { state: 'done' } : settleStep(intent, place);
}

/** False when something stands under the live name. */
function publish(from: string, intent: OpenIntent, place: StepPlace): boolean {
  const { folder, ports } = place;
  const { disk } = ports;
  const { before } = intent;
  const stage = folder.at(from);
  const live = liveOf(place);
  const result = linkNew(stage, live, ports);
  if (result !== 'no_links') return result === 'linked';
  markTorn(intent, place);
  const attributes = before.state === 'file' ? before : disk.stat(stage);
  return attributes !== null && createdNew(live, disk.read(stage), attributes, place);
}
