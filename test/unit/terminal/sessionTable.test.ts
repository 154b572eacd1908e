import * as assert from 'node:assert/strict';
import type { ConversationRow } from '../../../src/core/conversation';
import { buildSessionTree } from '../../../src/core/sessionTree';
import { cellsOf } from '../../../src/terminal/columns';
import { sessionTable, type TableRow } from '../../../src/terminal/sessionTable';
import { record } from '../core/sessionSamples';

const NOW = new Date(2026, 10, 20, 12).getTime();
const MINUTE = 60_000;

function row(id: string, fields: Partial<ConversationRow> = {}): TableRow {
  const [conversation] = buildSessionTree([record(id)], []).conversations;
  assert.ok(conversation);
  return {
    id,
    profile: 'default',
    row: {
      ...conversation,
      label: `Label of ${id}`,
      preview: null,
      lastActiveAt: NOW - 8 * MINUTE,
      messageCount: 4,
      ...fields,
    },
  };
}

const table = (rows: readonly TableRow[], columns = 100, withProfile = false): string[] =>
  sessionTable(rows, { columns, withProfile, now: NOW, locale: 'en' });

describe('sessionTable', () => {
  const rows = [
    row('20261118_162729_1bd5fb'),
    row('62a2fed3d6e0', { lastActiveAt: new Date(2025, 2, 3).getTime(), messageCount: 1200, source: 'homeassistant' }),
    row('abc', { lastActiveAt: null, messageCount: null, source: '', label: null }),
  ];

  it('stands in columns', () => {
    assert.deepEqual(table(rows), [
      '20261118_162729_1bd5fb        8 min      4  cli            Label of 20261118_162729_1bd5fb',
      '62a2fed3d6e0            Mar 3, 2025  1,200  homeassistant  Label of 62a2fed3d6e0',
      'abc                                                        Agent session',
    ]);
    assert.deepEqual(table([]), []);
  });

  it('names profiles where there are several', () => {
    assert.deepEqual(table([row('a'), { ...row('b'), profile: 'research' }], 100, true), [
      'a  8 min  4  cli  default   Label of a',
      'b  8 min  4  cli  research  Label of b',
    ]);
  });

  it('keeps to the width of the terminal, leaving out what says least', () => {
    const long = rows.map((each, i) => ({
      ...each,
      row: { ...each.row, label: ['Long label '.repeat(30), '为码头时刻表'.repeat(30), '🎉'.repeat(99)][i] as string },
    }));
    for (const columns of [200, 120, 100, 90, 80, 72, 64, 60]) {
      for (const line of table(long, columns, true)) assert.ok(cellsOf(line) <= columns, `${columns}: ${line}`);
    }
    assert.match(table(long, 84)[0] as string, /^\S+ +8 min {2}cli +Long.*…$/);
    assert.match(table(long, 60)[0] as string, /^20261118_162729_1bd5fb {2}Long label Long.*…$/);
  });

  it('never cuts an id, nor lets it break the line', () => {
    const id = `api_${'x'.repeat(300)}`;
    const lines = table([row(id), row('short')], 80);
    assert.ok(lines[0]?.startsWith(`${id}  `), lines[0]);
    assert.match(lines[1] as string, /^short {33}8 min/, 'the others stay in line');
    const odd = table([row('a\nb\t\u001b[2J')], 80);
    assert.equal(odd.length, 1);
    assert.match(odd[0] as string, /^a␊b␉␛\[2J {2}8 min/);
  });

  it('says segments, where else it lives, and why it is hidden, however long the label', () => {
    const lines = table(
      [
        row('a', { segmentIds: ['x', 'y', 'a'] }),
        row('b', { places: ['conversationFile'], label: 'Long '.repeat(50) }),
        row('c', { hidden: 'background', source: 'cron' }),
        row('d', { hidden: 'archived', rowMissing: true }),
      ],
      60,
    );
    assert.match(lines[0] as string, /Label of a · 3 segments$/);
    assert.match(lines[1] as string, /… · file only$/);
    assert.equal(cellsOf(lines[1] as string) <= 60, true);
    assert.match(lines[2] as string, /Label of c · cron$/);
    assert.match(lines[3] as string, /Label of d · details lost · archived$/);
  });
});
