import * as assert from 'node:assert/strict';
import type { FindingPage } from '../../../../src/core/findingPage';
import type { EndedConversation } from '../../../../src/core/recovery/repairSummary';
import { proofPageOf } from '../../../../src/ui/recovery/proofPageOf';
import type { Proof } from '../../../../src/ui/recovery/proof';

const page = {
  icon: 'warning',
  tone: 'warning',
  state: ['Safe to repair', 'profile default', 'found at 14:10'],
  title: 'Chat shrank: 1,000 to 2 messages. 998 can come back.',
  subtitle: 'Winter timetable',
  notice: 'The last check does not find this any more.',
  actions: [],
  answers: [{ label: 'What happened', text: 'It has 2 messages.' }],
  checks: [],
  copies: [{ name: 'conversation file' }],
  path: '~/x.json',
  evidence: [{ name: 'live_messages', value: '2' }],
} as unknown as FindingPage;

const proof = (conversation: Partial<EndedConversation>, isGood = true): Proof =>
  ({
    conversation: { sessionId: 'x', added: 998, leftOut: 0, leftBeside: null, isAsPlanned: true, ...conversation },
    checks: [{ text: 'Hermes WebUI can load it (9 of 9 checks)', isGood }],
    repairedAt: Date.UTC(2026, 10, 21, 14, 12),
  }) as unknown as Proof;
const shown = (...args: Parameters<typeof proof>): FindingPage => proofPageOf(page, proof(...args), [{ label: 'Read', look: 'primary' }], 'en');

describe('the page of a finding that was repaired', () => {
  it('says what is back in the place of what was wrong, and what to do next', () => {
    const { title, tone, icon, state, notice, subtitle, checks, path } = shown({});
    assert.deepEqual([title, tone, icon, subtitle, path], ['998 messages are back.', 'good', 'pass', 'Winter timetable', '~/x.json']);
    assert.match(state.join(' · '), /^Repair of .*\d\d:\d\d · profile default$/);
    assert.match(notice ?? '', /^Restart Hermes WebUI, or reopen the chat there\. .*you are told\.$/);
    assert.equal(checks.length, 1);
  });

  it('shows nothing more of what stood there before', () => {
    const { answers, copies, evidence } = shown({});
    assert.deepEqual([answers, copies, evidence], [[], [], []]);
  });

  it('promises nothing that was not found', () => {
    assert.equal(shown({ isAsPlanned: false }).title, 'Repaired, and then changed by another program.');
    assert.equal(shown({ added: 0 }).title, 'Repaired.');
    // Where a person left messages out the difference of two counts is not what came back.
    assert.equal(shown({ leftOut: 3, messages: 12 }).title, '12 messages now, as you decided.');
    assert.match(shown({ isAsPlanned: false }).notice ?? '', /^Read it before you go on/);
    const leftBeside = { target: 'x.json.bak', outcome: { state: 'failed', errno: 'EACCES' } } as const;
    // Hermes WebUI would put the copy back when it starts: nothing sends there first.
    assert.match(shown({ leftBeside }).notice ?? '', /^x\.json\.bak could not be put away: .*while Hermes WebUI is stopped/);
    assert.deepEqual([shown({}, false).tone, shown({}, false).icon], ['warning', 'warning']);
  });
});
