import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { ExportDocument } from '../../../../src/core/export/exportDocument';
import type { ExportRequest } from '../../../../src/core/export/exportRequest';
import { Failure } from '../../../../src/core/failure';
import type { Message } from '../../../../src/core/message';
import { plainText } from '../../../../src/core/messageParts';
import { exportDocument, exportRows } from '../../../../src/io/profile/exportDocument';
import type { ProfileReader } from '../../../../src/io/profile/profileReader';
import { treeOf } from '../stateDb/setup';
import { fileConversation, useProfile } from './setup';

const request = (sessionIds: readonly string[], more: Partial<ExportRequest> = {}): ExportRequest => ({
  sessionIds,
  format: 'text',
  tools: true,
  reasoning: true,
  systemPrompt: 'all',
  redact: false,
  source: null,
  locale: 'en',
  ...more,
});
const failsWith = (code: string) => (error: unknown): boolean => error instanceof Failure && error.code === code;
const PLACE = { profile: 'default', stateDbPath: '/home/state.db' };
const whole = (): void => assert.fail('called of what is whole');
const documentOf = (reader: ProfileReader, asked: ExportRequest): ExportDocument =>
  exportDocument(reader, PLACE, asked, whole);
const words = (messages: Iterable<Message>): string[] => [...messages].map(({ parts }) => plainText(parts));
function* walk(messages: Iterable<Message>): Generator<Message, void> {
  yield* messages;
}

describe('exportDocument', function () {
  this.timeout(120_000);
  const setup = useProfile();

  async function start(rows = 100): Promise<void> {
    const db = await setup.start();
    const hash = db.addSystemPrompt(`You are Hermes. ${'x'.repeat(100_000)}`);
    db.addSession({ id: 'root', title: 'Berths', end_reason: 'compression', ended_at: 1_777_699_000, system_prompt_hash: hash });
    db.addMessage({ session_id: 'root', role: 'user', content: 'Go' });
    db.addSession({ id: 'tip', title: 'Berths #2', parent_session_id: 'root', started_at: 1_777_700_000 });
    db.addMessage({ session_id: 'tip', role: 'user', content: 'Go', timestamp: 1_777_700_001 });
    for (let i = 1; i < rows; i += 1)
      db.addMessage({ session_id: 'tip', role: i % 2 === 0 ? 'user' : 'assistant', content: `row ${i}` });
    db.addMessage({ session_id: 'tip', role: 'user', content: 'taken back', active: 0 });
    setup.save();
  }
  function open(): ProfileReader {
    const reader = setup.profile();
    reader.refresh('full');
    return reader;
  }

  it('has the messages of one session in order, and says what is not among them', async () => {
    await start();
    const { head, segments, record } = documentOf(open(), request(['tip']));
    assert.match(head.title, /^Berths/);
    assert.deepEqual(head.notes, ['Continues root', '1 undone message not shown']);
    assert.equal(record.profile, 'default');
    assert.equal(segments.length, 1);
    assert.deepEqual(words(segments[0]!.messages), ['Go', ...Array.from({ length: 99 }, (_, i) => `row ${i + 1}`)]);
  });

  it('has a whole conversation in one go, a prompt at the seam once, and whole system prompts', async () => {
    await start(3);
    const { head, segments } = documentOf(open(), request(['root', 'tip']));
    assert.deepEqual(head.notes, ['1 undone message not shown']);
    assert.ok(head.facts.includes('4 messages') && head.facts.includes('root, tip'), head.facts.join());
    assert.deepEqual(
      segments.map(({ messages }) => words(messages)),
      [['Go'], ['row 1', 'row 2']],
    );
    assert.equal(segments[0]?.systemPrompt?.text.length, 100_016);
    assert.equal(segments[1]?.systemPrompt, null);
    const without = documentOf(open(), request(['root'], { systemPrompt: 'messages', tools: false }));
    assert.equal(without.segments[0]?.systemPrompt, null);
    assert.ok(without.head.notes.includes('Left out: tool calls and their results'));
  });

  it('has of a chain what a filter leaves, a call with its answer alone, and says so with its numbers', async () => {
    const db = await setup.start();
    db.addSession({ id: 'root', title: 'Berths', end_reason: 'compression', ended_at: 1_777_699_000, system_prompt_hash: db.addSystemPrompt('Be kind.') });
    const calls = JSON.stringify(['a', 'b'].map((id) => ({ id, function: { name: `tool_${id}`, arguments: '{}' } })));
    db.addMessage({ session_id: 'root', role: 'assistant', content: 'I look', tool_calls: calls });
    db.addMessage({ session_id: 'root', role: 'tool', content: '{"output": "no", "exit_code": 1}', tool_call_id: 'a', tool_name: 'tool_a' });
    db.addMessage({ session_id: 'root', role: 'tool', content: 'fine', tool_call_id: 'b', tool_name: 'tool_b' });
    db.addMessage({ session_id: 'root', role: 'user', content: 'Go' });
    db.addSession({ id: 'tip', title: 'Berths #2', parent_session_id: 'root', started_at: 1_777_700_000 });
    // What stands at the seam is there once, and moves the places of all that follows.
    db.addMessage({ session_id: 'tip', role: 'user', content: 'Go', timestamp: 1_777_700_001 });
    db.addMessage({ session_id: 'tip', role: 'assistant', content: 'Gone' });
    db.addMessage({ session_id: 'tip', role: 'tool', content: '{"error": "lost"}', tool_call_id: 'x', tool_name: 'tool_x' });
    setup.save();
    const filter = { kinds: ['prompts'], tools: [], errors: true } as const;
    const { head, segments, filtered } = documentOf(open(), request(['root', 'tip'], { filter }));
    const told = segments.map(({ messages }) => [...messages].map((each) => [plainText(each.parts), ...each.toolCalls.map(({ name }) => name)].join('|')));
    assert.deepEqual(told, [['|tool_a', '{"output": "no", "exit_code": 1}', 'Go'], ['{"error": "lost"}']]);
    assert.ok(head.notes.includes('Filtered to prompts and errors: 3 of 6 messages'), head.notes.join());
    assert.deepEqual(filtered, { filter, shown: 3, total: 6 });
    assert.equal(segments[0]!.systemPrompt, null);
    // Of one segment, numbers and places are its own.
    const tip = documentOf(open(), request(['tip'], { filter }));
    assert.deepEqual(tip.segments.map(({ messages }) => words(messages)), [['Go', '{"error": "lost"}']]);
    assert.ok(tip.head.notes.includes('Filtered to prompts and errors: 2 of 3 messages'), tip.head.notes.join());
    // The prompt is one of the notes, and the parts that were not chosen go as ever.
    const notes = documentOf(open(), request(['root', 'tip'], { filter: { ...filter, kinds: ['notes', 'tools'], errors: false }, tools: false }));
    assert.equal(notes.segments[0]!.systemPrompt?.text, 'Be kind.');
    assert.deepEqual(notes.segments.map(({ messages }) => words(messages)), [[], []]);
    assert.ok(notes.head.notes.includes('Left out: tool calls and their results'));
  });

  it('leaves out what was added meanwhile, and stops when something was taken out', async () => {
    await start();
    const grown = documentOf(open(), request(['tip'])).segments[0]!.messages[Symbol.iterator]();
    grown.next();
    setup.fixture.addMessage({ session_id: 'tip', role: 'user', content: 'new' });
    setup.save();
    let count = 1;
    while (grown.next().done !== true) count += 1;
    assert.equal(count, 100);

    const shrunk = documentOf(open(), request(['tip'])).segments[0]!.messages[Symbol.iterator]();
    shrunk.next();
    setup.fixture.exec("UPDATE messages SET active = 0 WHERE content IN ('row 3', 'row 4')");
    setup.save();
    assert.throws(() => {
      while (shrunk.next().done !== true);
    }, failsWith('conversation_changed'));
  });

  it('stops when the file it reads from became another one', () => {
    const path = join(setup.folder, 'f.json');
    const write = (content: string): void =>
      fs.writeFileSync(path, JSON.stringify({ messages: Array.from({ length: 70 }, () => ({ role: 'user', content })) }));
    const stateOf = (): object => ({ path, sizeBytes: fs.statSync(path).size, modifiedAt: fs.statSync(path).mtimeMs });
    write('one');
    let changed = true;
    const reader = setup.profile({
      database: null,
      readFiles: () => ({ conversations: [fileConversation('f', stateOf())], changed, problems: [] }),
    });
    reader.refresh('full');
    const messages = walk(documentOf(reader, request(['f'])).segments[0]!.messages);
    const first = messages.next();
    assert.ok(first.done !== true && plainText(first.value.parts) === 'one');
    write('another');
    changed = true;
    reader.refresh('full');
    assert.throws(() => {
      while (messages.next().done !== true);
    }, failsWith('conversation_changed'));
  });

  it('is redacted when that is asked for', async () => {
    await start(1);
    setup.fixture.addMessage({ session_id: 'tip', role: 'user', content: 'I am ada@example.org' });
    setup.save();
    const document = documentOf(open(), request(['tip'], { redact: true }));
    assert.deepEqual(words(document.segments[0]!.messages), ['Go', 'I am ⟨e-mail 1⟩']);
    assert.equal(document.redacted?.().email, 1);
    assert.equal(documentOf(open(), request(['tip'])).redacted, null);
  });

  it('refuses a session that is not there', async () => {
    await start(1);
    assert.throws(() => documentOf(open(), request(['nobody'])), failsWith('session_not_found'));
    assert.throws(() => [...exportRows(open(), ['nobody'], whole)], failsWith('session_not_found'));
  });

  describe('of a database with damaged pages', () => {
    /** Two segments: of the first all messages are lost, or all but those of one leaf; the second is empty. */
    async function startDamaged(isAll: boolean): Promise<ProfileReader> {
      const db = await setup.start();
      db.addSession({ id: 'hurt', title: 'Hurt', end_reason: 'compression', ended_at: 1_777_699_000 });
      db.addSession({ id: 'empty', title: 'Hurt #2', parent_session_id: 'hurt', started_at: 1_777_700_000 });
      for (let i = 1; i <= 100; i += 1)
        db.addMessage({ session_id: 'hurt', role: 'user', content: `message ${i} ${'.'.repeat(200)}` });
      setup.save();
      const bytes = fs.readFileSync(setup.path);
      const { leaves } = await treeOf(bytes, 'messages');
      for (const { page } of isAll ? leaves : leaves.slice(1)) bytes.fill(0xa5, (page - 1) * 4096, page * 4096);
      fs.writeFileSync(setup.path, bytes);
      return open();
    }

    it('has a place for each lost message, and tells of each as it is walked, redacted or not', async () => {
      const reader = await startDamaged(false);
      for (const redact of [false, true]) {
        let lost = 0;
        const { segments } = exportDocument(reader, PLACE, request(['hurt', 'empty'], { redact }), () => (lost += 1));
        assert.equal(lost, 0);
        const all = segments.flatMap(({ messages }) => [...messages]);
        const readable = all.filter(({ parts }) => plainText(parts).startsWith('message '));
        assert.equal(all.length, 100);
        assert.ok(readable.length > 0 && lost > 0);
        assert.equal(lost, 100 - readable.length);
      }
      let told = 0;
      const [row = ''] = [...exportRows(reader, ['hurt'], () => (told += 1))].join('').split('\n');
      assert.equal(told, 1);
      assert.ok((JSON.parse(row) as { messages: unknown[] }).messages.length < 100);
    });

    it('is none when not one message can be read; an empty segment is no answer', async () => {
      const reader = await startDamaged(true);
      for (const ids of [['hurt'], ['hurt', 'empty']])
        assert.throws(() => exportDocument(reader, PLACE, request(ids), () => undefined), failsWith('db_damaged'));
      assert.throws(() => [...exportRows(reader, ['hurt'], () => undefined)], failsWith('db_damaged'));
      assert.equal(documentOf(reader, request(['empty'])).segments.length, 1);
    });
  });

  it('gives rows as Hermes exports them, one a line, whatever a column is called', async () => {
    await start(3);
    const lines = [...exportRows(open(), ['root', 'tip'], whole)].join('').trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      [open().export('root').row, open().export('tip').row],
    );
  });
});
