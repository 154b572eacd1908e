import * as assert from 'node:assert/strict';
import type { Message } from '../../../src/core/message';
import { arrange, countWords, type TranscriptRow } from '../../../src/core/transcript';
import { toTranscriptMessage } from '../../../src/core/transcriptMessage';
import { call, message } from '../webview/samples';

const HOUR = 3_600_000;
const rowsOf = (messages: readonly Message[], options: { atEnd?: boolean; from?: number } = {}): TranscriptRow[] =>
  arrange(
    messages.map((m, i) => toTranscriptMessage(m, (options.from ?? 0) + i)),
    { atEnd: options.atEnd ?? true, dayOf: (at) => String(Math.floor(at / (24 * HOUR))) },
  );

const calls = (...ids: string[]): Message =>
  message(`asks ${ids.join()}`, 'assistant', { toolCalls: ids.map((id) => call(id, `tool ${id}`, {})), at: 1000 });
const answers = (id: string, at: number | null = 3000): Message =>
  message(`answers ${id}`, 'tool', { toolCallId: id, toolName: `tool ${id}`, text: 'ok', at });
const resultsOf = (rows: readonly TranscriptRow[]): unknown[] =>
  rows.flatMap((row) => (row.kind === 'result' ? [[row.message.id, row.call?.name ?? null, row.durationMs]] : []));
const openOf = (rows: readonly TranscriptRow[]): unknown[] =>
  rows.flatMap((row) =>
    row.kind === 'answer' ? row.open.map(({ call: { name }, unanswered }) => [name, unanswered]) : [],
  );

describe('arrange: calls and answers', () => {
  it('pairs an answer with its call, however the answers are ordered, and measures the time between', () => {
    const rows = rowsOf([calls('a', 'b'), answers('b', 1500), answers('a', 3000)]);
    assert.deepEqual(resultsOf(rows), [
      ['answers b', 'tool b', 500],
      ['answers a', 'tool a', 2000],
    ]);
    assert.deepEqual(
      rows.flatMap((row) => (row.kind === 'result' ? [row.askedIn] : [])),
      ['asks a,b', 'asks a,b'],
    );
    assert.equal(rows[0]?.kind, 'silent');
  });

  it('gives an id that comes back to the newest open call', () => {
    const again = { ...calls('a'), id: 'asks again', at: 9000 };
    const rows = rowsOf([calls('a'), answers('a', 2000), again, { ...answers('a', 9100), id: 'answers again' }]);
    assert.deepEqual(resultsOf(rows), [
      ['answers a', 'tool a', 1000],
      ['answers again', 'tool a', 100],
    ]);
    assert.deepEqual(openOf(rows), []);
  });

  it('tells two calls of one id apart by the name of the tool', () => {
    const twice = message('asks', 'assistant', { toolCalls: [call('x', 'one', {}), call('x', 'two', {})] });
    const rows = rowsOf([
      twice,
      message('1', 'tool', { toolCallId: 'x', toolName: 'one' }),
      message('2', 'tool', { toolCallId: 'x', toolName: 'two' }),
    ]);
    assert.deepEqual(
      resultsOf(rows).map((result) => (result as unknown[])[1]),
      ['one', 'two'],
    );
  });

  it('never answers one call twice', () => {
    const rows = rowsOf([calls('a'), answers('a'), { ...answers('a'), id: 'copy' }]);
    assert.deepEqual(resultsOf(rows), [
      ['answers a', 'tool a', 2000],
      ['copy', null, null],
    ]);
  });

  it('says that a call has no answer once someone else spoke, or at the end', () => {
    assert.deepEqual(
      openOf(rowsOf([calls('a', 'b'), answers('a'), message('next', 'user', { text: 'hm' })], { atEnd: false })),
      [['tool b', true]],
    );
    assert.deepEqual(openOf(rowsOf([calls('a')], { atEnd: true })), [['tool a', true]]);
  });

  it('does not say so while the answer may lie below what is loaded', () => {
    assert.deepEqual(openOf(rowsOf([calls('a', 'b'), answers('a')], { atEnd: false })), [['tool b', false]]);
  });

  it('shows an answer without its call, and times that run backwards as unknown', () => {
    assert.deepEqual(resultsOf(rowsOf([answers('a')], { from: 200 })), [['answers a', null, null]]);
    assert.deepEqual(resultsOf(rowsOf([calls('a'), answers('a', 500)])), [['answers a', 'tool a', null]]);
    assert.deepEqual(resultsOf(rowsOf([calls('a'), answers('a', null)])), [['answers a', 'tool a', null]]);
  });

  it('pairs the same in a window that does not begin at the start', () => {
    assert.deepEqual(resultsOf(rowsOf([calls('a'), answers('a')], { from: 5000 })), [['answers a', 'tool a', 2000]]);
  });
});

describe('arrange: who speaks', () => {
  const speakers = (messages: readonly Message[]): unknown[] => rowsOf(messages).map((row) => row.speaker);

  it('says a name once a turn', () => {
    assert.deepEqual(
      speakers([
        message('1', 'user', { text: 'a' }),
        message('2', 'assistant', { text: 'b', toolCalls: [call('x', 't', {})] }),
        message('3', 'tool', { toolCallId: 'x' }),
        message('4', 'assistant', { text: 'c' }),
        message('5', 'user', { text: 'd' }),
        message('6', 'user', { text: 'e' }),
      ]),
      ['you', 'hermes', null, null, 'you', 'you'],
    );
  });

  it('passes the name and the notes of a silent row on to the next', () => {
    const rows = rowsOf([
      message('1', 'user', { text: 'a', at: 0 }),
      { ...calls('x'), at: 5 * HOUR },
      answers('x', 5 * HOUR + 10),
    ]);
    assert.deepEqual(
      rows.map((row) => [row.kind, row.speaker, row.notes.length]),
      [
        ['prompt', 'you', 0],
        ['silent', null, 0],
        ['result', 'hermes', 1],
      ],
    );
  });

  it('tells timeline rows, summaries and other roles from what people say', () => {
    const rows = rowsOf([
      message('1', 'user', { displayKind: 'model_switch', text: 'x' }),
      message('2', 'user', { isCompactionSummary: true, text: 'x' }),
      message('3', 'system', { text: 'x' }),
      message('4', 'session_meta'),
      message('5', 'narrator', { text: 'x' }),
    ]);
    assert.deepEqual(
      rows.map((row) => [row.kind, row.speaker]),
      [
        ['event', null],
        ['event', null],
        ['aside', null],
        ['aside', null],
        ['aside', null],
      ],
    );
  });

  it('keeps an assistant row that has anything to show', () => {
    const kinds = rowsOf([
      message('1', 'assistant'),
      message('2', 'assistant', { text: ' \n' }),
      message('3', 'assistant', { reasoning: 'r' }),
      message('4', 'assistant', { toolCallsBroken: true }),
      message('5', 'assistant', { finishReason: 'error' }),
      message('6', 'assistant', { parts: [{ kind: 'attachment', name: 'a', mediaType: 'b' }] }),
    ]).map((row) => row.kind);
    assert.deepEqual(kinds, ['silent', 'silent', 'answer', 'answer', 'answer', 'answer']);
  });

  it('tells how an answer ended when it was not of itself', () => {
    const endings = rowsOf(
      ['stop', 'length', 'content_filter', 'agent_error', 'partial', 'novel', 'constructor'].map((finishReason, i) =>
        message(String(i), 'assistant', { text: 'a', finishReason }),
      ),
    ).map((row) => row.kind === 'answer' && row.ending);
    assert.deepEqual(endings, [null, 'length', 'filtered', 'error', 'stopped', null, null]);
  });
});

describe('arrange: time', () => {
  const notes = (messages: readonly Message[]): unknown[] =>
    rowsOf(messages).map((row) => row.notes.map((note) => (note.kind === 'gap' ? note.ms : note.kind)));

  it('takes the time of a note that an answer was lost for no pause: it is that of the recovery', () => {
    assert.deepEqual(
      notes([
        message('1', 'user', { text: 'a', at: 0 }),
        message('2', 'assistant', { text: 'lost', at: 300 * HOUR, displayKind: 'interrupted', finishReason: 'error' }),
        message('3', 'user', { text: 'b', at: HOUR / 2 }),
        message('4', 'user', { text: 'c', at: 2 * HOUR }),
      ]),
      [[], [], [], [1.5 * HOUR]],
    );
  });

  it('marks a pause of more than an hour, also over messages without a time, but not the run of a tool', () => {
    assert.deepEqual(
      notes([
        message('1', 'user', { text: 'a', at: 0 }),
        message('2', 'assistant', { text: 'b', at: HOUR }),
        message('3', 'user', { text: 'c' }),
        message('4', 'user', { text: 'd', at: 2 * HOUR + 1 }),
      ]),
      [[], [], [], [HOUR + 1]],
    );
    assert.deepEqual(notes([calls('a'), answers('a', 9 * HOUR)]), [[], []]);
  });

  it('takes a clock that was set back for no pause', () => {
    assert.deepEqual(
      notes([message('1', 'user', { text: 'a', at: 9 * HOUR }), message('2', 'user', { text: 'b', at: 0 })]),
      [[], []],
    );
  });

  it('marks the cut of a compaction once', () => {
    const compacted = { state: 'compacted' as const };
    assert.deepEqual(
      notes([
        message('1', 'user', { text: 'a', ...compacted }),
        message('2', 'user', { text: 'b', ...compacted }),
        message('3', 'user', { text: 'c' }),
        message('4', 'user', { text: 'd' }),
      ]),
      [[], [], ['compression'], []],
    );
  });

  it('marks the first message of each day', () => {
    const days = rowsOf([
      message('1', 'user', { text: 'a', at: HOUR }),
      message('2', 'user', { text: 'b', at: 2 * HOUR }),
      message('3', 'user', { text: 'c' }),
      message('4', 'user', { text: 'd', at: 30 * HOUR }),
    ]);
    assert.deepEqual(
      days.map((row) => row.isNewDay),
      [true, false, false, true],
    );
  });
});

describe('countWords', () => {
  it('counts words, and characters where words are not spaced', () => {
    assert.equal(countWords('one  two\nthree-four'), 3);
    assert.equal(countWords('时区转换 done'), 5);
    assert.equal(countWords(''), 0);
  });
});

describe('arrange: segments and what was undone', () => {
  const notesOf = (rows: readonly TranscriptRow[]): unknown[] => rows.map((row) => row.notes.map(({ kind }) => kind));

  it('notes a cut where the next segment begins, once', () => {
    const messages = [message('1', 'user', { state: 'compacted' }), message('2', 'user')].map((each, i) =>
      toTranscriptMessage(each, i, i === 1),
    );
    assert.deepEqual(notesOf(arrange(messages, { atEnd: true, dayOf: String })), [[], ['compression']]);
  });

  it('notes where undone messages begin and end, before the shown message that follows', () => {
    const rows = rowsOf([
      message('1', 'user'),
      message('2', 'user', { state: 'undone' }),
      message('3', 'assistant', { state: 'undone', text: 'no' }),
      message('4', 'user'),
    ]);
    assert.deepEqual(notesOf(rows), [[], ['undoneBegins'], [], ['undoneEnds']]);
  });
});
