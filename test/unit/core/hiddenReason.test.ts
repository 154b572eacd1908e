import * as assert from 'node:assert/strict';
import type { FileConversation } from '../../../src/core/fileConversation';
import type { SessionRecord } from '../../../src/core/sessionRecord';
import { buildSessionTree } from '../../../src/core/sessionTree';
import { conversationOf, onlyConversation, compressed, file, record, SECOND } from './sessionSamples';

const hiddenOf = (fields: Partial<SessionRecord>, files: readonly FileConversation[] = []): string | null =>
  onlyConversation([record('a', fields)], files).hidden;

describe('why a conversation is hidden', () => {
  it('is what it is to its parent, before anything else', () => {
    const below = (fields: Partial<SessionRecord>): string | null =>
      conversationOf(buildSessionTree([record('p'), record('a', { parent_session_id: 'p', ...fields })], []), 'a')
        .hidden;
    const everything = {
      archived: true,
      hidden: true,
      source: 'cron',
      message_count: 0,
      title: null,
      newest_message_at: null,
    };
    assert.equal(below({ delegate_from: 'p', ...everything }), 'delegate');
    assert.equal(below(everything), 'subagent');
    assert.equal(below({ branched_from: 'p', title: 'x' }), null);
    assert.equal(below({ reset_from: 'p', title: 'x' }), null);
    assert.equal(below({ branched_from: 'p', ...everything }), 'archived');
    const rivals = ['won', 'lost'].map((id) =>
      record(id, { parent_session_id: 'p', ended_at: id === 'lost' ? SECOND : null }),
    );
    assert.equal(
      conversationOf(buildSessionTree([compressed('p'), ...rivals], []), 'lost').hidden,
      'subagent',
      'a continuation that lost',
    );
  });

  it('is archived, then hidden, then tool, then a background source, then being empty', () => {
    const empty = { message_count: 0, newest_message_at: null, title: null };
    assert.equal(hiddenOf({ archived: true, hidden: true, source: 'tool', ...empty }), 'archived');
    assert.equal(hiddenOf({ hidden: true, source: 'tool', ...empty }), 'hidden');
    assert.equal(hiddenOf({ source: 'tool', ...empty }), 'tool');
    assert.equal(hiddenOf({ source: 'cron', ...empty }), 'background');
    assert.equal(hiddenOf(empty), 'empty');
    assert.equal(hiddenOf({}), null);
  });

  it('is background for cron, webhook, kanban and oneshot, however they are written', () => {
    for (const source of ['cron', 'webhook', 'kanban', 'oneshot', 'Cron', 'KANBAN'])
      assert.equal(hiddenOf({ source }), 'background', source);
    for (const source of ['cli', 'msgraph_webhook', 'api_server', 'constructor', '__proto__', ''])
      assert.equal(hiddenOf({ source }), null, source);
  });

  it('is never being empty while anything was said, is known, or is going on', () => {
    const empty = { message_count: 0, newest_message_at: null, title: null };
    assert.equal(hiddenOf({ ...empty, title: 'Named' }), null);
    assert.equal(hiddenOf({ ...empty, newest_message_at: SECOND }), null, 'the cached count lies');
    assert.equal(hiddenOf({ ...empty, message_count: null }), null, 'unknown is not nothing');
    assert.equal(hiddenOf({ ...empty, message_count: 1 }), null);
    const tree = buildSessionTree(
      [compressed('root', { ...empty }), record('tip', { ...empty, parent_session_id: 'root' })],
      [],
    );
    assert.equal(tree.conversations[0]?.hidden, null, 'its older segment has words');
    for (const work of [
      { hasStream: true },
      { hasPending: true },
      { hasWorktree: true },
      { hasPreviousCopy: true },
      { problem: { reason: 'torn', detail: '' } },
    ] as const) {
      assert.equal(
        onlyConversation([], [file('a', { title: null, messageCount: 0, ...work })]).hidden,
        null,
        JSON.stringify(work),
      );
    }
    assert.equal(onlyConversation([], [file('a', { title: null, messageCount: 0 })]).hidden, 'empty');
  });

  it('is archived where only the conversation file of a WebUI conversation says so', () => {
    assert.equal(hiddenOf({ source: 'webui' }, [file('a', { archived: true })]), 'archived');
    assert.equal(hiddenOf({ source: 'cli' }, [file('a', { archived: true })]), null);
    assert.equal(hiddenOf({ source: 'webui' }, [file('a', { archived: true, place: 'previousCopy' })]), null);
    assert.equal(onlyConversation([], [file('a', { archived: true })]).hidden, 'archived');
  });
});
