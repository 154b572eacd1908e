import * as assert from 'node:assert/strict';
import { HIDDEN_CATEGORIES, type Conversation, type HiddenCategory } from '../../../src/core/conversation';
import type { FileConversation } from '../../../src/core/fileConversation';
import type { SessionRecord } from '../../../src/core/sessionRecord';
import { buildSessionTree, hasTopRow, overviewOf, rowsOfGroup, type SessionTree } from '../../../src/core/sessionTree';
import { compressed, file, randomNumbers, record, SECOND, shuffled } from './sessionSamples';

const conversation = (tree: SessionTree, id: string): Conversation => tree.bySessionId.get(id) ?? assert.fail(`no ${id}`);
const only = (rows: readonly SessionRecord[], files: readonly FileConversation[] = []): Conversation => {
  const tree = buildSessionTree(rows, files);
  assert.equal(tree.conversations.length, 1);
  return tree.conversations[0] as Conversation;
};
const hiddenOf = (fields: Partial<SessionRecord>, files: readonly FileConversation[] = []): string | null => only([record('a', fields)], files).hidden;

describe('buildSessionTree', () => {
  it('lists newest activity first, then newest start, then the greater id', () => {
    const tree = buildSessionTree(
      [
        record('old', { newest_message_at: SECOND + 1 }),
        record('new', { newest_message_at: SECOND + 9 }),
        record('b', { newest_message_at: SECOND + 5 }),
        record('c', { newest_message_at: SECOND + 5 }),
        record('a-late', { newest_message_at: SECOND + 5, started_at: SECOND + 1 }),
        record('never', { newest_message_at: null, started_at: null }),
      ],
      [],
    );
    assert.deepEqual(tree.conversations.map((c) => c.id), ['new', 'a-late', 'c', 'b', 'old', 'never']);
    assert.equal(conversation(tree, 'never').lastActiveAt, null);
  });

  it('says of a chain what its tip is, from when its root started, and when any segment was active', () => {
    const one = only([
      compressed('root', { source: 'telegram', title: 'Root', newest_message_at: SECOND + 900, message_count: 9 }),
      record('tip', { parent_session_id: 'root', source: 'cli', title: null, started_at: SECOND + 100, newest_message_at: SECOND + 200, message_count: 4, end_reason: 'done' }),
    ]);
    assert.equal(one.id, 'tip');
    assert.equal(one.rootId, 'root');
    assert.deepEqual(one.segmentIds, ['root', 'tip']);
    assert.equal(one.source, 'telegram');
    assert.equal(one.title, 'Root');
    assert.equal(one.startedAt, SECOND * 1000);
    assert.equal(one.lastActiveAt, (SECOND + 900) * 1000);
    assert.equal(one.messageCount, 4);
    assert.equal(one.endReason, 'done');
  });

  it('prefers the title of the tip, and takes blank ones for none', () => {
    const chain = (tip: string | null): SessionRecord[] => [compressed('root', { title: 'Root' }), record('tip', { parent_session_id: 'root', title: tip })];
    assert.equal(only(chain('Tip')).title, 'Tip');
    assert.equal(only(chain(' \n')).title, 'Root');
    assert.equal(only([record('a', { title: '' })]).title, null);
  });

  it('does not believe absurd times', () => {
    const one = only([record('a', { started_at: 5e246, last_activity_at: -1, newest_message_at: SECOND })]);
    assert.equal(one.startedAt, null);
    assert.equal(one.lastActiveAt, SECOND * 1000);
  });

  it('counts and lists what hangs on a conversation, oldest first, equal starts by id', () => {
    const rows = [
      record('p'),
      ...['y', 'x', 'z'].map((id) => record(id, { parent_session_id: 'p', branched_from: 'p', started_at: id === 'z' ? SECOND - 9 : SECOND })),
    ];
    for (const order of [rows, [...rows].reverse()]) {
      const tree = buildSessionTree(order, []);
      assert.deepEqual(tree.childrenOf.get('p')?.map((c) => c.id), ['z', 'x', 'y']);
      assert.equal(conversation(tree, 'p').childCount, 3);
    }
  });

  it('keeps every row and every file, each in one conversation, whatever their order', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = randomNumbers(seed);
      const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
      const ids = Array.from({ length: 25 }, (_, i) => `s${i}`);
      const rows = ids.slice(0, 15).map((id) =>
        record(id, { parent_session_id: pick([null, ...ids]), end_reason: pick([null, 'compression']), rowMissing: random() < 0.2, source: pick(['cli', 'webui', 'cron']) }),
      );
      const files = ids.slice(10).flatMap((id) => [
        file(id, { parentId: pick([null, ...ids]), isPreCompressionSnapshot: random() < 0.3, createdAt: (SECOND + Math.floor(random() * 3)) * 1000 }),
        ...(random() < 0.3 ? [file(id, { place: 'agentJson' })] : []),
      ]);
      const tree = buildSessionTree(rows, files);
      assert.deepEqual(tree.conversations.flatMap((c) => c.segmentIds).sort(), [...ids].sort(), `seed ${seed}`);
      const again = buildSessionTree(shuffled(rows, random), shuffled(files, random));
      assert.deepEqual(again.conversations, tree.conversations, `seed ${seed}: order`);
      assert.deepEqual(new Map([...again.childrenOf].sort()), new Map([...tree.childrenOf].sort()), `seed ${seed}: order of children`);
    }
  });
});

describe('files in the session tree', () => {
  it('join the row of their id and add only where they live', () => {
    const one = only([record('a')], [file('a', { hasPreviousCopy: true, messageCount: 77 }), file('a', { place: 'agentJsonl' })]);
    assert.equal(one.title, 'Title of a');
    assert.equal(one.messageCount, 2);
    assert.deepEqual(one.places, ['state.db', 'conversationFile', 'previousCopy', 'agentJsonl']);
  });

  it('name a conversation whose row has no title', () => {
    assert.equal(only([record('a', { title: null })], [file('a')]).title, 'File a');
  });

  it('stand alone where there is no row, the store that Hermes asks first speaking', () => {
    const one = only([], [file('a', { place: 'agentJson', title: 'Agent' }), file('a', { title: 'WebUI', createdAt: SECOND * 1000, lastMessageAt: (SECOND + 5) * 1000 })]);
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
      const { startedAt, lastActiveAt } = only([], [file('a', { modifiedAt: (SECOND + 1) * 1000, ...fields })]);
      return [startedAt, lastActiveAt].map((at) => (at ?? 0) / 1000 - SECOND);
    };
    assert.deepEqual(times({}), [1, 1]);
    assert.deepEqual(times({ updatedAt: (SECOND + 7) * 1000 }), [7, 7]);
    assert.deepEqual(times({ updatedAt: (SECOND + 7) * 1000, createdAt: SECOND * 1000, lastMessageAt: (SECOND + 6) * 1000 }), [0, 6]);
  });

  it('tell what a lost row would have told', () => {
    const orphan = record('a', { rowMissing: true, source: '', title: null, message_count: null, started_at: null, newest_message_at: SECOND + 3 });
    assert.equal(only([orphan]).rowMissing, true);
    const one = only([orphan], [file('a', { title: 'Known' })]);
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
      assert.deepEqual(tree.conversations.map((c) => c.segmentIds), [['old', 'new']]);
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
      const one = conversation(buildSessionTree(rows, files), 'a');
      assert.equal(one.relation, 'branch');
      assert.equal(one.hidden, null);
    }
    assert.equal(conversation(buildSessionTree([record('p')], [file('a', { parentId: 'p', source: 'subagent' })]), 'a').hidden, 'subagent');
  });

  it('pin a conversation', () => {
    assert.equal(only([record('a')], [file('a', { pinned: true })]).pinned, true);
    assert.equal(only([compressed('a', { pinned: true }), record('b', { parent_session_id: 'a' })]).pinned, true);
    assert.equal(only([record('a')]).pinned, false);
  });

  it('say what is wrong with them', () => {
    const one = only([record('a')], [file('a', { problem: { reason: 'torn', detail: 'ends at 512' } })]);
    assert.equal(one.fileProblem, 'ends at 512');
  });
});

describe('why a conversation is hidden', () => {
  it('is what it is to its parent, before anything else', () => {
    const below = (fields: Partial<SessionRecord>): string | null =>
      conversation(buildSessionTree([record('p'), record('a', { parent_session_id: 'p', ...fields })], []), 'a').hidden;
    const everything = { archived: true, hidden: true, source: 'cron', message_count: 0, title: null, newest_message_at: null };
    assert.equal(below({ delegate_from: 'p', ...everything }), 'delegate');
    assert.equal(below(everything), 'subagent');
    assert.equal(below({ branched_from: 'p', title: 'x' }), null);
    assert.equal(below({ reset_from: 'p', title: 'x' }), null);
    assert.equal(below({ branched_from: 'p', ...everything }), 'archived');
    const rivals = ['won', 'lost'].map((id) => record(id, { parent_session_id: 'p', ended_at: id === 'lost' ? SECOND : null }));
    assert.equal(conversation(buildSessionTree([compressed('p'), ...rivals], []), 'lost').hidden, 'subagent', 'a continuation that lost');
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
    for (const source of ['cron', 'webhook', 'kanban', 'oneshot', 'Cron', 'KANBAN']) assert.equal(hiddenOf({ source }), 'background', source);
    for (const source of ['cli', 'msgraph_webhook', 'api_server', 'constructor', '__proto__', '']) assert.equal(hiddenOf({ source }), null, source);
  });

  it('is never being empty while anything was said, is known, or is going on', () => {
    const empty = { message_count: 0, newest_message_at: null, title: null };
    assert.equal(hiddenOf({ ...empty, title: 'Named' }), null);
    assert.equal(hiddenOf({ ...empty, newest_message_at: SECOND }), null, 'the cached count lies');
    assert.equal(hiddenOf({ ...empty, message_count: null }), null, 'unknown is not nothing');
    assert.equal(hiddenOf({ ...empty, message_count: 1 }), null);
    const tree = buildSessionTree([compressed('root', { ...empty }), record('tip', { ...empty, parent_session_id: 'root' })], []);
    assert.equal(tree.conversations[0]?.hidden, null, 'its older segment has words');
    for (const work of [{ hasStream: true }, { hasPending: true }, { hasWorktree: true }, { hasPreviousCopy: true }, { problem: { reason: 'torn', detail: '' } }] as const) {
      assert.equal(only([], [file('a', { title: null, messageCount: 0, ...work })]).hidden, null, JSON.stringify(work));
    }
    assert.equal(only([], [file('a', { title: null, messageCount: 0 })]).hidden, 'empty');
  });

  it('is archived where only the conversation file of a WebUI conversation says so', () => {
    assert.equal(hiddenOf({ source: 'webui' }, [file('a', { archived: true })]), 'archived');
    assert.equal(hiddenOf({ source: 'cli' }, [file('a', { archived: true })]), null);
    assert.equal(hiddenOf({ source: 'webui' }, [file('a', { archived: true, place: 'previousCopy' })]), null);
    assert.equal(only([], [file('a', { archived: true })]).hidden, 'archived');
  });
});

describe('overviewOf and rowsOfGroup', () => {
  const now = (SECOND + 3600) * 1000;
  const day = 86_400;
  const rows = [
    ...Array.from({ length: 7 }, (_, i) => record(`today${i}`, { newest_message_at: SECOND + i })),
    record('yesterday', { newest_message_at: SECOND - day, started_at: SECOND - day }),
    record('undated', { newest_message_at: null, started_at: null }),
    record('cron1', { source: 'cron' }),
    record('cron2', { source: 'CRON' }),
    record('hook', { source: 'webhook' }),
    record('card', { source: 'kanban' }),
    record('shot', { source: 'oneshot' }),
    record('tool', { source: 'tool' }),
    record('archived', { archived: true }),
    record('hidden', { hidden: true }),
    record('sub', { parent_session_id: 'today0' }),
    record('del', { parent_session_id: 'today0', delegate_from: 'today0' }),
    record('empty', { message_count: 0, newest_message_at: null, title: null }),
  ];
  const tree = buildSessionTree(rows, []);
  const nothing: ReadonlySet<HiddenCategory> = new Set();

  it('counts what is shown and, by category, what is not, and both make up all', () => {
    const overview = overviewOf(tree, nothing, now);
    assert.deepEqual(overview.notShown, {
      cron: 2, webhook: 1, kanban: 1, oneshot: 1, tool: 1, archived: 1, hidden: 1, subagent: 1, delegate: 1, empty: 1,
    });
    assert.equal(overview.shownCount, 9);
    assert.equal(overview.totalCount, rows.length);
    for (const chosen of [...HIDDEN_CATEGORIES.map((c) => [c]), HIDDEN_CATEGORIES]) {
      const { shownCount, notShown, totalCount, groups } = overviewOf(tree, new Set(chosen), now);
      assert.equal(shownCount + Object.values(notShown).reduce((sum, n) => sum + n, 0), totalCount, chosen.join());
      assert.equal(groups.reduce((sum, group) => sum + group.count, 0), shownCount);
      for (const category of chosen) assert.ok(!(category in notShown), category);
    }
  });

  it('gives the groups that have rows, newest first', () => {
    assert.deepEqual(overviewOf(tree, nothing, now).groups, [
      { key: 'today', count: 7 },
      { key: 'yesterday', count: 1 },
      { key: 'undated', count: 1 },
    ]);
    assert.deepEqual(overviewOf(buildSessionTree([], []), nothing, now), { groups: [], notShown: {}, shownCount: 0, totalCount: 0 });
  });

  it('gives the rows of a group in pages', () => {
    const page = (offset: number, limit: number): string[] => rowsOfGroup(tree, nothing, now, 'today', offset, limit).map((c) => c.id);
    assert.deepEqual(page(0, 3), ['today6', 'today5', 'today4']);
    assert.deepEqual(page(3, 3), ['today3', 'today2', 'today1']);
    assert.deepEqual(page(6, 3), ['today0']);
    assert.deepEqual(page(7, 3), []);
    assert.deepEqual(page(0, 0), []);
    assert.deepEqual(rowsOfGroup(tree, nothing, now, 'month:2020-01', 0, 10), []);
  });

  it('gives rows of the categories a person chose', () => {
    const chosen: ReadonlySet<HiddenCategory> = new Set(['cron', 'subagent']);
    const ids = rowsOfGroup(tree, chosen, now, 'today', 0, 100).map((c) => c.id);
    assert.deepEqual(ids.filter((id) => !id.startsWith('today')).sort(), ['cron1', 'cron2', 'sub']);
    assert.equal(hasTopRow(conversation(tree, 'hook'), chosen), false);
    assert.equal(hasTopRow(conversation(tree, 'cron2'), chosen), true);
  });
});
