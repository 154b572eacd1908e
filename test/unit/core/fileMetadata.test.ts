import * as assert from 'node:assert/strict';
import { parseAgentFile, parseAgentLines } from '../../../src/core/agentMetadata';
import { parseIndexRow, parseWebuiFile } from '../../../src/core/webuiMetadata';

describe('parseWebuiFile', () => {
  it('reads what WebUI keeps', () => {
    const metadata = parseWebuiFile(
      {
        session_id: 'a',
        title: 'Plans',
        workspace: '/w',
        model: 'm',
        created_at: 1785000000,
        updated_at: 1785000009,
        pinned: true,
        archived: true,
        profile: 'work',
        active_stream_id: 's',
        pending_user_message: null,
        worktree_path: '/t',
        parent_session_id: 'p',
        pre_compression_snapshot: true,
        raw_source: 'telegram',
        messages: [
          { role: 'user', content: 'Hello', timestamp: 1785000001 },
          { role: 'assistant', content: 'Hi', timestamp: 1785000002 },
          { role: 'tool', content: 'x', timestamp: 1785000003 },
        ],
      },
      true,
    );
    assert.deepEqual(metadata, {
      title: 'Plans',
      source: 'telegram',
      model: 'm',
      profile: 'work',
      createdAt: 1785000000000,
      updatedAt: 1785000009000,
      lastMessageAt: 1785000002000,
      messageCount: 3,
      archived: true,
      pinned: true,
      hasStream: true,
      hasPending: false,
      hasWorktree: true,
      workspace: '/w',
      parentId: 'p',
      isPreCompressionSnapshot: true,
      preview: 'Hello',
      problem: null,
    });
  });

  it('knows nothing of what is missing or of the wrong type', () => {
    for (const file of [
      {},
      {
        title: 7,
        profile: ' ',
        created_at: 'x',
        archived: 'yes',
        messages: {},
        pending_user_message: '',
        source_tag: null,
      },
    ]) {
      const metadata = parseWebuiFile(file, false);
      assert.equal(metadata.title, null);
      assert.equal(metadata.source, 'webui');
      assert.equal(metadata.profile, 'default');
      assert.equal(metadata.createdAt, null);
      assert.equal(metadata.archived, false);
      assert.equal(metadata.hasPending, false);
      assert.equal(metadata.messageCount, null);
    }
    assert.equal(parseWebuiFile({ title: 'Untitled' }, false).title, null);
    assert.equal(parseWebuiFile({ is_cli_session: true }, false).source, 'cli');
  });

  it('counts what it saw, never believes a stored number then', () => {
    assert.equal(parseWebuiFile({ message_count: 9, messages: [{}] }, true).messageCount, 1);
    assert.equal(parseWebuiFile({ message_count: 9, messages: [{}] }, false).messageCount, 9);
    for (const message_count of [-1, 1.5, '9', null])
      assert.equal(parseWebuiFile({ message_count }, false).messageCount, null);
  });

  it('takes a waiting prompt for the last message', () => {
    const file = {
      pending_user_message: 'next?',
      pending_started_at: 1785000100,
      messages: [{ role: 'user', timestamp: 1785000001 }],
    };
    assert.equal(parseWebuiFile(file, true).lastMessageAt, 1785000100000);
    assert.equal(parseWebuiFile(file, true).hasPending, true);
    assert.equal(parseWebuiFile(file, true).preview, 'next?');
  });
});

describe('parseIndexRow', () => {
  it('takes over counts and times', () => {
    const row = parseIndexRow({
      session_id: 'a',
      title: 'T',
      message_count: 4,
      last_message_at: 1785000002,
      updated_at: 1785000003,
    });
    assert.equal(row.messageCount, 4);
    assert.equal(row.lastMessageAt, 1785000002000);
    assert.equal(row.updatedAt, 1785000003000);
  });

  it('does not believe the 1 that stands for a waiting prompt', () => {
    assert.equal(parseIndexRow({ message_count: 1, has_pending_user_message: true }).messageCount, null);
    assert.equal(parseIndexRow({ message_count: 2, has_pending_user_message: true }).messageCount, 2);
  });
});

describe('agent transcripts', () => {
  it('reads the object', () => {
    const file = {
      session_id: 'x',
      model: 'm',
      platform: 'cli',
      session_start: '2026-05-20T10:00:00',
      last_updated: '2026-05-20T11:00:00',
      message_count: 7,
    };
    const metadata = parseAgentFile(file, false);
    assert.equal(metadata.source, 'cli');
    assert.equal(metadata.model, 'm');
    assert.equal(metadata.createdAt, new Date(2026, 4, 20, 10).getTime());
    assert.equal(metadata.lastMessageAt, new Date(2026, 4, 20, 11).getTime());
    assert.equal(metadata.messageCount, 7);
    assert.equal(parseAgentFile({ ...file, messages: [{ role: 'user', content: 'q' }] }, true).messageCount, 1);
  });

  it('reads the lines', () => {
    const meta = { role: 'session_meta', model: 'm', platform: 'telegram', timestamp: '2026-05-20T10:00:00Z' };
    const first = [meta, { role: 'user', content: 'Hello' }, 7];
    const metadata = parseAgentLines(first, [{ role: 'assistant', timestamp: '2026-05-20T11:00:00Z' }, {}], false);
    assert.equal(metadata.source, 'telegram');
    assert.equal(metadata.createdAt, Date.UTC(2026, 4, 20, 10));
    assert.equal(metadata.lastMessageAt, Date.UTC(2026, 4, 20, 11));
    assert.equal(metadata.messageCount, null);
    assert.equal(metadata.preview, 'Hello');
    assert.equal(parseAgentLines(first, first, true).messageCount, 1);
  });
});
