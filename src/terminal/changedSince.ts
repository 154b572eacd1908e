/** Conversations that an undo left alone, because something was saved in them since: what, and what can be done. */
import { join } from 'node:path';
import type { RunItem } from '../core/recovery/repairReport';
import { sinceRepair, type SinceRepair } from '../core/recovery/sinceRepair';
import type { RecoveryFacts } from '../core/recovery/snapshot';
import { RUN_WORDS } from '../core/words/repair';
import { say } from '../core/words/say';
import type { ReadFiles } from '../io/files';
import { messagePreviews } from '../io/recovery/messagePreviews';
import { shownId } from './columns';
import type { Output } from './output';
import { commandLine } from './shellWord';

/** More than these are counted only. */
const MOST_PREVIEWS = 5;

export interface KeptItem {
  readonly target: string;
  readonly change: SinceRepair['state'];
  /** Messages that came since, and the first words of the first of them. */
  readonly new_messages: number;
  readonly previews: readonly string[];
}

export function changesSince({ repairedFiles }: Pick<RecoveryFacts, 'repairedFiles'>): ReadonlyMap<string, SinceRepair> {
  const changes = new Map<string, SinceRepair>();
  for (const file of repairedFiles) {
    const since = sinceRepair(file);
    if (since !== null) changes.set(file.name, since);
  }
  return changes;
}

export const keptBecauseChanged = (
  { session_dir: dir, steps }: RunItem,
  since: ReadonlyMap<string, SinceRepair>,
  files: ReadFiles,
): KeptItem[] =>
  steps.flatMap(({ target, reason }): KeptItem[] => {
    const change = since.get(target);
    if (reason !== 'changed' || change === undefined) return [];
    const added = change.state === 'other_messages' ? change.added : [];
    const places = added.slice(0, MOST_PREVIEWS).map(({ place }) => place);
    const previews = messagePreviews(join(dir, target), places, files);
    return [{ target, change: change.state, new_messages: added.length, previews }];
  });

export function renderKept(kept: readonly KeptItem[], where: readonly string[], { locale }: Output): string[] {
  const isSettings = ({ change }: KeptItem): boolean => change === 'same_messages';
  return [
    ...kept.flatMap((item) => [
      say(RUN_WORDS, `kept_${item.change}`, { name: shownId(item.target), count: item.new_messages }, locale),
      ...item.previews.map((text) => `    ${shownId(text)}`),
    ]),
    ...(kept.some(isSettings)
      ? [say(RUN_WORDS, 'replaceSettings', { command: commandLine('undo', ...where, '--replace-settings') })]
      : []),
  ];
}
