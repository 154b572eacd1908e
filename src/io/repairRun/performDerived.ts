/**
 * Writes `_index.json`, which can be made again from the conversation files at any time: a rename over what is there,
 * with a copy kept. What came or went meanwhile makes it be made again, three times at most.
 */
import type { SkipReason } from '../../core/recovery/outcome';
import type { Before } from '../../core/recovery/runRecord';
import { errnoOf } from '../files';
import { digestOf } from '../recovery/digests';
import { createWhole, retried, unlinkOurs } from './moves';
import { recorded, refusedWith, wasStaged, type Attributes, type Performed } from './performStep';
import { liveOf, type StepPlace } from './settleStep';
import { beforeOf, standingAt, type Standing } from './standing';

export type Content =
  { readonly kind: 'content'; readonly bytes: Uint8Array } | { readonly kind: 'skip'; readonly reason: SkipReason };

/** `aside` is the copy's path from the run's folder. */
export interface Original {
  readonly before: Before;
  readonly aside: string | null;
}

export interface DerivedWork {
  readonly place: StepPlace;
  readonly make: () => Content;
  /** What stood there before an interrupted run's own tries. */
  readonly original: Original | null;
  readonly attributesOf: (standing: Standing) => Attributes;
}

const TRIES = 3;

export function performDerived(work: DerivedWork): Performed {
  const { place } = work;
  let original = work.original;
  let written: string | null = null;
  let intended: string | null = null;
  try {
    for (let attempt = 1; ; attempt += 1) {
      const names = namesIn(place);
      const standing = standingAt(liveOf(place), place.ports.disk);
      if (standing.state === 'refused') return recorded({ state: 'skipped', reason: standing.reason }, place);
      const content = work.make();
      if (content.kind === 'skip') return recorded({ state: 'skipped', reason: content.reason }, place);
      const isOurs = standing.state === 'file' && standing.sha256 === written;
      // What another program wrote since is kept too.
      const found = isOurs ? original : originalAt(standing, place);
      intended = digestOf(content.bytes);
      // An undo brings back what stood there before the first try that wrote.
      const end = found === null ? 'changed' : replace(content.bytes, intended, original ?? found, standing, work);
      const isLast = attempt === TRIES;
      if (end === 'would_change_owner' || (end === 'changed' && isLast)) {
        return recorded({ state: 'skipped', reason: end }, place);
      }
      if (end !== 'done') continue;
      written = intended;
      original ??= found;
      if (isLast || namesIn(place) === names) return recorded({ state: 'applied' }, place);
    }
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === '') throw error;
    return afterError(errno, intended, place);
  }
}

/** Keeps a copy of what stands there; null when it is something else by now. */
function originalAt(standing: Exclude<Standing, { readonly state: 'refused' }>, place: StepPlace): Original | null {
  const { folder, ports, target } = place;
  const before = beforeOf(standing);
  if (before.state === 'absent') return { before, aside: null };
  const bytes = ports.disk.read(liveOf(place));
  if (digestOf(bytes) !== before.sha256) return null;
  const aside = folder.free('originals', target);
  createWhole(folder.at(aside), bytes, { mode: 0o600, owner: folder.owner }, ports.disk);
  return { before, aside };
}

/** `changed`: another program wrote the index while the new one was made. */
function replace(
  bytes: Uint8Array,
  sha256: string,
  original: Original,
  standing: Standing,
  { place, attributesOf }: DerivedWork,
): 'done' | 'changed' | 'would_change_owner' {
  const { folder, ports, target, index, sessionDir } = place;
  const { disk } = ports;
  const file = folder.free('new', target);
  createWhole(folder.at(file), bytes, { mode: 0o600, owner: folder.owner }, disk);
  folder.note({ state: 'made', step: index, file, sha256 });
  const stage = folder.free('stage', target);
  if (!wasStaged(folder.at(stage), bytes, attributesOf(standing), place)) return 'would_change_owner';
  folder.syncDirs();
  const after = { state: 'file', sha256 } as const;
  folder.commit({ state: 'intent', step: index, ...original, after, stage, tornPossible: false });
  if (!isSame(standingAt(liveOf(place), disk), standing)) {
    unlinkOurs(folder.at(stage), disk);
    return 'changed';
  }
  // Safe: derived from the conversation files, and what was there is kept as a copy.
  moveOver(folder.at(stage), sha256, place);
  disk.syncDir(sessionDir);
  folder.syncDirs();
  return 'done';
}

const isSame = (a: Standing, b: Standing): boolean =>
  a.state === 'file' && b.state === 'file' ? a.sha256 === b.sha256 : a.state === b.state;

/** A rename that was done and reported as failed has left the new content under the name. */
function moveOver(stage: string, sha256: string, place: StepPlace): void {
  const { disk } = place.ports;
  try {
    retried(place.ports, () => disk.rename(stage, liveOf(place)));
  } catch (error) {
    if (errnoOf(error) === '' || disk.stat(stage) !== null || !holds(sha256, place)) throw error;
  }
}

function holds(sha256: string, place: StepPlace): boolean {
  const standing = standingAt(liveOf(place), place.ports.disk);
  return standing.state === 'file' && standing.sha256 === sha256;
}

/** One text for all conversation files there are. */
const namesIn = ({ sessionDir, ports }: StepPlace): string =>
  ports.disk
    .list(sessionDir)
    .filter((name) => name.endsWith('.json') && !name.startsWith('_'))
    .sort()
    .join('\n');

/** Done when the new content stands there all the same. */
function afterError(errno: string, intended: string | null, place: StepPlace): Performed {
  try {
    if (intended !== null && holds(intended, place)) {
      place.ports.disk.syncDir(place.sessionDir);
      return recorded({ state: 'applied' }, place);
    }
    return recorded(refusedWith(errno, place), place);
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return { state: 'failed', errno, isOpen: true };
  }
}
