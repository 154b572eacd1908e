/** Conversations in which something was saved since a repair, and what: an undo leaves them alone. */
import { join } from 'node:path';
import type { SkipReason } from '../../core/recovery/outcome';
import { sinceRepair, type SinceRepair } from '../../core/recovery/sinceRepair';
import type { RecoveryFacts } from '../../core/recovery/snapshot';
import { nodeFiles } from '../files';
import { messagePreviews } from '../recovery/messagePreviews';

/** More than these are counted only. */
const MOST_PREVIEWS = 5;

export interface KeptItem {
  readonly target: string;
  readonly change: SinceRepair['state'];
  /** Messages that came since, and the first words of the first of them. */
  readonly new_messages: number;
  readonly previews: readonly string[];
}

/** By file name; what is as its repair left it is not in it. */
export function changesSince({ repairedFiles }: Pick<RecoveryFacts, 'repairedFiles'>): ReadonlyMap<string, SinceRepair> {
  const changes = new Map<string, SinceRepair>();
  for (const file of repairedFiles) {
    const since = sinceRepair(file);
    if (since !== null) changes.set(file.name, since);
  }
  return changes;
}

export const keptBecauseChanged = (
  sessionDir: string,
  steps: readonly { readonly target: string; readonly reason: SkipReason | null }[],
  since: ReadonlyMap<string, SinceRepair>,
): KeptItem[] =>
  steps.flatMap(({ target, reason }): KeptItem[] => {
    const change = since.get(target);
    if (reason !== 'changed' || change === undefined) return [];
    const added = change.state === 'other_messages' ? change.added : [];
    const places = added.slice(0, MOST_PREVIEWS).map(({ place }) => place);
    const previews = messagePreviews(join(sessionDir, target), places, nodeFiles);
    return [{ target, change: change.state, new_messages: added.length, previews }];
  });
