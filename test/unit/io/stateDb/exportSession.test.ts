import * as assert from 'node:assert/strict';
import { Failure } from '../../../../src/core/failure';
import { exportSession, type ExportedSession } from '../../../../src/io/stateDb/exportSession';
import { readSessions } from '../../../../src/io/stateDb/sessionRows';
import { FIXTURE_SECOND } from '../../../support/fixtureDatabase';
import { columnsOf } from '../../../support/hermesSchema';
import { treeOf, useStateDb, VERSIONS, type Leaf } from './setup';

describe('exportSession', function () {
  this.timeout(120_000);
  const setup = useStateDb();
  const whole = (id = 's'): ExportedSession | null =>
    setup.read((db, schema) => {
      const [record] = readSessions(db, schema, [id]);
      return record === undefined ? null : exportSession(db, schema, record);
    });
  const exported = (id = 's'): ExportedSession['row'] | null => whole(id)?.row ?? null;
  const messages = (): Record<string, unknown>[] => exported()?.messages as Record<string, unknown>[];

  for (const schema of VERSIONS) {
    it(`writes the columns of schema ${schema} in table order`, async () => {
      await setup.make(
        (db) => {
          db.addSession({ id: 's', source: 'cli', started_at: FIXTURE_SECOND + 0.5, model: 'm' });
          db.addMessage({ session_id: 's', role: 'user', content: 'hello', timestamp: FIXTURE_SECOND + 7 });
        },
        { schema },
      );
      const session = exported();
      const lastActive = schema === 1 ? [] : ['last_active'];
      assert.deepEqual(Object.keys(session ?? {}), [...columnsOf('sessions', schema), ...lastActive, 'messages']);
      assert.deepEqual(
        [session?.id, session?.started_at, session?.ended_at, session?.message_count],
        ['s', FIXTURE_SECOND + 0.5, null, 0],
      );
      if (schema > 1) assert.equal(session?.last_active, FIXTURE_SECOND + 7);
      const [message] = messages();
      assert.deepEqual(Object.keys(message ?? {}), columnsOf('messages', schema));
      assert.deepEqual([message?.id, message?.content, message?.tool_calls], [1, 'hello', null]);
    });
  }

  it('writes live rows by id, and NULL counts as live', async () => {
    await setup.make((db) => {
      db.exec(
        'DROP INDEX idx_messages_session_active; DROP INDEX idx_messages_active_null; ' +
          'DROP INDEX idx_messages_display_page;',
      );
      db.exec('ALTER TABLE messages DROP COLUMN active; ALTER TABLE messages ADD COLUMN active INTEGER;');
      db.addSession({ id: 's' });
      for (const [active, timestamp] of [
        [1, 9],
        [0, 1],
        [null, 3],
        [2, 2],
      ] as const) {
        db.addMessage({ session_id: 's', role: 'user', active, timestamp: FIXTURE_SECOND + timestamp });
      }
    });
    assert.deepEqual(
      messages().map((message) => message.id),
      [1, 3, 4],
    );
  });

  it('decodes structured content and tool calls, and keeps everything else as it is', async () => {
    await setup.make((db) => {
      db.exec(
        'ALTER TABLE messages ADD COLUMN anthropic_content_blocks TEXT; ALTER TABLE sessions ADD COLUMN icon BLOB;',
      );
      db.addSession({ id: 's', title: 'NUL\0inside', model_config: '{"a": 1}' });
      db.exec("UPDATE sessions SET icon = x'00ff'");
      db.addMessage({
        session_id: 's',
        role: 'user',
        content: '\0json:[{"type":"text","text":"x"}]',
        tool_calls: '[{"id": 1}]',
      });
      db.addMessage({
        session_id: 's',
        role: 'user',
        content: '\0json:{broken',
        tool_calls: '{broken',
        display_identity: Uint8Array.of(1, 2, 3),
      });
      db.addMessage({ session_id: 's', role: 'user', content: Uint8Array.of(0x61, 0xff), tool_calls: '' });
      db.addMessage({ session_id: 's', role: 'user', content: null });
      db.exec("UPDATE messages SET anthropic_content_blocks = '[]' WHERE id = 4");
    });
    const session = exported();
    assert.deepEqual([session?.title, session?.model_config, session?.icon], ['NUL\0inside', '{"a": 1}', 'AP8=']);
    assert.deepEqual(
      messages().map((m) => [m.content, m.tool_calls, m.display_identity, m.anthropic_content_blocks]),
      [
        [[{ type: 'text', text: 'x' }], [{ id: 1 }], null, null],
        ['\0json:{broken', [], 'AQID', null],
        ['a\ufffd', '', null, null],
        [null, null, null, '[]'],
      ],
    );
  });

  it('writes the prompt that a hash stands for', async () => {
    let cut = '';
    await setup.make((db) => {
      const whole = db.addSystemPrompt('You are Hermes.');
      cut = db.addSystemPrompt(Uint8Array.of(0x41, 0xe6, 0x97));
      db.addSession({ id: 's', system_prompt_hash: whole });
      db.addSession({ id: 'cut', system_prompt_hash: cut });
      db.addSession({ id: 'inline', system_prompt: 'Inline', system_prompt_hash: whole });
      db.addSession({ id: 'lost', system_prompt_hash: 'no such hash' });
    });
    assert.deepEqual(
      ['s', 'cut', 'inline', 'lost'].map((id) => exported(id)?.system_prompt),
      ['You are Hermes.', 'A\ufffd', 'Inline', null],
    );
    assert.equal(exported('cut')?.system_prompt_hash, cut);
  });

  it('is nothing for a session without a row', async () => {
    await setup.make((db) => db.addMessage({ session_id: 's', role: 'user' }));
    assert.equal(exported(), null);
  });

  it('writes what is readable around damaged pages, and nothing when no message is', async () => {
    const bytes = await setup.make((db) => {
      db.addSession({ id: 's' });
      for (let i = 1; i <= 200; i += 1)
        db.addMessage({ session_id: 's', role: 'user', content: `m${i} ${'.'.repeat(200)}`, active: i % 10 === 0 ? 0 : 1 });
    });
    const before = whole();
    assert.equal(before?.incomplete, false);
    const all = messages();
    assert.equal(all.length, 180);
    const { leaves } = await treeOf(bytes, 'messages');
    const lost = leaves[2] as Leaf;
    setup.clobber([lost.page]);
    assert.equal(whole()?.incomplete, true);
    assert.deepEqual(
      messages(),
      all.filter(({ id }) => Number(id) < lost.from || Number(id) > lost.to),
    );
    setup.clobber(leaves.map(({ page }) => page));
    assert.throws(
      () => whole(),
      (error) => Failure.is(error, 'db_damaged'),
    );
  });
});
