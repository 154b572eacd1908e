import * as assert from 'node:assert/strict';
import { toSessionJson, type SessionJson } from '../../../src/core/sessionJson';
import { buildSessionTree } from '../../../src/core/sessionTree';
import type { SessionRecord } from '../../../src/core/sessionRecord';
import type { FileConversation } from '../../../src/core/fileConversation';
import { compressed, file, record, SECOND } from './sessionSamples';

function jsonOf(id: string, rows: readonly SessionRecord[], files: readonly FileConversation[] = []): SessionJson {
  const tree = buildSessionTree(rows, files);
  const conversation = tree.bySessionId.get(id) ?? assert.fail(`no ${id}`);
  return toSessionJson(conversation, tree, 'First words', 'work');
}

describe('toSessionJson', () => {
  it("gives Hermes's names and exact values, those of a chain as Hermes projects them", () => {
    const rows = [
      compressed('root', { title: 'Root', started_at: SECOND + 0.125, newest_message_at: SECOND + 900 }),
      record('tip', {
        parent_session_id: 'root',
        started_at: SECOND + 100,
        newest_message_at: SECOND + 200.5,
        ended_at: SECOND + 300,
        end_reason: 'done',
        message_count: 4,
        pinned: true,
      }),
    ];
    assert.deepEqual(jsonOf('tip', rows), {
      id: 'tip',
      source: 'cli',
      title: 'Title of tip',
      preview: 'First words',
      started_at: SECOND + 0.125,
      ended_at: SECOND + 300,
      last_active: SECOND + 200.5,
      message_count: 4,
      parent_session_id: null,
      end_reason: 'done',
      _lineage_root_id: 'root',
      segment_ids: ['root', 'tip'],
      hidden_reason: null,
      archived: false,
      pinned: true,
      relation: 'root',
      profile: 'work',
      places: ['state.db'],
    });
  });

  it('names no lineage root for a single segment', () => {
    const json = jsonOf('a', [record('a')]);
    assert.equal(json._lineage_root_id, null);
    assert.deepEqual(json.segment_ids, ['a']);
  });

  it('says why it is hidden, by the names of the reasons', () => {
    assert.equal(jsonOf('a', [record('a', { source: 'cron' })]).hidden_reason, 'background');
    assert.equal(jsonOf('a', [record('p'), record('a', { parent_session_id: 'p' })]).hidden_reason, 'subagent');
    assert.equal(jsonOf('a', [record('p'), record('a', { parent_session_id: 'p' })]).parent_session_id, 'p');
  });

  it('says archived wherever that is stored', () => {
    assert.equal(jsonOf('a', [record('a', { archived: true })]).archived, true);
    assert.equal(jsonOf('a', [record('a', { source: 'webui' })], [file('a', { archived: true })]).archived, true);
    assert.equal(jsonOf('p', [record('p')]).archived, false);
  });

  it('dates a conversation that is only a file in seconds', () => {
    const json = jsonOf('a', [], [file('a', { createdAt: SECOND * 1000 + 250, lastMessageAt: (SECOND + 9) * 1000 })]);
    assert.equal(json.started_at, SECOND + 0.25);
    assert.equal(json.last_active, SECOND + 9);
    assert.deepEqual(json.places, ['conversationFile']);
  });
});
