/** Taking back and completing, and the view "Repair History". */
import type { Outcome, SkipReason } from '../../../../../src/core/recovery/outcome';
import { HISTORY_WORDS, TRASH_DAYS, trashProblem, trashQuestion } from '../../../../../src/core/words/repairHistory';
import { endedButton, endedWords, type EndedRun, type KeptChange } from '../../../../../src/core/words/undoResult';
import { UNDOING_WORDS } from '../../../../../src/core/words/undoing';
import { completeQuestion, undoQuestion, type KeptConversation } from '../../../../../src/core/words/undoQuestion';
import { step } from '../../recovery/repairSamples';
import { AT, DIR, KEPT_IN, LOCALE, TITLE, WHERE, type Sayings } from './sayings';

const APPLIED: Outcome = { state: 'applied' };
const skipped = (reason: SkipReason): Outcome => ({ state: 'skipped', reason });
const PLACE = { where: WHERE, dir: DIR };

export function sayUndo(sayings: Sayings): void {
  sayQuestions(sayings);
  sayEnds(sayings);
  sayHistory(sayings);
  sayTrash(sayings);
}

const kept = (changes: Partial<KeptConversation> = {}): KeptConversation => ({
  ...{ sessionId: 's1', title: TITLE, isLeftover: false, original: '_recovery/r/originals/s1.json', messagesThen: 2, end: 'applied', isInEffect: true },
  ...changes,
});

function sayQuestions(sayings: Sayings): void {
  sayings.part('The question before a repair is taken back, or completed');
  const ask = (situation: string, keeps: readonly KeptConversation[], sessionId?: string, kind: 'repair' | 'undo' = 'repair'): void => {
    const { message, detail, button } = undoQuestion({ kind, startedAt: AT }, keeps, sessionId, PLACE, LOCALE);
    sayings.ask(situation, { message, detail }, [button]);
  };
  ask('one conversation', [kept()]);
  ask('one that had one message, and no title', [kept({ title: null, messagesThen: 1 })]);
  ask('one that was damaged', [kept({ messagesThen: -1 })]);
  ask('one that had no file', [kept({ original: null })]);
  ask('several', [kept(), kept({ sessionId: 's2' }), kept({ isLeftover: true })]);
  ask('one of several', [kept(), kept({ sessionId: 's2' })], 's1');
  ask('one that was interrupted', [kept({ end: 'open', isInEffect: false })]);
  ask('only the folder', [kept({ isLeftover: true })]);
  ask('an undo', [kept()], undefined, 'undo');
  for (const kind of ['repair', 'undo'] as const) {
    const { message, detail, button } = completeQuestion({ kind, startedAt: AT }, 2, 5, PLACE, LOCALE);
    sayings.ask(`completing, ${kind}`, { message, detail }, [button]);
  }
  for (const key of ['nothingToUndo', 'nothingToComplete'] as const) sayings.notify('there is nothing to do', UNDOING_WORDS[key]);
}

const run = (outcomes: Readonly<Record<string, Outcome>>, changes: Partial<EndedRun> = {}): EndedRun => ({
  ...{ way: 'undo', kind: 'repair', startedAt: AT, kept: [], titles: new Map([['a', TITLE]]) },
  result: {
    runId: 'r',
    steps: Object.entries(outcomes).map(([id, outcome]) => ({ step: step(id), outcome })),
    ...{ refusal: null, errno: null, isInterrupted: false, asidesChanged: [] },
  },
  ...changes,
});
const change = (kind: KeptChange['change'], previews: readonly string[] = []): Partial<EndedRun> => ({
  kept: [{ target: 'a.json', change: kind, new_messages: previews.length, previews }],
});
const withResult = (one: EndedRun, changes: Partial<EndedRun['result']>): EndedRun => ({ ...one, result: { ...one.result, ...changes } });

function sayEnds(sayings: Sayings): void {
  sayings.part('How an undo or a completion ended: one notification');
  const tell = (situation: string, one: EndedRun): void => {
    for (const way of ['undo', 'complete'] as const) {
      const { level, text, actions } = endedWords({ ...one, way }, LOCALE);
      sayings.notify(`${situation}, ${way} (${level})`, text, actions.map(endedButton));
    }
  };
  const leftover = (count: number): EndedRun =>
    withResult(run({}), { steps: Array.from({ length: count }, (_, i) => ({ step: { ...step('a', 'create', `a.json.tmp.${i}`), kinds: ['stale_temp_file'] }, outcome: APPLIED })) });
  tell('one', run({ a: APPLIED }));
  tell('several', run({ a: APPLIED, b: APPLIED }));
  tell('an undo of one', { ...run({ a: APPLIED }), kind: 'undo' });
  tell('an undo of several', { ...run({ a: APPLIED, b: skipped('vanished') }), kind: 'undo' });
  tell('an undo was interrupted', { ...withResult(run({ a: { state: 'failed', errno: 'ENOSPC' } }), { isInterrupted: true }), kind: 'undo' });
  tell('only the folder', run({}));
  tell('one leftover', leftover(1));
  tell('leftovers', leftover(2));
  tell('something was said since', run({ a: skipped('changed'), b: APPLIED }, change('other_messages', ['And the ferry?', 'At 06:20.'])));
  tell('one message was said since', run({ a: skipped('changed') }, change('other_messages', ['And the ferry?'])));
  tell('one message was said since, and cannot be shown', run({ a: skipped('changed') }, { kept: [{ target: 'a.json', change: 'other_messages', new_messages: 1, previews: [] }] }));
  tell('settings were changed since', run({ a: skipped('changed') }, change('same_messages')));
  tell('something else was changed since', run({ a: skipped('changed') }, change('unknown')));
  tell('one is in use', run({ a: skipped('in_flight') }));
  tell('one of its files is in use', { ...run({}), result: { ...run({}).result, steps: [{ step: step('a'), outcome: skipped('after_skipped') }, { step: step('a', 'replace', 'a.json.bak'), outcome: skipped('in_flight') }] } });
  tell('one that only followed another', run({ a: skipped('after_skipped') }));
  tell('the system refused', run({ b: { state: 'failed', errno: 'EIO' } }));
  tell('two stay', run({ a: skipped('busy'), b: skipped('busy'), c: APPLIED }));
  tell('three stay', run({ a: skipped('busy'), b: skipped('busy'), c: skipped('busy') }));
  tell('it was interrupted', withResult(run({ a: { state: 'failed', errno: 'ENOSPC' } }), { isInterrupted: true }));
  tell('its lock was broken', withResult(run({ a: APPLIED }), { isInterrupted: true }));
  tell('it was not begun', withResult(run({}), { refusal: 'read_only', errno: 'EROFS' }));
  tell('it was not begun, and is interrupted', withResult(run({}), { refusal: 'no_space', isInterrupted: true }));
}

function sayHistory(sayings: Sayings): void {
  sayings.part('The view “Repair History”');
  for (const key of ['repair', 'undo', 'unreadable'] as const) sayings.fill('a row', HISTORY_WORDS, key, { time: '14:12' });
  sayings.fill('beside it', HISTORY_WORDS, 'conversations', { count: 3 });
  sayings.labels('beside it', HISTORY_WORDS, ['folder', 'state_done', 'state_undone', 'state_partly', 'state_interrupted', 'state_not_started', 'state_nothing', 'state_unreadable', 'state_newer_version']);
  for (const key of ['keeps', 'keepsGone', 'hadNone'] as const) sayings.fill('beside a conversation', HISTORY_WORDS, key, { then: 2, now: 1_000 });
  sayings.labels('beside a conversation', HISTORY_WORDS, ['keepsUnread', 'hadNoneGone', 'leftover', 'previousCopy', 'takenBack', 'end_open', 'end_skipped', 'end_failed', 'end_taken_back']);
  sayings.fill('the tab of an original', HISTORY_WORDS, 'originalTitle', { title: TITLE, time: '14:12' });
  sayings.fill('its tooltip', HISTORY_WORDS, 'tooltip', { dir: KEPT_IN });
  sayings.notify('opening an original that there was not', HISTORY_WORDS.noOriginal);
}

function sayTrash(sayings: Sayings): void {
  sayings.part('“Move Old Repairs to Trash…”');
  const runs = { where: WHERE, dir: KEPT_IN, count: 3, sizeBytes: 4_400_000 };
  for (const days of TRASH_DAYS) sayings.fill('choosing', HISTORY_WORDS, 'trashAge', { days });
  sayings.labels('choosing', HISTORY_WORDS, ['trashTitle', 'trashAll', 'trashNone']);
  sayings.fill('choosing', HISTORY_WORDS, 'trashCount', { count: 3, size: '4.2 MB' });
  for (const count of [3, 1]) sayings.ask('the question', trashQuestion({ ...runs, count }, LOCALE), [HISTORY_WORDS.trashButton]);
  sayings.fill('done', HISTORY_WORDS, 'trashed', { count: 3 });
  const failed = (situation: string, problem: string, done: number): void => {
    const { text, button } = trashProblem(problem, done, runs, LOCALE);
    sayings.notify(situation, text, [HISTORY_WORDS[button]]);
  };
  failed('there is no trash', 'Unable to move to the trash', 0);
  failed('the second could not be moved', 'EACCES: permission denied', 1);
  failed('the first could not be moved', 'EACCES: permission denied', 0);
}
