import * as assert from 'node:assert/strict';
import { findInPage, findPattern, toFindPage, toFindTexts, type FindHit, type FindQuery } from '../../../src/core/find';
import type { Message } from '../../../src/core/message';
import { call, message } from '../webview/samples';

const find = (messages: readonly Message[], query: Partial<FindQuery> & { readonly text: string }): FindHit[] => {
  const whole: FindQuery = { matchCase: false, wholeWord: false, isRegex: false, scope: 'all', ...query };
  const pattern = findPattern(whole);
  assert.ok(pattern !== null, query.text);
  return findInPage(toFindPage('', 0, messages.map(toFindTexts)), pattern, whole.scope);
};
const said = (...texts: string[]): Message[] => texts.map((text, i) => message(String(i), 'user', { text }));

describe('find', () => {
  it('takes every sign for itself, unless it is asked for a pattern', () => {
    for (const text of ['.*+?^$', '(a|b)', '[x]', 'a\\b', '{1}', 'a-b', 'a/b', '\\d', '€', '😀', '#'])
      assert.deepEqual(find(said(text), { text }).map((hit) => hit.words), [[text]], text);
    assert.deepEqual(find(said('axb'), { text: 'a.b' }), []);
    assert.deepEqual(find(said('axb'), { text: 'a.b', isRegex: true })[0]?.words, ['axb']);
    assert.deepEqual(find(said('a-b'), { text: 'a\\-b', isRegex: true })[0]?.words, ['a-b'], 'old patterns, too');
  });

  it('tells forms of a match apart, and counts all', () => {
    assert.deepEqual(find(said('Pier pier PIER pier'), { text: 'pier' }), [
      { index: 0, slot: 'part:0', count: 4, words: ['Pier', 'pier', 'PIER'] },
    ]);
  });

  it('knows words of every language', () => {
    const at = (text: string, word: string): number => find(said(text), { text: word, wholeWord: true })[0]?.count ?? 0;
    assert.deepEqual([at('naïve naïveté', 'naïve'), at('Straße straßen', 'straße'), at('мост мосты', 'мост')], [1, 1, 1]);
  });

  it('does not stand still at empty matches, and finds across no border of texts', () => {
    assert.deepEqual(find(said('abc'), { text: 'x*', isRegex: true }), []);
    assert.deepEqual(find(said('ab', 'cd'), { text: 'bc' }), []);
  });

  it('searches what is shown: outputs as they read, arguments as they stand on the card', () => {
    const messages = [
      message('1', 'assistant', { reasoning: 'thought', toolCalls: [call('a', 'terminal', { command: 'ls', note: 'a "quoted" note' })] }),
      message('2', 'tool', { toolCallId: 'a', text: JSON.stringify({ output: 'one\ttwo\n\u001b[31mred', exit_code: 1 }) }),
    ];
    assert.deepEqual(find(messages, { text: 'a "quoted"' }).map((hit) => [hit.index, hit.slot]), [[0, 'call:0']]);
    assert.deepEqual(find(messages, { text: 'one\ttwo' }).map((hit) => [hit.index, hit.slot]), [[1, 'part:0']]);
    assert.deepEqual(find(messages, { text: 'exit_code' }), []);
    assert.deepEqual(find(messages, { text: 'thought' }).map((hit) => hit.slot), ['reasoning']);
    assert.deepEqual(find(messages, { text: 'ls', scope: 'tools' }).map((hit) => hit.index), [0]);
    assert.deepEqual(find(messages, { text: 'red', scope: 'errors' }).map((hit) => hit.index), [1]);
    assert.deepEqual(find(messages, { text: 'thought', scope: 'tools' }), []);
    const marked = [message('1', 'assistant', { text: '**bo**ld [word](https://hidden.example)', reasoning: '*so*so' }), message('2', 'system', { text: '**as** it is' })];
    assert.deepEqual(['bold', 'soso', 'hidden', '**as**'].map((text) => find(marked, { text }).map((hit) => hit.slot)), [['part:0'], ['reasoning'], [], ['part:0']]);
  });

  it('bounds what it tells of one text', () => {
    const words = Array.from({ length: 500 }, (_, i) => `w${i}`).join(' ');
    const [hit] = find(said(words), { text: 'w\\d+', isRegex: true });
    assert.equal(hit?.count, 500);
    assert.ok(hit.words.length <= 20);
    assert.ok((find(said('x'.repeat(10_000)), { text: 'x+', isRegex: true })[0]?.words[0]?.length ?? 0) <= 200);
  });
});
