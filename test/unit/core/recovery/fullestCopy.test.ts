import * as assert from 'node:assert/strict';
import type { CopyName } from '../../../../src/core/transcriptTarget';
import { judgeCopies, type CountedCopy } from '../../../../src/core/recovery/fullestCopy';
import { parseIntent } from '../../../../src/core/recovery/guards';
import type { StoredPrint } from '../../../../src/core/recovery/snapshot';

type Json = Record<string, unknown>;

/** "u1 a1": a minute each by its number, so that equal words are equal messages. */
const prints = (words: string): StoredPrint[] =>
  words
    .split(' ')
    .filter((word) => word !== '')
    .map((key, place) => ({
      role: key.startsWith('u') ? 'user' : 'assistant',
      key,
      at: 1_777_626_000_000 + Number(key.slice(1)) * 60_000 + (key.startsWith('a') ? 5_000 : 0),
      isRecovered: false,
      place,
    }));
const copy = (source: CopyName, words: string, file: Json | null = null): CountedCopy => {
  const all = prints(words);
  const messages = all.map(({ role, key }) => ({ role, content: key }));
  const isFile = source === 'conversation_file' || source === 'previous_copy';
  return { source, messageCount: all.length, prints: all, notes: [], intent: isFile ? parseIntent({ messages, ...file }) : null };
};
const judged = (copies: CountedCopy[], isDeleted = false): [CopyName | null, boolean, Json] => {
  const { fullest, isDiverged, copies: found } = judgeCopies(copies, isDeleted);
  return [fullest, isDiverged, Object.fromEntries(found.map(({ source, against }) => [source, against]))];
};

const UNDONE = { intentional_shrink_generation: '7b249d4c72bf4c01b3597de44db629b4' };
const CLEARED = { clear_generation: 'g1', truncation_watermark: 0, truncation_boundary: 0 };

describe('the copy that is shown by default', () => {
  it('is the one that has every message of all others', () => {
    const [fullest, isDiverged] = judged([copy('state_db', 'u1 a1'), copy('session_jsonl', 'u1 a1 u2 a2'), copy('conversation_file', 'u1')]);
    assert.deepEqual([fullest, isDiverged], ['session_jsonl', false]);
  });

  it('is state.db among equals, then what Hermes would ask next', () => {
    const order = ['state_db', 'conversation_file', 'previous_copy', 'session_json', 'session_jsonl'] as const;
    for (const [i, first] of order.entries()) {
      const equal = order.slice(i).map((source) => copy(source, 'u1 a1'));
      assert.equal(judged(equal.reverse())[0], first);
    }
    assert.deepEqual(judged([]), [null, false, {}]);
  });

  it('is never decided by length: what covers no other is left to the person, beginning with what Hermes reads', () => {
    const copies = [copy('conversation_file', 'u1 a1 u2 a2 u3 a3'), copy('state_db', 'u1 a1 u9')];
    assert.deepEqual(judged(copies).slice(0, 2), ['state_db', true]);
  });

  it('has what it keeps as a note, also where another store keeps it as if somebody had said it', () => {
    const rows = { ...copy('state_db', 'u1 a1'), notes: prints('u2') };
    assert.deepEqual(judged([rows, copy('conversation_file', 'u1 a1 u2')]).slice(0, 2), ['state_db', false]);
    // The note itself is nothing that the other one lacks.
    assert.equal(judged([{ ...copy('session_json', 'u1'), notes: prints('u2') }, copy('conversation_file', 'u1 a1')])[0], 'conversation_file');
  });

  it('is not one with what a person undid, cleared or deleted', () => {
    const short = copy('conversation_file', 'u1 a1', UNDONE);
    assert.deepEqual(judged([short, copy('previous_copy', 'u1 a1 u2 a2')]), [
      'conversation_file',
      false,
      { conversation_file: null, previous_copy: 'undone' },
    ]);
    const cleared = copy('conversation_file', 'u3', CLEARED);
    assert.deepEqual(judged([cleared, copy('previous_copy', 'u1 a1 u2 a2 u3')])[2].previous_copy, 'cleared');
    assert.deepEqual(judged([copy('previous_copy', 'u1 a1')], true)[2], { previous_copy: 'deleted' });
    // A conversation file that is there outweighs the list of deleted ones.
    assert.equal(judged([copy('conversation_file', 'u1'), copy('previous_copy', 'u1 a1')], true)[0], 'previous_copy');
  });

  it('is no store without marks that has more than a file from which something was taken on purpose', () => {
    for (const source of ['state_db', 'session_json', 'session_jsonl'] as const) {
      const more = judged([copy('conversation_file', 'u1 a1', UNDONE), copy(source, 'u1 a1 u2 a2')]);
      assert.deepEqual([more[0], more[2][source]], ['conversation_file', 'taken_out']);
      const same = judged([copy('conversation_file', 'u1 a1', UNDONE), copy(source, 'u1 a1')]);
      assert.equal(same[2][source], null);
    }
    // Without such a mark it is simply the fuller one.
    assert.equal(judged([copy('conversation_file', 'u1 a1'), copy('state_db', 'u1 a1 u2 a2')])[0], 'state_db');
  });

  it('is the usual one where something speaks against all', () => {
    const [fullest, , against] = judged([copy('state_db', 'u1'), copy('previous_copy', 'u1 a1')], true);
    assert.deepEqual([fullest, against], ['previous_copy', { state_db: 'deleted', previous_copy: 'deleted' }]);
  });
});
