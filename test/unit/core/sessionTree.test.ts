import * as assert from 'node:assert/strict';
import { HIDDEN_CATEGORIES, type HiddenCategory } from '../../../src/core/conversation';
import type { SessionRecord } from '../../../src/core/sessionRecord';
import { buildSessionTree, hasTopRow, overviewOf, rowsOfGroup } from '../../../src/core/sessionTree';
import {
  conversationOf,
  onlyConversation,
  compressed,
  file,
  randomNumbers,
  record,
  SECOND,
  shuffled,
} from './sessionSamples';

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
    assert.deepEqual(
      tree.conversations.map((c) => c.id),
      ['new', 'a-late', 'c', 'b', 'old', 'never'],
    );
    assert.equal(conversationOf(tree, 'never').lastActiveAt, null);
  });

  it('says of a chain what its tip is, from when its root started, and when any segment was active', () => {
    const one = onlyConversation([
      compressed('root', { source: 'telegram', title: 'Root', newest_message_at: SECOND + 900, message_count: 9 }),
      record('tip', {
        parent_session_id: 'root',
        source: 'cli',
        title: null,
        started_at: SECOND + 100,
        newest_message_at: SECOND + 200,
        message_count: 4,
        end_reason: 'done',
      }),
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
    const chain = (tip: string | null): SessionRecord[] => [
      compressed('root', { title: 'Root' }),
      record('tip', { parent_session_id: 'root', title: tip }),
    ];
    assert.equal(onlyConversation(chain('Tip')).title, 'Tip');
    assert.equal(onlyConversation(chain(' \n')).title, 'Root');
    assert.equal(onlyConversation([record('a', { title: '' })]).title, null);
  });

  it('does not believe absurd times', () => {
    const one = onlyConversation([record('a', { started_at: 5e246, last_activity_at: -1, newest_message_at: SECOND })]);
    assert.equal(one.startedAt, null);
    assert.equal(one.lastActiveAt, SECOND * 1000);
  });

  it('counts and lists what hangs on a conversation, oldest first, equal starts by id', () => {
    const rows = [
      record('p'),
      ...['y', 'x', 'z'].map((id) =>
        record(id, { parent_session_id: 'p', branched_from: 'p', started_at: id === 'z' ? SECOND - 9 : SECOND }),
      ),
    ];
    for (const order of [rows, [...rows].reverse()]) {
      const tree = buildSessionTree(order, []);
      assert.deepEqual(
        tree.childrenOf.get('p')?.map((c) => c.id),
        ['z', 'x', 'y'],
      );
      assert.equal(conversationOf(tree, 'p').childCount, 3);
    }
  });

  it('keeps every row and every file, each in one conversation, whatever their order', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = randomNumbers(seed);
      const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
      const ids = Array.from({ length: 25 }, (_, i) => `s${i}`);
      const rows = ids.slice(0, 15).map((id) =>
        record(id, {
          parent_session_id: pick([null, ...ids]),
          end_reason: pick([null, 'compression']),
          rowMissing: random() < 0.2,
          source: pick(['cli', 'webui', 'cron']),
        }),
      );
      const files = ids.slice(10).flatMap((id) => [
        file(id, {
          parentId: pick([null, ...ids]),
          isPreCompressionSnapshot: random() < 0.3,
          createdAt: (SECOND + Math.floor(random() * 3)) * 1000,
        }),
        ...(random() < 0.3 ? [file(id, { place: 'agentJson' })] : []),
      ]);
      const tree = buildSessionTree(rows, files);
      assert.deepEqual(tree.conversations.flatMap((c) => c.segmentIds).sort(), [...ids].sort(), `seed ${seed}`);
      const again = buildSessionTree(shuffled(rows, random), shuffled(files, random));
      assert.deepEqual(again.conversations, tree.conversations, `seed ${seed}: order`);
      assert.deepEqual(
        new Map([...again.childrenOf].sort()),
        new Map([...tree.childrenOf].sort()),
        `seed ${seed}: order of children`,
      );
    }
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
      cron: 2,
      webhook: 1,
      kanban: 1,
      oneshot: 1,
      tool: 1,
      archived: 1,
      hidden: 1,
      subagent: 1,
      delegate: 1,
      empty: 1,
    });
    assert.equal(overview.shownCount, 9);
    assert.equal(overview.totalCount, rows.length);
    for (const chosen of [...HIDDEN_CATEGORIES.map((c) => [c]), HIDDEN_CATEGORIES]) {
      const { shownCount, notShown, totalCount, groups } = overviewOf(tree, new Set(chosen), now);
      assert.equal(shownCount + Object.values(notShown).reduce((sum, n) => sum + n, 0), totalCount, chosen.join());
      assert.equal(
        groups.reduce((sum, group) => sum + group.count, 0),
        shownCount,
      );
      for (const category of chosen) assert.ok(!(category in notShown), category);
    }
  });

  it('gives the groups that have rows, newest first', () => {
    assert.deepEqual(overviewOf(tree, nothing, now).groups, [
      { key: 'today', count: 7 },
      { key: 'yesterday', count: 1 },
      { key: 'undated', count: 1 },
    ]);
    assert.deepEqual(overviewOf(buildSessionTree([], []), nothing, now), {
      groups: [],
      notShown: {},
      shownCount: 0,
      totalCount: 0,
    });
  });

  it('gives the rows of a group in pages', () => {
    const page = (offset: number, limit: number): string[] =>
      rowsOfGroup(tree, nothing, now, 'today', offset, limit).map((c) => c.id);
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
    assert.equal(hasTopRow(conversationOf(tree, 'hook'), chosen), false);
    assert.equal(hasTopRow(conversationOf(tree, 'cron2'), chosen), true);
  });
});
