/** Applies a repair plan: the way from findings to changed files. */
import { join } from 'node:path';
import type { SkipReason } from '../../core/recovery/outcome';
import type { RepairPlan, RepairStep } from '../../core/recovery/plan';
import { INDEX_NAME } from '../recovery/bookFacts';
import type { Disk } from './disk';
import type { Content } from './performDerived';
import type { Attributes } from './performStep';
import type { RunPorts } from './ports';
import { refused, type RunResult } from './runResult';
import type { Standing } from './standing';
import { startRun } from './startRun';
import { openRuns, underLock } from './underLock';

/** Where the new bytes of steps come from. */
export interface StepSource<C> {
  /**
   * Makes the complete new bytes of a step; reads only, and verifies the digests of what it reads. Asked once for each
   * step before anything moves; for the index after everything else, and again when files came or went meanwhile.
   */
  readonly make: (step: RepairStep<C>) => Content;
  /** Asked right before the swap: tombstone, database row, pending state. Null when the step may be done. */
  readonly recheck: (step: RepairStep<C>) => SkipReason | null;
}

export function applyPlan<C>(plan: RepairPlan<C>, source: StepSource<C>, ports: RunPorts): RunResult {
  const { sessionDir, steps } = plan;
  if (steps.length === 0) {
    return { ...refused(ports.now(), 'unknown_run'), refusal: null };
  }
  return underLock(sessionDir, ports, (place) => {
    const refusal = openRuns(place.recoveryDir, null, ports);
    if (refusal !== null) return refused(ports.now(), refusal);
    return startRun(
      {
        kind: 'repair',
        of: null,
        plan,
        // Safe: a run hands back the very steps of the plan, whose content is C.
        make: (step) => source.make(step as RepairStep<C>),
        recheck: (step) => source.recheck(step as RepairStep<C>),
        attributesOf: (step, standing) => attributesOf(step, standing, sessionDir, ports.disk),
        // Never asked: a repair moves no index aside.
        indexMayGo: () => false,
        allOrNone: false,
      },
      place,
      ports,
    );
  });
}

/**
 * Owner, group and mode are those of the file that is replaced. A new file gets what Hermes WebUI gave its neighbour:
 * the previous copy, else the index; and the owner of the directory.
 */
export function attributesOf(
  { sessionId }: RepairStep,
  standing: Standing,
  sessionDir: string,
  disk: Disk,
): Attributes {
  if (standing.state === 'file') {
    const { mode, uid, gid } = standing.stat;
    return { file: { mode, owner: { uid, gid } }, mustMatch: true };
  }
  const names = [...(sessionId === null ? [] : [`${sessionId}.json.bak`]), INDEX_NAME];
  const neighbour = names.map((name) => disk.stat(join(sessionDir, name))).find((stat) => stat?.kind === 'file');
  const like = neighbour ?? disk.stat(join(sessionDir, '.'));
  const owner = like === null ? null : { uid: like.uid, gid: like.gid };
  return { file: { mode: neighbour?.mode ?? 0o600, owner }, mustMatch: false };
}
