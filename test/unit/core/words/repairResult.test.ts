import * as assert from 'node:assert/strict';
import type { Outcome, RefusalReason, SkipReason } from '../../../../src/core/recovery/outcome';
import { summarizeRepair, type RepairProof, type RepairSummary } from '../../../../src/core/recovery/repairSummary';
import { REFUSAL_ADVICE, REFUSAL_WORDS, SKIP_WORDS } from '../../../../src/core/words/repair';
import { renderRepairReport } from '../../../../src/core/words/repairReportText';
import { resultWords } from '../../../../src/core/words/repairResult';
import { ready, step } from '../recovery/repairSamples';

interface Sample {
  readonly before?: number;
  readonly after?: number;
  readonly title?: string;
  readonly outcome?: Outcome;
  /** Somebody wrote right after. */
  readonly isOther?: boolean;
}

const SKIPPED = (reason: SkipReason): Outcome => ({ state: 'skipped', reason });
const TALK: Sample = { before: 2, after: 1_000, title: 'Winter timetable, all piers' };

function summary(samples: readonly Sample[], changes: Partial<RepairSummary> = {}, others = 0): RepairSummary {
  const leftovers = Array.from({ length: others }, (_, i) => step(`x${i}`, 'move_aside', `x${i}.tmp`));
  const steps = [...samples.map((_, i) => step(`s${i}`)), ...leftovers];
  const reviews = [...samples.map(({ before = 2, after = 8, title }) => ready(before, after, title ?? null)), ...leftovers.map(() => ({ state: 'no_content' }) as const)];
  const result = {
    runId: '20261121T141200000Z-5f0c1a2b3c41',
    steps: steps.map((one, i) => ({ step: one, outcome: samples[i]?.outcome ?? ({ state: 'applied' } as const) })),
    refusal: null,
    errno: null,
    isInterrupted: false,
    asidesChanged: [],
  };
  const proofs = samples.map(({ after = 8, isOther, title }, i): RepairProof => ({
    sessionId: `s${i}`,
    target: `s${i}.json`,
    sha256: isOther === true ? 'other' : `sha of ${after}`,
    looked: { title: title ?? null, messages: after, last: { preview: 'The ferry leaves at 06:20.', at: null }, failed: [] },
  }));
  return { ...summarizeRepair(steps, reviews, result, proofs), ...changes };
}
const text = (...args: Parameters<typeof summary>): string => resultWords(summary(...args), 'en').text;
const RESTART = ' Now restart Hermes WebUI, or reopen the chat there.';
const RESTART_MANY = ' Now restart Hermes WebUI, or reopen these chats there.';

describe('how a repair ended, in words', () => {
  it('is how many messages are back, and what to do next', () => {
    assert.deepEqual(resultWords(summary([TALK]), 'en'), {
      level: 'info',
      text: `998 messages are back in “Winter timetable, all piers”, which has 1,000 of 1,000 now.${RESTART}`,
      actions: ['read', 'undo', 'report'],
    });
    assert.equal(text([{ before: -1, after: 1, title: 'One' }]), `1 message is back in “One”, which has 1 of 1 now.${RESTART}`);
    assert.equal(text([TALK, {}]), `2 conversations are repaired: 1,004 messages are back.${RESTART_MANY}`);
    assert.deepEqual(resultWords(summary([TALK, {}]), 'en').actions, ['undo', 'report']);
  });

  it('is that it is repaired where only settings or the folder changed', () => {
    assert.equal(text([{ before: 8, after: 8 }]), `“s0” is repaired.${RESTART}`);
    assert.equal(text([{ before: 8, after: 8 }, { before: 3, after: 3 }]), `2 conversations are repaired.${RESTART_MANY}`);
    assert.equal(text([], {}, 1), 'The session folder is repaired.');
    assert.equal(text([], { hasIndex: true }), 'The session folder is repaired.');
  });

  it('names what was not done, the first by its title, and counts the others', () => {
    assert.equal(
      text([TALK, { title: 'Tide', outcome: SKIPPED('changed') }]),
      `1 of 2 conversations are repaired. “Tide” was not repaired: it was changed meanwhile. The view “Recovery” says how it is now.${RESTART}`,
    );
    const many = [TALK, ...['a', 'b', 'c'].map((title) => ({ title, outcome: SKIPPED('in_flight') }))];
    assert.match(text(many), /“a” was not repaired: it is in use by Hermes WebUI\. Try again when nothing was written to it for 10 minutes\. 2 others were not repaired either; the report names them\./);
    assert.deepEqual(resultWords(summary([{ title: 'Tide', outcome: SKIPPED('would_change_owner') }]), 'en'), {
      level: 'warning',
      text: '“Tide” was not repaired: its file belongs to another user, and would not any more. Repair it as that user.',
      actions: ['again', 'report'],
    });
    assert.equal(text([{ title: 'Tide', outcome: { state: 'failed', errno: 'EIO' } }]), '“Tide” could not be repaired: the disk reports an error (EIO). Nothing is lost. The view “Recovery” says how it is now.');
    assert.match(text([{ outcome: SKIPPED('busy') }, { outcome: SKIPPED('busy') }]), /^Nothing was repaired\. “s0” was not repaired/);
  });

  it('does not say that a conversation is as it was when only something beside it stayed', () => {
    const merged = summary([TALK]);
    const beside = { target: 's0.json.bak', outcome: SKIPPED('busy') as Exclude<Outcome, { state: 'applied' }> };
    const left = { ...merged, conversations: merged.conversations.map((one) => ({ ...one, leftBeside: beside })) };
    const words = resultWords(left, 'en');
    assert.deepEqual([words.level, words.actions], ['warning', ['read', 'undo', 'report']]);
    assert.equal(
      words.text,
      `998 messages are back in “Winter timetable, all piers”, which has 1,000 of 1,000 now. s0.json.bak could not be put away: another program holds the file. Hermes WebUI may put it back over this conversation: move it elsewhere while Hermes WebUI is stopped.${RESTART}`,
    );
    // Nobody puts a cut-off save back.
    const leftover = left.conversations.map((one) => ({ ...one, leftBeside: { ...beside, target: 's0.json.tmp.1' } }));
    assert.match(resultWords({ ...left, conversations: leftover }, 'en').text, /s0\.json\.tmp\.1 could not be put away beside it: another program holds the file\. Now restart/);
  });

  it('never says that messages are back where something else stands', () => {
    const one = resultWords(summary([{ ...TALK, isOther: true }]), 'en');
    assert.deepEqual([one.level, one.text], [
      'warning',
      `“Winter timetable, all piers” was repaired, and then changed by another program. Look at it before you go on.${RESTART}`,
    ]);
    assert.match(text([TALK, { title: 'Tide', isOther: true }]), /^2 conversations are repaired: 998 messages are back\. “Tide” was repaired, and then changed/);
    assert.match(text([TALK], { asidesChanged: ['a.json', 'b.json'] }), /A program went on writing to a\.json and b\.json after the repair had put that aside/);
  });

  it('says where it stopped, and that the rest is untouched', () => {
    const stopped = (done: number, left: number): string =>
      text([...Array.from({ length: done }, () => ({})), ...Array.from({ length: left }, () => ({ outcome: SKIPPED('stopped') }))]);
    assert.equal(stopped(3, 2), 'Stopped after 3 of 5. The 3 are repaired, the other 2 are untouched.');
    assert.equal(stopped(1, 1), 'Stopped after 1 of 2. The first is repaired, the other one is untouched.');
    assert.equal(stopped(0, 2), 'Stopped before the first conversation. Nothing was changed.');
    const aside = resultWords(summary([{ outcome: SKIPPED('stopped') }], {}, 2), 'en');
    assert.deepEqual(
      [aside.text, aside.actions],
      ['Stopped before the first conversation. 2 leftover files were moved aside, and nothing else was changed.', ['again', 'undo']],
    );
  });

  it('offers both ways out of an interrupted repair', () => {
    const failed = { outcome: { state: 'failed', errno: 'ENOSPC' } } as const;
    assert.deepEqual(resultWords(summary([failed], { isInterrupted: true }), 'en'), {
      level: 'error',
      text: 'The repair was interrupted: the disk is full (ENOSPC). Nothing is lost. Complete it, or take it back.',
      actions: ['complete', 'undo', 'report'],
    });
    // A lock that somebody broke: the system said nothing.
    assert.equal(text([{}], { isInterrupted: true }), 'The repair was interrupted. Nothing is lost. Complete it, or take it back.');
  });

  it('has a sentence for every refusal and every reason, and says that nothing was changed', () => {
    for (const refusal of Object.keys(REFUSAL_WORDS) as RefusalReason[]) {
      const words = resultWords(summary([], { refusal }), 'en');
      assert.deepEqual([words.level, words.text], ['error', `${REFUSAL_WORDS[refusal]} Nothing was changed. ${REFUSAL_ADVICE[refusal] ?? ''}`.trim()]);
      assert.match(text([], { refusal, errno: 'EROFS' }), /\w: the disk is read-only \(EROFS\)\. Nothing was changed\./);
      assert.match(text([], { refusal, errno: 'EX\u202e' }), /\w: the system reports EX⟨U\+202E⟩\. Nothing was changed\./);
    }
    for (const reason of Object.keys(SKIP_WORDS) as SkipReason[]) {
      if (reason !== 'stopped') assert.ok(text([{ outcome: SKIPPED(reason) }]).includes(SKIP_WORDS[reason]), reason);
    }
  });

  it('keeps a hostile title in one line, and visible', () => {
    const said = text([{ title: `a\n\u202e${'x'.repeat(200)}` }]);
    assert.ok(!said.includes('\n') && said.includes('⟨U+202E⟩') && said.length < 200, said);
  });
});

describe('the report of a repair', () => {
  const frame = { where: 'profile default', dir: '~/.hermes/webui/sessions', keptIn: '~/r', startedAt: 0, after: null };
  const after = (items: object[]): typeof frame => ({ ...frame, after: { items } as never });

  it('keeps the date behind a last message that runs from right to left', () => {
    const one = summary([TALK]);
    const conversations = one.conversations.map((each) => ({
      ...each,
      proof: { ...each.proof!, looked: { ...each.proof!.looked!, last: { preview: 'تغادر العبارة', at: new Date(1970, 0, 1).getTime() } } },
    }));
    assert.match(renderRepairReport({ ...one, conversations }, after([]), 'en'), /Last message: “تغادر العبارة”\u200e · Jan 1, 1970, 00:00$/m);
    assert.doesNotMatch(renderRepairReport(one, after([]), 'en'), /\u200e/);
  });

  it('proves each conversation by what stands there now', () => {
    const report = renderRepairReport(summary([TALK]), after([]), 'en');
    for (const line of [
      /^# Repair of /,
      /^## Winter timetable, all piers$/m,
      /^- 998 messages are back; the conversation has 1,000 of 1,000 now$/m,
      /^- Last message: “The ferry leaves at 06:20\.”$/m,
      /^- Hermes WebUI can load it \(9 of 9 checks\)$/m,
      /^- A new check finds nothing wrong with this conversation$/m,
      /^What was there before is kept in \\?~\/r\.$/m,
    ])
      assert.match(report, line);
  });

  it('does not say that a file is kept where there was none', () => {
    const made = { ...summary([TALK]), conversations: summary([TALK]).conversations.map((one) => ({ ...one, isNew: true })) };
    const report = renderRepairReport(made, after([]), 'en');
    assert.match(report, /^- There was no file before$/m);
    assert.doesNotMatch(report, /The file as it was is kept/);
  });

  it('says what is not proven', () => {
    const other = renderRepairReport(summary([{ ...TALK, isOther: true }]), frame, 'en');
    assert.match(other, /The conversation file is not as the repair wrote it/);
    assert.match(other, /The check that follows could not be made/);
    assert.doesNotMatch(other, /1,000 of 1,000/);
    const still = { session_id: 's0', category: 'repairable', title: 'Chat *shrank*' };
    assert.match(renderRepairReport(summary([TALK]), after([still]), 'en'), /A new check still finds: Chat \\\*shrank\\\*/);
    const folder = renderRepairReport(summary([], { hasIndex: true }, 2), after([]), 'en');
    assert.match(folder, /^2 leftover files were moved aside\.\n\nThe list of conversations \(\\_index\.json\) was made anew\.$/m);
    const skipped = renderRepairReport(summary([{ outcome: SKIPPED('busy') }]), after([]), 'en');
    assert.match(skipped, /^- Not done: another program holds the file$/m);
    assert.match(renderRepairReport(summary([{ outcome: { state: 'failed', errno: 'EIO' } }]), after([]), 'en'), /^- Not done: the disk reports an error \\?\(EIO\\?\)$/m);
  });
});
