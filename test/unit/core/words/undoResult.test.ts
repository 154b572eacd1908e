import * as assert from 'node:assert/strict';
import type { Outcome, SkipReason } from '../../../../src/core/recovery/outcome';
import { endedWords, type EndedRun, type KeptChange } from '../../../../src/core/words/undoResult';
import { step } from '../recovery/repairSamples';

const APPLIED: Outcome = { state: 'applied' };
const SKIPPED = (reason: SkipReason): Outcome => ({ state: 'skipped', reason });
const ended = (outcomes: Readonly<Record<string, Outcome | Outcome[]>>, changes: Partial<EndedRun> = {}): EndedRun => ({
  way: 'undo',
  kind: 'repair',
  startedAt: Date.UTC(2026, 10, 21, 14, 12),
  result: {
    runId: 'r',
    steps: [
      ...Object.entries(outcomes).flatMap(([id, all]) => [all].flat().map((outcome) => ({ step: step(id), outcome }))),
      { step: step(null, 'replace_derived', '_index.json'), outcome: APPLIED },
    ],
    refusal: null,
    errno: null,
    isInterrupted: false,
    asidesChanged: [],
  },
  kept: [],
  titles: new Map([['a', 'Winter timetable']]),
  ...changes,
});
const text = (...args: Parameters<typeof ended>): string => endedWords(ended(...args), 'en').text.replace(/\d\d:\d\d/, '14:12');
const kept = (change: KeptChange['change'], previews: string[] = []): Partial<EndedRun> => ({
  kept: [{ target: 'a.json', change, new_messages: previews.length, previews }],
});
const RESTART = ' Now restart Hermes WebUI, or reopen the chat there.';

describe('how an undo ended, in words', () => {
  it('is what was taken back', () => {
    assert.equal(text({ a: APPLIED }), `The repair of 14:12 is taken back for “Winter timetable”.${RESTART}`);
    assert.equal(text({ a: APPLIED, b: APPLIED }), 'The repair of 14:12 is taken back. Now restart Hermes WebUI, or reopen these chats there.');
    assert.equal(text({}), 'The repair of 14:12 is taken back.');
  });

  it('is why something stays, with what was said since', () => {
    const said = text({ a: SKIPPED('changed'), b: APPLIED }, kept('other_messages', ['And the ferry?', 'x\ny']));
    assert.equal(
      said,
      `The repair of 14:12 is taken back for 1 of 2 conversations. “Winter timetable” stays as it is, so that nothing is lost that was said since: 2 messages (“And the ferry?” and “x y”).${RESTART}`,
    );
    const settings = endedWords(ended({ a: SKIPPED('changed') }, kept('same_messages')), 'en');
    assert.deepEqual(
      [settings.text, settings.actions, settings.level],
      ['Nothing was taken back. “Winter timetable” stays: only its settings were changed since.', ['replace_settings', 'history'], 'warning'],
    );
    assert.match(text({ a: SKIPPED('changed') }, kept('unknown')), /it was changed since\.$/);
    assert.match(text({ b: [SKIPPED('after_skipped'), SKIPPED('in_flight')] }), /“b” stays: it is in use by Hermes WebUI\. Try again when nothing was written to it for 10 minutes\.$/);
    assert.match(text({ b: { state: 'failed', errno: 'EIO' } }), /“b” could not be taken back: the disk reports an error \(EIO\)\. Nothing is lost\.$/);
    assert.match(text({ a: SKIPPED('busy'), b: SKIPPED('busy'), c: SKIPPED('busy') }), / 2 other conversations stay, too\.$/);
  });

  it('is said for a completion, too, and for what came to nothing', () => {
    const way = { way: 'complete' } as const;
    assert.equal(text({ a: APPLIED }, way), `The repair of 14:12 is completed.${RESTART}`);
    assert.match(text({ a: APPLIED, b: SKIPPED('changed') }, way), /^The repair of 14:12 is completed for 1 of 2 conversations\. “b” stays: it was changed meanwhile\./);
    // What was taken back or completed may have been an undo itself.
    assert.match(text({ a: APPLIED }, { kind: 'undo' }), /^The undo of 14:12 is taken back for /);
    assert.match(text({ a: APPLIED }, { ...way, kind: 'undo' }), /^The undo of 14:12 is completed\./);
    // Its button would take back something else than the settings.
    assert.deepEqual(endedWords(ended({ a: SKIPPED('changed') }, { ...way, ...kept('same_messages') }), 'en').actions, ['history']);
    assert.match(text({ b: SKIPPED('changed') }, way), /^Nothing more could be done\./);
    const { result } = ended({});
    const refused = endedWords(ended({}, { result: { ...result, refusal: 'read_only', errno: 'EROFS' } }), 'en');
    assert.deepEqual([refused.level, refused.text], ['error', 'The session folder cannot be written to: the disk is read-only (EROFS). Nothing was changed. See that it can be written to, and try again.']);
    const open = endedWords(ended({ a: { state: 'failed', errno: 'EIO' } }, { result: { ...ended({ a: { state: 'failed', errno: 'EIO' } }).result, isInterrupted: true } }), 'en');
    const why = 'The undo was interrupted: the disk reports an error (EIO). Nothing is lost. Complete it, or take it back.';
    assert.deepEqual([open.actions, open.text], [['complete', 'undo'], why]);
  });

  it('says that a leftover which is back is not found at once, and nothing of it where a conversation is back', () => {
    const back = (target: string, kind: string, outcome: Outcome = APPLIED): string => {
      const one = { ...step('a', 'create', target), kinds: [kind] };
      return endedWords(ended({}, { result: { ...ended({}).result, steps: [{ step: one, outcome }] } }), 'en').text;
    };
    assert.match(back('a.json.tmp.1.2', 'stale_temp_file'), /1 leftover file is back in place; the check names leftovers that are older than an hour\./);
    for (const said of [back('a.json', 'stale_temp_file'), back('a.json', 'orphan_backup'), back('a.json.tmp.1.2', 'stale_temp_file', SKIPPED('appeared'))]) {
      assert.doesNotMatch(said, /leftover/);
    }
  });
});
