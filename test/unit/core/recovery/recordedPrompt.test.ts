import * as assert from 'node:assert/strict';
import { hasPrompt, isAnswered } from '../../../../src/core/recovery/recordedPrompt';
import type { MessagePrint } from '../../../../src/core/recovery/snapshot';

const user = (key: string, at: number | null): MessagePrint => ({ role: 'user', key, at, isRecovered: false });
const answer = (at: number | null): MessagePrint => ({ role: 'assistant', key: 'answer', at, isRecovered: false });
const PROMPT = user('yes', 100_000);

describe('recordedPrompt', () => {
  it('knows the prompt at the end, whatever its time', () => {
    assert.ok(hasPrompt([user('yes', null)], PROMPT));
    assert.ok(!isAnswered([user('yes', null)], PROMPT));
  });

  it('does not take an earlier prompt of the same words for it', () => {
    assert.ok(!hasPrompt([user('yes', 50_000), answer(51_000)], PROMPT));
    assert.ok(!hasPrompt([user('yes', null), answer(null)], PROMPT));
  });

  it('knows it by its time, and whether it was answered', () => {
    const prints = [user('yes', 99_000), answer(101_000)];
    assert.ok(hasPrompt(prints, PROMPT) && isAnswered(prints, PROMPT));
  });

  it('knows the last prompt of a transcript of the agent’s, which has no times', () => {
    const prints = [user('yes', null), answer(null)];
    assert.ok(hasPrompt(prints, PROMPT, true) && isAnswered(prints, PROMPT, true));
    assert.ok(!hasPrompt([...prints, user('no', null), answer(null)], PROMPT, true));
  });
});
