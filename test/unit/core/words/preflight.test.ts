import * as assert from 'node:assert/strict';
import type { PlannedConversation } from '../../../../src/core/recovery/repairSummary';
import { changedWords, questionOf, refusalOf, type Preflight } from '../../../../src/core/words/preflight';
import { NOT_PLANNED_WORDS } from '../../../../src/core/words/repair';

const talk = (added: number, changes: Partial<PlannedConversation> = {}): PlannedConversation => ({
  sessionId: 's',
  title: 'Winter timetable',
  messages: added + 2,
  added,
  isNew: false,
  sha256: 'x',
  problem: null,
  leftOut: 0,
  movesCopy: false,
  ...changes,
});
const preflight = (conversations: readonly PlannedConversation[], changes: Partial<Preflight> = {}): Preflight => ({
  parts: { conversations, leftovers: 0, hasIndex: conversations.length > 0 },
  skipped: [],
  room: { neededBytes: 4_400_000, freeBytes: 120 * 1024 ** 3 },
  hasRoom: true,
  interruptedRun: null,
  isLocked: false,
  goneFindings: 0,
  hasDirectory: true,
  ...changes,
});
const place = { where: 'profile default', dir: '~/.hermes/webui/sessions', keptIn: '~/.hermes/webui/sessions/_recovery' };
const refusal = (changes: Partial<Preflight>): string | undefined => refusalOf(preflight([talk(1)], changes), 'en')?.text;
const lines = (asked: Preflight, reviewedAt: number | null = null): string[] => questionOf(asked, place, reviewedAt, 'en').detail.split('\n').map((line) => line.replace(/^• /, ''));

describe('the question before a repair', () => {
  it('names how many, whose, where, what comes back, and everything it rests on', () => {
    const asked = preflight([talk(998), talk(46)]);
    assert.equal(questionOf(asked, place, null, 'en').message, 'Repair 2 conversations of profile default?');
    assert.deepEqual(lines(asked), [
      'In ~/.hermes/webui/sessions. 1,044 messages come back: 998 and 46.',
      'The files as they are now are kept in ~/.hermes/webui/sessions/_recovery, and you can undo this.',
      'You have not reviewed the changes yet.',
      'None of them is in use. 4.2 MB are needed on the disk, 120 GB are free.',
      'Also: the list of conversations (_index.json) is made anew.',
    ]);
    assert.match(lines(asked, Date.now())[2] ?? '', /^Nothing has changed since you reviewed it at \d\d:\d\d\.$/);
  });

  it('says what a decision about copies leaves out, and where the previous copy goes', () => {
    assert.deepEqual(lines(preflight([talk(0, { messages: 12, leftOut: 3, movesCopy: true })])).slice(0, 3), [
      'In ~/.hermes/webui/sessions.',
      'It will have 12 messages. 3 messages of its copies are left out, as you decided.',
      'The files as they are now are kept in ~/.hermes/webui/sessions/_recovery, and you can undo this. The previous copy (.bak) goes there, too: Hermes WebUI would put it back over a shorter conversation.',
    ]);
    // What comes in and what goes out are not one number.
    assert.doesNotMatch(lines(preflight([talk(5, { leftOut: 1 })])).join(), /come back/);
  });

  it('marks where a line begins', () => {
    assert.match(questionOf(preflight([talk(1)]), place, null, 'en').detail, /^• In [^]*\n• It is not in use\. /);
  });

  it('counts one message as one, adds many up, and says nothing where nothing comes back', () => {
    assert.match(lines(preflight([talk(1)]))[0] ?? '', / 1 message comes back\.$/);
    assert.match(lines(preflight([1, 2, 3, 4, 1_000].map((n) => talk(n))))[0] ?? '', / 1,010 messages come back\.$/);
    assert.equal(lines(preflight([talk(0)]))[0], 'In ~/.hermes/webui/sessions.');
  });

  it('names what is left out and why, and what is gone', () => {
    const skipped = Object.keys(NOT_PLANNED_WORDS).map((reason, i) => ({ sessionId: `s${i}`, kinds: [], reason: reason as 'differs', title: i === 0 ? 'Tide' : null }));
    const detail = lines(preflight([talk(1), talk(0, { problem: 'source_changed' })], { skipped, goneFindings: 1 }));
    for (const words of Object.values(NOT_PLANNED_WORDS).slice(0, 4)) assert.ok(detail.some((line) => line.includes(words)), words);
    assert.ok(detail.includes(`Left out: “Tide” (${NOT_PLANNED_WORDS.in_flight}).`), detail.join('\n'));
    assert.ok(detail.includes('Left out, too: 3 others.'), detail.join('\n'));
    assert.equal(detail.at(-1), 'Left out: 1 finding that is not there any more, or changed since.');
  });

  it('speaks of the folder where no conversation changes', () => {
    const asked = preflight([], { parts: { conversations: [], leftovers: 2, hasIndex: true }, room: { neededBytes: 1, freeBytes: null } });
    assert.equal(questionOf(asked, place, null, 'en').message, 'Repair the session folder of profile default?');
    assert.deepEqual(lines(asked).slice(-2), [
      '1 B are needed on the disk.',
      'Also: 2 leftover files are moved aside, the list of conversations (_index.json) is made anew.',
    ]);
  });

  it('is not asked where nothing can be done, and the reason is said instead', () => {
    assert.equal(refusal({}), undefined);
    assert.match(refusal({ hasDirectory: false }) ?? '', /^The session folder is not there/);
    assert.match(refusal({ hasRoom: false, room: { neededBytes: 2048, freeBytes: 1024 } }) ?? '', /2 KB are needed, 1 KB are free/);
    assert.deepEqual(refusalOf(preflight([talk(1)], { isLocked: true }), 'en')?.way, 'lock');
    assert.match(refusal({ isLocked: true, hasDirectory: false }) ?? '', /^The session folder is not there/);
    assert.deepEqual(refusalOf(preflight([], { interruptedRun: 'r' }), 'en')?.way, 'complete');
    const empty = { conversations: [], leftovers: 0, hasIndex: false };
    assert.deepEqual(refusalOf(preflight([], { parts: empty }), 'en')?.way, 'audit');
    const skipped = (reason: 'in_flight' | 'differs'): Preflight =>
      preflight([], { parts: empty, skipped: [{ sessionId: 's', kinds: [], reason, title: null }] });
    assert.equal(refusalOf(skipped('in_flight'), 'en')?.text, 'Not repaired: the conversation is in use by Hermes WebUI. Try again when nothing was written to it for 10 minutes.');
    assert.equal(refusalOf(skipped('differs'), 'en')?.text, `Not repaired: s (${NOT_PLANNED_WORDS.differs}). Nothing was changed.`);
  });

  it('says what changed since it was reviewed', () => {
    assert.equal(changedWords([talk(1)], 'en'), '“Winter timetable” has changed since you reviewed it. Nothing was repaired.');
    assert.equal(changedWords([talk(1), talk(1)], 'en'), '2 conversations have changed since you reviewed them. Nothing was repaired.');
  });
});
