import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { FileConversation } from '../../../../src/core/fileConversation';
import type { MessageFilter } from '../../../../src/core/messageFilter';
import { plainText } from '../../../../src/core/messageParts';
import { usualCopy, type TranscriptTarget } from '../../../../src/core/transcriptTarget';
import type { ProfileReader } from '../../../../src/io/profile/profileReader';
import { FIXTURE_SECOND } from '../../../support/fixtureDatabase';
import { fileConversation, useProfile } from './setup';

const filter = (more: Partial<MessageFilter>): MessageFilter => ({ kinds: [], tools: [], errors: false, ...more });
const UNBOUNDED = { most: Infinity, sizeOf: () => 0 };

describe('a conversation as a filter leaves it', function () {
  this.timeout(120_000);
  const setup = useProfile();

  const profile = (...conversations: FileConversation[]): ProfileReader => {
    const reader = setup.profile({ readFiles: () => ({ conversations, changed: true, problems: [] }), sessionDir: setup.folder });
    reader.refresh('full');
    return reader;
  };

  /** A line a message: index, number in the whole conversation, "|" behind a compression, words or the tools that were asked. */
  function lines({ filtered }: ProfileReader, target: TranscriptTarget, page = 1000): string[] {
    const found: string[] = [];
    for (;;) {
      const read = filtered.pageAs(
        target,
        found.length,
        page,
        ({ parts, toolCalls }, index, begins, number) =>
          `${index}/${number} ${begins ? '| ' : ''}${plainText(parts) || toolCalls.map(({ name }) => name).join()}`,
        UNBOUNDED,
      );
      if (read.length === 0) return found;
      found.push(...read);
    }
  }

  async function chain(): Promise<void> {
    const db = await setup.start();
    const asks = (id: string, name: string): string => JSON.stringify([{ id, type: 'function', function: { name, arguments: '{}' } }]);
    db.addSession({ id: 'one', title: 'Berths', end_reason: 'compression', ended_at: FIXTURE_SECOND + 50 });
    db.addMessage({ session_id: 'one', role: 'user', content: 'first' });
    db.addMessage({ session_id: 'one', role: 'assistant', content: '', tool_calls: asks('a', 'terminal') });
    db.addMessage({ session_id: 'one', role: 'tool', content: '{"output": "no", "exit_code": 1}', tool_call_id: 'a', tool_name: 'terminal' });
    db.addMessage({ session_id: 'one', role: 'assistant', content: 'so' });
    db.addSession({ id: 'two', parent_session_id: 'one' });
    db.addMessage({ session_id: 'two', role: 'user', content: '[CONTEXT COMPACTION] what was said', _compressed_summary: 1 });
    db.addMessage({ session_id: 'two', role: 'user', content: 'second' });
    db.addMessage({ session_id: 'two', role: 'assistant', content: 'yes' });
    setup.save();
  }
  const whole = (more: Partial<TranscriptTarget> = {}): TranscriptTarget => ({ ...usualCopy('two'), isWhole: true, ...more });

  it('is a sequence of its own over all segments, in pages of any size', async () => {
    await chain();
    const reader = profile();
    const target = whole({ filter: filter({ kinds: ['prompts'] }) });
    for (const page of [1, 2, 1000]) assert.deepEqual(lines(reader, target, page), ['0/0 first', '1/5 | second'], String(page));
    const { messageCount, filtered } = reader.filtered.source(target);
    assert.deepEqual([messageCount, filtered], [2, { shown: 2, total: 7 }]);
    assert.deepEqual(lines(reader, whole()).length, 7);
    assert.equal(reader.filtered.source(whole()).filtered, null);
    const errors = whole({ filter: filter({ errors: true }) });
    assert.deepEqual(lines(reader, errors), ['0/1 terminal', '1/2 {"output": "no", "exit_code": 1}']);
    assert.deepEqual(reader.filtered.source(errors).filtered, { shown: 1, total: 7 });
  });

  it('has each message by its id, and none that is hidden', async () => {
    await chain();
    const reader = profile();
    const target = whole({ filter: filter({ kinds: ['prompts'] }) });
    const places = (id: string): unknown => reader.filtered.message(target, id, (_, index, begins, number) => [index, begins, number]);
    assert.deepEqual(places('1'), [0, false, 0]);
    assert.deepEqual(places('1:6'), [1, true, 5]);
    assert.equal(places('4'), null);
    assert.deepEqual([0, 1, 5, 6].map((number) => reader.filtered.near(target, number)), [0, 1, 1, 1]);
    assert.equal(reader.filtered.facts(target).errors, 1);
  });

  it('reads what is asked in slices, and what was added once more', async () => {
    await chain();
    const target = whole({ filter: filter({ kinds: ['answers'] }) });
    for (let i = 0; i < 40; i += 1) setup.fixture.addMessage({ session_id: 'two', role: 'assistant', content: 'x'.repeat(100_000) });
    setup.save();
    const reader = profile();
    let slices = 1;
    for (; slices < 100 && !reader.filtered.prepare(target); slices += 1);
    assert.ok(slices >= 4 && slices < 20, String(slices));
    assert.equal(lines(reader, target).length, 42);
    let read = 0;
    const { conversations } = reader;
    const pageAs = conversations.pageAs.bind(conversations);
    conversations.pageAs = (...args) => pageAs(args[0], args[1], args[2], (...each) => (read++, args[3](...each)), args[4]);
    setup.fixture.addMessage({ session_id: 'two', role: 'assistant', content: 'new' });
    setup.save();
    assert.equal(reader.filtered.prepare(target), true);
    // The last one that was known, and the new one.
    assert.equal(read, 2);
    assert.equal(lines(reader, target).at(-1), '42/47 new');
  });

  it('forgets what it knew where messages went or are others', async () => {
    await chain();
    const reader = profile();
    const target = whole({ filter: filter({ kinds: ['prompts'] }) });
    assert.deepEqual(lines(reader, target).length, 2);
    setup.fixture.exec("UPDATE messages SET active = 0 WHERE content = 'first'");
    setup.save();
    assert.deepEqual(lines(reader, target), ['0/4 second']);
    setup.fixture.exec("DELETE FROM messages WHERE content = 'yes'");
    setup.fixture.addMessage({ session_id: 'two', role: 'user', content: 'third' });
    setup.save();
    assert.deepEqual(lines(reader, target), ['0/4 second', '1/5 third']);
  });

  it('reads a file anew when it changed', async () => {
    await setup.start();
    setup.save();
    const path = join(setup.folder, 'f.json');
    const write = (...words: string[]): FileConversation => {
      fs.writeFileSync(path, JSON.stringify({ session_id: 'f', messages: words.map((content) => ({ role: content.endsWith('?') ? 'user' : 'assistant', content })) }));
      return fileConversation('f', { path, sizeBytes: fs.statSync(path).size });
    };
    const target: TranscriptTarget = { ...usualCopy('f'), filter: filter({ kinds: ['prompts'] }) };
    const list = [write('what?', 'that')];
    const reader = setup.profile({ readFiles: () => ({ conversations: list, changed: true, problems: [] }), sessionDir: setup.folder });
    reader.refresh('full');
    assert.deepEqual(lines(reader, target), ['0/0 what?']);
    list[0] = write('that', 'what now?', 'and then?');
    reader.refresh('full');
    assert.deepEqual(lines(reader, target), ['0/1 what now?', '1/2 and then?']);
  });
});
