/** What the terminal command says of a check, a repair and an undo. */
import { ACTION_WORDS, OUTCOME_WORDS, RUN_KIND_WORDS, RUN_STATE_WORDS, RUN_WORDS, SKIP_WORDS } from '../../../../../src/core/words/repair';
import { AUDIT_WORDS, DOUBT_WORDS } from '../../../../../src/core/words/recovery';
import { DIR, KEPT_IN, RUN, type Sayings } from './sayings';

export function sayTerminal(sayings: Sayings): void {
  sayAudit(sayings);
  sayRuns(sayings);
}

function sayAudit(sayings: Sayings): void {
  sayings.part('A check, in the terminal and as a document');
  const args = { dir: DIR, count: 46, counts: '2 safe to repair, 1 needs a decision', errno: 'EACCES', name: 'a.json', reason: AUDIT_WORDS.notChecked_too_large };
  const command = 'hermes-sessions repair --dry-run';
  sayings.labels('its parts', AUDIT_WORDS, ['heading', 'why', 'remedy', 'notAFaultIf', 'category_repairable', 'category_unsafe_to_repair', 'category_information', 'notChecked_too_large', 'notChecked_changing']);
  for (const key of ['clean', 'checked', 'absent', 'noDatabase', 'nothingThere', 'didYouMean', 'unreadable', 'unsettled', 'notChecked'] as const) sayings.fill(key, AUDIT_WORDS, key, args);
  for (const key of ['count_repairable', 'count_unsafe_to_repair', 'count_information', 'moreDetails'] as const) sayings.fill(key, AUDIT_WORDS, key, args);
  sayings.fill('notTicked', AUDIT_WORDS, 'notTicked', { reason: DOUBT_WORDS.looks_like_undo });
  for (const key of ['repair', 'look', 'nothingWritten'] as const) sayings.fill(key, AUDIT_WORDS, key, { ...args, command });
}

function sayRuns(sayings: Sayings): void {
  sayings.part('A repair, in the terminal');
  const args = {
    ...{ dir: DIR, dirs: `${DIR} and ~/work`, id: '20261121_140500_ab12cd', reason: SKIP_WORDS.changed, before: 2, count: 1_000, sources: 's1.json.bak', keys: 'title, model' },
    ...{ outcome: OUTCOME_WORDS.skipped, name: 's1.json', errno: 'the disk is full (ENOSPC)', host: 'harbour', pid: '4711', time: 'Sat, Nov 21, 14:12', run: RUN },
    command: `hermes-sessions undo --run ${RUN}`,
  };
  const labels = ['nothingDone', 'restart', 'wentOn', 'holderIsHere', 'breakLock', 'noPlace', 'outcomes', 'didNothing', 'end_open', 'end_applied', 'end_skipped', 'end_failed', 'end_taken_back'] as const;
  sayings.labels('what a step does', ACTION_WORDS, ['create', 'replace', 'replace_derived', 'move_aside']);
  sayings.labels('what became of it', OUTCOME_WORDS, ['applied', 'skipped', 'failed']);
  sayings.labels('what became of a run', RUN_STATE_WORDS, ['done', 'undone', 'interrupted', 'not_started', 'unreadable', 'newer_version']);
  sayings.labels('what a run is', RUN_KIND_WORDS, ['repair', 'undo']);
  for (const key of labels) sayings.fill(key, RUN_WORDS, key, args);
  const plan = ['plan', 'planned', 'notShown', 'nothingChosen', 'nothingToMerge', 'nothingToRepair', 'notPlanned', 'change', 'restored', 'from', 'metadata', 'onlyMetadata', 'leavesOut', 'cannot', 'dryRun', 'severalPlaces'] as const;
  for (const key of plan) sayings.fill(key, RUN_WORDS, key, args);
  const ends = ['outcomeBecause', 'undoWith', 'completeWith', 'takeBackWith', 'interrupted', 'asideChanged', 'kept_same_messages', 'kept_other_messages', 'kept_unknown', 'replaceSettings'] as const;
  for (const key of ends) sayings.fill(key, RUN_WORDS, key, args);
  for (const key of ['kept', 'runsKeep'] as const) sayings.fill(key, RUN_WORDS, key, { dir: KEPT_IN });
  for (const key of ['lockedBy', 'noRuns', 'runs', 'undoes'] as const) sayings.fill(key, RUN_WORDS, key, args);
}
