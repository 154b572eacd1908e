/** What stands under a live name, and whether it is what a step expects. */
import type { SkipReason } from '../../core/recovery/outcome';
import type { Expected } from '../../core/recovery/plan';
import type { Before } from '../../core/recovery/runRecord';
import { errnoOf } from '../files';
import { digestOf } from '../recovery/digests';
import type { Disk, EntryStat } from './disk';

/** A file is held whole in memory, twice at most. */
const LARGEST_BYTES = 1024 * 1024 * 1024;

export type Standing =
  | { readonly state: 'absent' }
  | { readonly state: 'file'; readonly stat: EntryStat; readonly sha256: string }
  /** Never followed and never replaced. */
  | { readonly state: 'refused'; readonly reason: SkipReason };

/** Reads the file, so that its memory is free again when this returns. Other errors of the system pass through. */
export function standingAt(path: string, disk: Disk): Standing {
  const stat = disk.stat(path);
  if (stat === null) return { state: 'absent' };
  // A second name may be another program's: what is replaced under one would stay under the other.
  if (stat.kind !== 'file' || stat.links > 1) return { state: 'refused', reason: 'not_a_plain_file' };
  if (stat.sizeBytes > LARGEST_BYTES) return { state: 'refused', reason: 'too_large' };
  try {
    return { state: 'file', stat, sha256: digestOf(disk.read(path)) };
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT') return { state: 'absent' };
    // A link took the name since.
    if (errno === 'ELOOP') return { state: 'refused', reason: 'not_a_plain_file' };
    throw error;
  }
}

/** Null when it is what was expected. */
export function mismatch(expected: Expected, standing: Standing): SkipReason | null {
  if (standing.state === 'refused') return standing.reason;
  if (expected.state === 'absent') return standing.state === 'absent' ? null : 'appeared';
  if (standing.state === 'absent') return 'vanished';
  return standing.sha256 === expected.sha256 ? null : 'changed';
}

export function beforeOf(standing: Exclude<Standing, { readonly state: 'refused' }>): Before {
  if (standing.state === 'absent') return { state: 'absent' };
  const { mode, uid, gid } = standing.stat;
  return { state: 'file', sha256: standing.sha256, mode, uid, gid };
}
