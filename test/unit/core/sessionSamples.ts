/** Records and files with everything ordinary, for tests that change one thing. */
import * as assert from 'node:assert/strict';
import type { Conversation } from '../../../src/core/conversation';
import type { FileConversation } from '../../../src/core/fileConversation';
import { UNKNOWN_METADATA } from '../../../src/core/fileConversation';
import type { SessionRecord } from '../../../src/core/sessionRecord';
import { buildSessionTree, type SessionTree } from '../../../src/core/sessionTree';

/** 2026-05-01T09:00:00Z, seconds. */
export const SECOND = 1_777_626_000;

export function record(id: string, fields: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id,
    source: 'cli',
    title: `Title of ${id}`,
    parent_session_id: null,
    started_at: SECOND,
    ended_at: null,
    end_reason: null,
    message_count: 2,
    last_activity_at: null,
    archived: false,
    hidden: false,
    pinned: false,
    session_key: null,
    branched_from: null,
    delegate_from: null,
    reset_from: null,
    newest_message_at: SECOND + 60,
    rowMissing: false,
    ...fields,
  };
}

/** A row that was compressed at `SECOND + 100`. */
export const compressed = (id: string, fields: Partial<SessionRecord> = {}): SessionRecord =>
  record(id, { end_reason: 'compression', ended_at: SECOND + 100, ...fields });

export function file(id: string, fields: Partial<FileConversation> = {}): FileConversation {
  return {
    ...UNKNOWN_METADATA,
    id,
    place: 'conversationFile',
    path: `/sessions/${id}.json`,
    sizeBytes: 1000,
    modifiedAt: SECOND * 1000,
    source: 'webui',
    title: `File ${id}`,
    messageCount: 3,
    hasPreviousCopy: false,
    ...fields,
  };
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const copy = [...values];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}

export const conversationOf = (tree: SessionTree, id: string): Conversation =>
  tree.bySessionId.get(id) ?? assert.fail(`no ${id}`);

/** The one conversation that all of these make. */
export function onlyConversation(
  rows: readonly SessionRecord[],
  files: readonly FileConversation[] = [],
): Conversation {
  const tree = buildSessionTree(rows, files);
  assert.equal(tree.conversations.length, 1);
  return tree.conversations[0] as Conversation;
}
