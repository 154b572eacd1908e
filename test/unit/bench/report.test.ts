import * as assert from 'node:assert/strict';
import { renderAudits } from '../../bench/auditReport';
import type { Measurement } from '../../bench/measure';
import type { AuditMeasurement } from '../../bench/measureAudit';
import { mebibytes, median, milliseconds } from '../../bench/numbers';
import type { RepairMeasurement } from '../../bench/measureRepair';
import { renderRepairs } from '../../bench/repairReport';
import { renderReport } from '../../bench/report';
import type { UiMeasurement } from '../../bench/ui/measureUi';
import { renderUi } from '../../bench/ui/uiReport';

describe('median', () => {
  it('is the middle, whatever the order, and the mean of the two middles of an even count', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 10, 1, 2]), 3);
    assert.equal(median([7]), 7);
    assert.ok(Number.isNaN(median([])));
  });
});

describe('renderReport', () => {
  const run = (firstListMs: number): Measurement => ({
    firstListMs,
    warmListMs: 2.34,
    transcriptMs: 41.6,
    warmTranscriptMs: 8,
    sessions: 200,
    messages: 1000,
    listPeakBytes: 80 * 2 ** 20,
    peakBytes: 90 * 2 ** 20,
  });
  const machine = {
    cores: 2,
    processor: 'CPU',
    memoryBytes: 8 * 2 ** 30,
    platform: 'Linux x64',
    node: '20.1.0',
    nativeNode: '24.1.0',
  };
  const database = { label: '10 MB', mainBytes: 2 ** 20, walBytes: 2 ** 21 };

  it('gives each reader a row of medians, and the database its name once', () => {
    const results = { pages: { runs: [run(30), run(1234), run(20)] }, native: { runs: [run(1)] } };
    const lines = renderReport(machine, [{ ...database, results }], { activationMs: {}, packageBytes: null }, 3).split(
      '\n',
    );
    const rows = lines.filter((line) => line.startsWith('| '));
    assert.deepEqual(rows.slice(1), [
      '| 10 MB (1 MiB + 2 MiB log) | Hermes Sessions | 30 | 2.3 | 42 | 8.0 | 80 | 90 |',
      '|  | node:sqlite | 1.0 | 2.3 | 42 | 8.0 | 80 | 90 |',
    ]);
  });

  it('says why a reader has no numbers, and adds what else was measured', () => {
    const results = { fullLoad: { failure: 'fails: too large' } };
    const text = renderReport(
      machine,
      [{ ...database, results }],
      { activationMs: { '1.139.0': 12.3 }, packageBytes: 1_234_567 },
      5,
    );
    assert.match(text, /\| sql\.js, whole file \| fails: too large (\| {2}){5}\|/);
    assert.match(text, /Activation in VS Code 1\.139\.0: 12 ms\./);
    assert.match(text, /Package: 1\.23 MB\./);
  });
});

describe('renderAudits', () => {
  const run = (coldMs: number, more: Partial<AuditMeasurement> = {}): AuditMeasurement => ({
    conversations: 2,
    coldMs,
    coldCpuMs: coldMs * 2,
    againMs: null,
    longestPauseMs: null,
    cancelMs: null,
    peakBytes: 90 * 2 ** 20,
    ...more,
  });

  it('gives each reader a row of medians, and leaves empty what a peer does not do', () => {
    const ours = { againMs: 51, longestPauseMs: 4.25, cancelMs: 12 };
    const runs = { audit: [run(900, ours), run(700, ours), run(2000, ours)], parse: [run(2100)], read: [run(200)] };
    const lines = renderAudits([{ label: '2 conversations', bytes: 2 ** 21, runs }], 3).split('\n');
    assert.deepEqual(lines.filter((line) => line.startsWith('| ')).slice(1), [
      '| 2 conversations (2 MiB) | Hermes Sessions | 900 | 1,800 | 51 | 4.3 | 12 | 90 |',
      '|  | `JSON.parse` of all | 2,100 | 4,200 |  |  |  | 90 |',
      '|  | reading all | 200 | 400 |  |  |  | 90 |',
    ]);
  });
});

describe('the numbers of the report', () => {
  it('are rounded to what they mean', () => {
    assert.deepEqual([milliseconds(0.24), milliseconds(9.96), milliseconds(1234.5)], ['0.2', '10.0', '1,235']);
    assert.deepEqual([mebibytes(2 ** 20 * 1.4), mebibytes(2 ** 31)], ['1', '2,048']);
  });
});

describe('renderRepairs', () => {
  it('gives the repair and its undo a row of medians each, with what of it was waiting for the disk', () => {
    const run = (ms: number): RepairMeasurement => ({
      conversations: 100,
      planMs: 321.4,
      repair: { ms, syncs: 1829, syncMs: ms / 2 },
      undo: { ms: ms / 4, syncs: 1828, syncMs: 7.25 },
      peakBytes: 144 * 2 ** 20,
    });
    const text = renderRepairs(28 * 2 ** 20, [run(4000), run(1000), run(2000)]);
    assert.match(text, /^A repair of 100 conversations .*\(28 MiB\)[^]*3 runs[^]*peak 144 MiB/);
    assert.deepEqual(text.split('\n').filter((line) => line.startsWith('| ')).slice(1), [
      '| reading and planning | 321 |  |  |',
      '| repair | 2,000 | 1,000 | 1,829 |',
      '| undo | 500 | 7.3 | 1,828 |',
    ]);
  });
});

describe('renderUi', () => {
  const run = (firstContentMs: number, longestTaskMs: number): UiMeasurement => ({
    firstContentMs,
    rows: 40,
    nodes: 1_234,
    heapBytes: 3 * 2 ** 20,
    findMs: [90, 20],
    jumpMs: 12,
    wheel: { longestTaskMs, longestBlankMs: 0, longestUnloadedMs: 0 },
    wheelTaskProcessorMs: 31,
    bar: { longestTaskMs: 0, longestBlankMs: 33, longestUnloadedMs: 48 },
    append: { shownMs: 400, longestTaskMs: 0 },
  });

  it('has a column for each size beside the empty webview, and says of no task only that none was told', () => {
    const empty = { firstContentMs: 150, heapBytes: -5, longestTaskMs: 0, taskProcessorMs: 12.5 };
    const results = [
      { messages: 1_000, runs: [run(200, 0), run(300, 70), run(250, 0)] },
      { messages: 10_000, runs: [run(400, 61), run(500, 70), run(450, 0)] },
    ];
    const rows = renderUi('1.2.3', results, [empty]).split('\n').filter((line) => line.startsWith('| '));
    assert.deepEqual(
      rows.filter((row) => /first content|nodes|heap|by wheel/.test(row)),
      [
        '| click to first content | 150 | 250 | 450 |',
        '| DOM nodes, at most |  | 1,234 | 1,234 |',
        '| more heap in the window, MiB | 0 | 3 | 3 |',
        '| longest task, by wheel | under 50 | under 50 | 61 |',
        '| the most processor time of a task, by wheel | 13 | 31 | 31 |',
        '| longest without a message or its beginning in view, by wheel |  | 0.0 | 0.0 |',
        '| longest without a whole message in view, by wheel |  | 0.0 | 0.0 |',
      ],
    );
  });
});
