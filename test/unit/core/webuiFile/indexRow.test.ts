import * as assert from 'node:assert/strict';
import { indexRowOf } from '../../../../src/core/webuiFile/indexRow';

const row = (file: object, present = '{}'): Record<string, unknown> =>
  JSON.parse(indexRowOf(JSON.stringify(file), 'name', () => present)?.text ?? 'null') as Record<string, unknown>;
const user = (timestamp?: unknown): object => ({ role: 'user', content: 'x', timestamp });

describe('indexRow', () => {
  it('counts what WebUI counts', () => {
    const messages = [
      user(5),
      { role: 'assistant', content: 'y', timestamp: 6 },
      { role: 'tool', content: '', timestamp: 9 },
    ];
    const { message_count: count, user_message_count: users, last_message_at: last } = row({ messages });
    assert.deepEqual([count, users, last], [3, 1, 6]);
    assert.equal(row({ messages, message_count: 7 }).message_count, 7);
    for (const odd of [-1, 1.5, '7', null]) assert.equal(row({ messages, message_count: odd }).message_count, 3);
  });

  it('counts a waiting prompt as one message, and dates the conversation by it', () => {
    const made = row({ messages: [], pending_user_message: 'p', pending_started_at: 8, updated_at: 2 });
    assert.deepEqual(
      [made.message_count, made.last_message_at, made.has_pending_user_message, made.pending_user_message],
      [1, 8, true, 'p'],
    );
  });

  it('dates a conversation by its last message with words and a time, else by its last save', () => {
    const partial = { role: 'assistant', content: '', _partial: true, timestamp: 9 };
    assert.equal(row({ messages: [user(5), partial] }).last_message_at, 5);
    assert.equal(row({ messages: [user('5.5'), user(), user(0)] }).last_message_at, 5.5);
    assert.equal(row({ messages: [{ ...user(5), _ts: 6 }] }).last_message_at, 6);
    assert.equal(row({ messages: [], updated_at: 3 }).last_message_at, 3);
  });

  it('names a parent and a worktree only where there is one', () => {
    assert.deepEqual(
      Object.keys(row({ messages: [] })).filter((key) => /parent|worktree/.test(key)),
      [],
    );
    const made = row({ messages: [], parent_session_id: 'p', worktree_path: '/w', worktree_branch: 'b' });
    assert.deepEqual(
      [made.parent_session_id, made.worktree_path, made.worktree_branch, made.worktree_created_at],
      ['p', '/w', 'b', null],
    );
  });

  it('writes the keys of the build that wrote the file', () => {
    assert.ok(!('read_only' in row({ messages: [] })));
    assert.equal(row({ messages: [], created_workspace: '/w' }).read_only, false);
  });

  it('keeps what it does not know of the present row, and no more', () => {
    const made = row(
      { messages: [user(5)], title: 'new' },
      '{"title":"old","colour":"#06c","parent_session_id":"gone"}',
    );
    assert.deepEqual([made.title, made.colour, 'parent_session_id' in made], ['new', '#06c', false]);
  });

  it('copies numbers as they stand', () => {
    const text =
      '{"session_id":"a","updated_at":1785000012.0,"input_tokens":9007199254740993,"messages":[{"role":"user","content":"","timestamp":1785000011.0}]}';
    const made = indexRowOf(text, 'a', () => null)?.text ?? '';
    for (const piece of [
      '"updated_at":1785000012.0',
      '"input_tokens":9007199254740993',
      '"last_message_at":1785000011.0',
    ])
      assert.ok(made.includes(piece), piece);
  });

  it('has no row for what is no conversation', () => {
    for (const text of ['', '[]', '{}', '{"messages":{}}', '{"messages":['])
      assert.equal(
        indexRowOf(text, 'a', () => null),
        null,
      );
  });
});
