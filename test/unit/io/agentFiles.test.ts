import * as assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileConversation } from '../../../src/core/fileConversation';
import { AgentFilesReader } from '../../../src/io/agentFiles';
import { TracedFiles } from './tracedFiles';

const META = { role: 'session_meta', tools: [], model: 'm', platform: 'telegram', timestamp: '2026-05-20T10:00:00Z' };
const at = (minute: number): string => `2026-05-20T10:${String(minute).padStart(2, '0')}:00Z`;
const lines = (...values: unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('AgentFilesReader', () => {
  let dir: string;
  let files: TracedFiles;
  let reader: AgentFilesReader;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hs-'));
    files = new TracedFiles();
    reader = new AgentFilesReader(dir, files);
  });
  afterEach(() => {
    assert.equal(files.openHandles, 0);
    rmSync(dir, { recursive: true });
  });

  const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(dir, name), content);
  const byId = (): Map<string, FileConversation> =>
    new Map(reader.read().conversations.map((c) => [`${c.place} ${c.id}`, c]));

  it('lists transcripts, and nothing else that lives there', () => {
    write('session_20260520_100000_abcdef.json', '{"messages": []}');
    write('20260520_100000_abcdef.jsonl', lines(META));
    for (const name of [
      'sessions.json',
      'request_dump_x_20260520.json',
      'request_dump_x.jsonl',
      '.sessions_1.tmp',
      'session_x.json.tmp',
      '_x.jsonl',
      'hermes_sessions.db',
      'session_.json',
    ]) {
      write(name, '{}');
    }
    mkdirSync(join(dir, 'saved'));
    assert.deepEqual([...byId().keys()], ['agentJsonl 20260520_100000_abcdef', 'agentJson 20260520_100000_abcdef']);
    assert.equal(reader.read().changed, false);
  });

  it('reads the metadata of an object', () => {
    const messages = [
      { role: 'user', content: 'Hello', timestamp: at(1) },
      { role: 'assistant', content: 'Hi' },
    ];
    write(
      'session_a.json',
      JSON.stringify({
        session_id: 'a',
        model: 'm',
        platform: 'cli',
        session_start: at(0),
        last_updated: at(5),
        messages,
      }),
    );
    const found = byId().get('agentJson a');
    assert.deepEqual(
      [
        found?.source,
        found?.model,
        found?.createdAt,
        found?.updatedAt,
        found?.lastMessageAt,
        found?.messageCount,
        found?.preview,
        found?.problem,
      ],
      ['cli', 'm', Date.parse(at(0)), Date.parse(at(5)), Date.parse(at(1)), 2, 'Hello', null],
    );
  });

  it('gets past a long system prompt and tool list, in bounds', () => {
    const head = {
      session_id: 'a',
      platform: 'cli',
      system_prompt: 'p'.repeat(60_000),
      tools: ['t'.repeat(60_000)],
      message_count: 2,
    };
    write(
      'session_a.json',
      JSON.stringify({
        ...head,
        messages: [
          { role: 'user', content: 'Hello' },
          { role: 'assistant', content: 'x'.repeat(2_000_000) },
        ],
      }),
    );
    const found = byId().get('agentJson a');
    assert.deepEqual([found?.preview, found?.messageCount, found?.source], ['Hello', 2, 'cli']);
    assert.ok(files.bytesRead < 400_000, String(files.bytesRead));
  });

  it('reads the metadata of lines, first and last', () => {
    write(
      'a.jsonl',
      lines(
        META,
        { role: 'user', content: 'Hello', timestamp: at(1) },
        { role: 'assistant', content: 'x', timestamp: at(2) },
      ),
    );
    const filler = { role: 'tool', content: 'x'.repeat(50_000), timestamp: at(3) };
    write(
      'b.jsonl',
      lines(META, { role: 'user', content: 'Big', timestamp: at(1) }, filler, filler, filler, filler, filler, filler, {
        role: 'assistant',
        content: 'x',
        timestamp: at(9),
      }),
    );
    const found = byId();
    const a = found.get('agentJsonl a');
    assert.deepEqual(
      [a?.source, a?.model, a?.preview, a?.messageCount, a?.createdAt, a?.lastMessageAt],
      ['telegram', 'm', 'Hello', 2, Date.parse(at(0)), Date.parse(at(2))],
    );
    const b = found.get('agentJsonl b');
    assert.deepEqual([b?.preview, b?.messageCount, b?.lastMessageAt], ['Big', null, Date.parse(at(9))]);
    assert.ok(files.bytesRead < 200_000, String(files.bytesRead));
  });

  it('gets past a first line that is longer than the first look', () => {
    const filler = { role: 'tool', content: 'x'.repeat(400_000), timestamp: at(3) };
    write(
      'a.jsonl',
      lines({ ...META, tools: ['t'.repeat(100_000)] }, { role: 'user', content: 'Hello', timestamp: at(1) }, filler),
    );
    const found = byId().get('agentJsonl a');
    assert.deepEqual([found?.source, found?.preview, found?.problem], ['telegram', 'Hello', null]);
  });

  it('passes over a torn last line, and reads it once it is whole', () => {
    write(
      'a.jsonl',
      `${lines(META, { role: 'user', content: 'Hello', timestamp: at(1) })}{"role": "assistant", "content": "Hi", "time`,
    );
    assert.deepEqual([byId().get('agentJsonl a')?.messageCount, byId().get('agentJsonl a')?.problem], [1, null]);
    appendFileSync(join(dir, 'a.jsonl'), `stamp": "${at(2)}"}\n`);
    const reading = reader.read();
    assert.equal(reading.changed, true);
    assert.deepEqual(
      [reading.conversations[0]?.messageCount, reading.conversations[0]?.lastMessageAt],
      [2, Date.parse(at(2))],
    );
  });

  it('keeps a separator that is not a line end within its line', () => {
    write('a.jsonl', lines({ role: 'user', content: 'a\u2028b' }).replace('\\u2028', '\u2028'));
    assert.equal(byId().get('agentJsonl a')?.preview, 'a\u2028b');
  });

  it('says what is wrong', () => {
    write('empty.jsonl', '');
    write('noise.jsonl', 'what\nis\nthis\n');
    write('stump.jsonl', '{"role": "us');
    write('nul.jsonl', new Uint8Array(100));
    write('bignoise.jsonl', 'noise\n'.repeat(30_000));
    write('session_list.json', '[]');
    const problems = Object.fromEntries([...byId()].map(([id, c]) => [id, c.problem?.reason]));
    assert.deepEqual(problems, {
      'agentJsonl bignoise': 'unparseable',
      'agentJsonl empty': 'empty',
      'agentJsonl noise': 'unparseable',
      'agentJsonl nul': 'unparseable',
      'agentJson list': 'not_an_object',
      'agentJsonl stump': 'unparseable',
    });
  });

  it('knows a scheduled run by its id', () => {
    write('cron_abc_20260520_100000.jsonl', lines({ role: 'user', content: 'go' }));
    write('plain.jsonl', lines({ role: 'user', content: 'go' }));
    write('session_cron_abc_20260520_100001.json', '{"platform": "cli", "messages": []}');
    assert.deepEqual(
      [...byId().values()].map((c) => c.source),
      ['cron', 'unknown', 'cli'],
    );
  });
});
