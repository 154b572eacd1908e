import * as assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilePlace } from '../../../src/core/fileConversation';
import { plainText } from '../../../src/core/messageParts';
import { readConversation, type ConversationReading } from '../../../src/io/conversationFile';
import { errorOf } from './memoryFiles';
import { TracedFiles } from './tracedFiles';

describe('readConversation', () => {
  let dir: string;
  let files: TracedFiles;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hs-'));
    files = new TracedFiles();
  });
  afterEach(() => {
    assert.equal(files.openHandles, 0);
    rmSync(dir, { recursive: true });
  });

  const read = (
    content: string | Uint8Array,
    place: FilePlace = 'conversationFile',
    largestBytes?: number,
  ): ConversationReading => {
    const path = join(dir, process.platform === 'win32' ? 'a #%41 日本.json' : 'a ?#%41 日本.json');
    writeFileSync(path, content);
    return readConversation({ id: 's', path, place }, files, largestBytes === undefined ? {} : { largestBytes });
  };
  const texts = (reading: ConversationReading): string[] =>
    reading.messages.map((m) => `${m.id} ${m.role} ${plainText(m.parts)}`);

  it('reads all messages, numbered by their position', () => {
    const reading = read(
      JSON.stringify({
        title: 't',
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: [{ type: 'text', text: 'b' }] },
        ],
        context_messages: [{}],
      }),
    );
    assert.deepEqual(texts(reading), ['0 user a', '1 assistant b']);
    assert.deepEqual([reading.problem, reading.skippedEntries, reading.messages[0]?.sessionId], [null, 0, 's']);
  });

  it('counts entries that are no messages, and keeps the numbering', () => {
    const reading = read('{"messages": [1, {"role": "user", "content": "a"}, null, "x"]}');
    assert.deepEqual([texts(reading), reading.skippedEntries], [['1 user a'], 3]);
  });

  it('gives the messages before the place where a file is torn', () => {
    const reading = read(
      '{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "con',
    );
    assert.deepEqual(texts(reading), ['0 user a', '1 assistant b'], 'a stump without a word is left out');
    assert.equal(reading.problem?.reason, 'torn');
    assert.deepEqual(
      texts(read('{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "half an ans')),
      ['0 user a', '1 assistant half an ans'],
    );
    assert.equal(read('{"title": "x", "mess').problem?.reason, 'torn');
  });

  it('says what is wrong', () => {
    const reasons = ['', ' ', '\0\0', 'hm', '[]', '{}', '{"messages": {}}'].map(
      (content) => read(content).problem?.reason,
    );
    assert.deepEqual(reasons, [
      'empty',
      'empty',
      'unparseable',
      'unparseable',
      'not_an_object',
      'no_messages',
      'no_messages',
    ]);
    assert.deepEqual(
      ['', 'noise\n', '{"ro'].map((content) => read(content, 'agentJsonl').problem?.reason),
      ['empty', 'unparseable', 'unparseable'],
    );
  });

  it('reads nothing of what is too large, missing, or not a file', () => {
    assert.deepEqual(read('{"messages": []}', 'conversationFile', 10), {
      messages: [],
      skippedEntries: 0,
      problem: { reason: 'too_large', detail: '16 B' },
    });
    assert.equal(files.bytesRead, 0);
    mkdirSync(join(dir, 'd'));
    symlinkSync('d/none', join(dir, 'l'));
    const detail = (name: string): string | undefined =>
      readConversation({ id: 's', path: join(dir, name), place: 'previousCopy' }, files).problem?.detail;
    assert.deepEqual(['none', 'd', 'l'].map(detail), ['ENOENT', 'EISDIR', 'ENOENT']);
    files.before = (call) => {
      if (call === 'open') throw errorOf('EACCES');
    };
    assert.equal(read('{}').problem?.detail, 'EACCES');
  });

  it('reads NaN, a byte order mark, lone surrogates', () => {
    const reading = read('\ufeff{"cost": NaN, "messages": [{"role": "user", "content": "\\ud800", "timestamp": NaN}]}');
    assert.deepEqual([texts(reading), reading.problem, reading.messages[0]?.at], [['0 user \ud800'], null, null]);
  });

  it('marks only messages in which bytes were replaced', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"messages": [{"content": "caf'),
      Buffer.from([0xe9]),
      Buffer.from('"}, {"content": "fine"}]}'),
    ]);
    assert.deepEqual(
      read(bytes).messages.map((m) => m.hadInvalidUtf8),
      [true, false],
    );
    const lines = Buffer.concat([
      Buffer.from('{"content": "\ufffd"}\n{"content": "caf'),
      Buffer.from([0xe9]),
      Buffer.from('"}\n'),
    ]);
    assert.deepEqual(
      read(lines, 'agentJsonl').messages.map((m) => m.hadInvalidUtf8),
      [false, true],
    );
  });

  it('reads lines, without the one about the session, and tells broken from torn', () => {
    const reading = read(
      '{"role": "session_meta", "tools": []}\n\n{"role": "user", "content": "a"}\nbroken\n{"role": "assistant", "content": "b"}\n{"role": "to',
      'agentJsonl',
    );
    assert.deepEqual(texts(reading), ['1 user a', '2 assistant b']);
    assert.deepEqual([reading.skippedEntries, reading.problem?.reason], [1, 'torn']);
    const unended = read('{"role": "user", "content": "a"}', 'agentJsonl');
    assert.deepEqual([texts(unended), unended.problem], [['0 user a'], null]);
    assert.deepEqual(read('{"role": "session_meta"}\n', 'agentJsonl'), {
      messages: [],
      skippedEntries: 0,
      problem: null,
    });
  });

  it('does not mind depth', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const [message] = read(
      `{"messages": [{"role": "user", "content": [{"type": "odd", "x": ${deep}}], "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": ${deep}}}]}]}`,
    ).messages;
    assert.deepEqual(message?.parts, [{ kind: 'unknown', type: 'odd', json: '"…"' }]);
    assert.equal(message?.toolCalls[0]?.argumentsText, '"…"');
  });
});
