import * as assert from 'node:assert/strict';
import { say } from '../../../../src/core/words/say';
import { TRANSCRIPT_WORDS } from '../../../../src/core/words/transcript';

const TABLE = { plain: 'as it is', name: 'to {name}', count: '{count|message|messages} of {all}' } as const;

describe('say', () => {
  it('fills holes and formats numbers for the reader', () => {
    assert.equal(say(TABLE, 'plain'), 'as it is');
    assert.equal(say(TABLE, 'name', { name: 'you' }), 'to you');
    assert.equal(say(TABLE, 'count', { count: 1, all: 20_000 }), '1 message of 20,000');
    assert.equal(say(TABLE, 'count', { count: 12_345, all: 0 }, 'de'), '12.345 messages of 0');
  });

  it('never fills what an argument says, and shows a hole nobody filled', () => {
    assert.equal(say(TABLE, 'name', { name: '{name}{count}', count: 3 }), 'to {name}{count}');
    assert.equal(say(TABLE, 'name'), 'to {name}');
    assert.equal(say({ odd: '{constructor}' }, 'odd'), '{constructor}');
  });
});

describe('the words of the transcript', () => {
  it('have no hole that cannot be filled and no ending they do not need', () => {
    for (const [key, words] of Object.entries(TRANSCRIPT_WORDS)) {
      assert.doesNotMatch(words.replace(/\{\w+(\|[^|{}]*\|[^|{}]*)?\}/g, ''), /[{}|]/, key);
      assert.doesNotMatch(words, /!|Oops/, key);
    }
  });
});
