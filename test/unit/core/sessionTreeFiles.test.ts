import * as assert from 'node:assert/strict';
import type { FileConversation } from '../../../src/core/fileConversation';
import { buildSessionTree } from '../../../src/core/sessionTree';
import { conversationOf, onlyConversation, compressed, file, record, SECOND } from './sessionSamples';

describe('files in the session tree', () => {
  it('join the row of their id and add only where they live', () => {
    const one = onlyConversation(
      [record('a')],
      [file('a', { hasPreviousCopy: true, messageCount: 77 }), file('a', { place: 'agentJsonl' })],
    );
    assert.equal(one.title, 'Title of a');
    assert.equal(one.messageCount, 2);
    assert.deepEqual(one.places, ['state.db', 'conversationFile', 'previousCopy', 'agentJsonl']);
  });

  it('name a conversation whose row has no title', () => {
    assert.equal(onlyConversation([record('a', { title: null })], [file('a')]).title, 'File a');
  });

  it('stand alone where there is no row, the store that Hermes asks first speaking', () => {
    const one = onlyConversation(
      [],
      [
        file('a', { place: 'agentJson', title: 'Agent' }),
        file('a', { title: 'WebUI', createdAt: SECOND * 1000, lastMessageAt: (SECOND + 5) * 1000 }),
      ],
    );
    assert.equal(one.title, 'WebUI');
    assert.equal(one.source, 'webui');
    assert.equal(one.startedAt, SECOND * 1000);
    assert.equal(one.lastActiveAt, (SECOND + 5) * 1000);
    assert.equal(one.messageCount, 3);
    assert.equal(one.rowMissing, false);
    assert.deepEqual(one.places, ['conversationFile', 'agentJson']);
  });

  it('are dated by whatever time they have', () => {
    const times = (fields: Partial<FileConversation>): unknown => {
      const { startedAt, lastActiveAt } = onlyConversation(
        [],
        [file('a', { modifiedAt: (SECOND + 1) * 1000, ...fields })],
      );
      return [startedAt, lastActiveAt].map((at) => (at ?? 0) / 1000 - SECOND);
    };
    assert.deepEqual(times({}), [1, 1]);
    assert.deepEqual(times({ updatedAt: (SECOND + 7) * 1000 }), [7, 7]);
    assert.deepEqual(
      times({ updatedAt: (SECOND + 7) * 1000, createdAt: SECOND * 1000, lastMessageAt: (SECOND + 6) * 1000 }),
      [0, 6],
    );
  });

  it('tell what a lost row would have told', () => {
    const orphan = record('a', {
      rowMissing: true,
      source: '',
      title: null,
      message_count: null,
      started_at: null,
      newest_message_at: SECOND + 3,
    });
    assert.equal(onlyConversation([orphan]).rowMissing, true);
    const one = onlyConversation([orphan], [file('a', { title: 'Known' })]);
    assert.equal(one.title, 'Known');
    assert.equal(one.source, 'webui');
    assert.equal(one.rowMissing, true);
    assert.deepEqual(one.places, ['state.db', 'conversationFile']);
    assert.equal(one.lastActiveAt, (SECOND + 3) * 1000, 'its messages are still dated');
  });

  it('fold a snapshot made before a compression into the conversation that goes on', () => {
    const snapshot = file('old', { isPreCompressionSnapshot: true });
    for (const [rows, files] of [
      [[], [snapshot, file('new', { parentId: 'old' })]],
      [[compressed('old')], [snapshot, file('new', { parentId: 'old' })]],
      [[record('old', { rowMissing: true })], [file('new', { parentId: 'old' }), snapshot]],
      [[record('new', { parent_session_id: 'old' })], [snapshot]],
    ] as const) {
      const tree = buildSessionTree(rows, files);
      assert.deepEqual(
        tree.conversations.map((c) => c.segmentIds),
        [['old', 'new']],
      );
      assert.equal(tree.conversations[0]?.hidden, null);
    }
  });

  it('are branches, not subagents, of a parent that was not compressed', () => {
    for (const [rows, files] of [
      [[record('p')], [file('a', { parentId: 'p' })]],
      [[], [file('p'), file('a', { parentId: 'p' })]],
      [[], [file('a', { parentId: 'gone' })]],
      // The row knows better than the file beside it.
      [[record('p')], [file('p', { isPreCompressionSnapshot: true }), file('a', { parentId: 'p' })]],
    ] as const) {
      const one = conversationOf(buildSessionTree(rows, files), 'a');
      assert.equal(one.relation, 'branch');
      assert.equal(one.hidden, null);
    }
    assert.equal(
      conversationOf(buildSessionTree([record('p')], [file('a', { parentId: 'p', source: 'subagent' })]), 'a').hidden,
      'subagent',
    );
  });

  it('pin a conversation', () => {
    assert.equal(onlyConversation([record('a')], [file('a', { pinned: true })]).pinned, true);
    assert.equal(
      onlyConversation([compressed('a', { pinned: true }), record('b', { parent_session_id: 'a' })]).pinned,
      true,
    );
    assert.equal(onlyConversation([record('a')]).pinned, false);
  });

  it('say what is wrong with them', () => {
    const one = onlyConversation([record('a')], [file('a', { problem: { reason: 'torn', detail: 'ends at 512' } })]);
    assert.equal(one.fileProblem, 'ends at 512');
  });
});
