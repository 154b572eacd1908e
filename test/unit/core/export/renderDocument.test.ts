import * as assert from 'node:assert/strict';
import type { ExportDocument } from '../../../../src/core/export/exportDocument';
import { EXPORT_FORMATS, type DocumentFormat } from '../../../../src/core/export/exportRequest';
import { chosenParts, leftOutWords } from '../../../../src/core/export/chosenParts';
import { redactDocument } from '../../../../src/core/export/redactMessage';
import { Redactor } from '../../../../src/core/export/redactor';
import { renderDocument } from '../../../../src/core/export/renderDocument';
import type { Message } from '../../../../src/core/message';
import { parseMarkdown } from '../../../../src/markdown/markdown';
import { call, conversation, message, talk } from '../../webview/samples';
import { document, segment } from './documents';

const FORMATS = EXPORT_FORMATS.filter((format): format is DocumentFormat => format !== 'jsonl');
const render = (doc: ExportDocument, format: DocumentFormat): string =>
  [...renderDocument(doc, format, parseMarkdown)].join('');
const COUNTS = { privateKey: 0, key: 2, token: 0, password: 1, email: 0, homePath: 12 };
const two = (): ExportDocument =>
  document([], {
    segments: [
      segment(talk(2), { id: 'first', messageCount: 2, systemPrompt: { text: 'Be kind.', chars: 8 } }),
      segment(talk(1), { id: 'second', messageCount: 1, place: 'conversationFile' }),
    ],
    redacted: () => COUNTS,
  });

describe('a conversation as a document', () => {
  for (const format of FORMATS) {
    it(`is made while its messages are read, a few at a time (${format})`, () => {
      let read = 0;
      function* counted(): Generator<Message> {
        for (const each of talk(1000)) {
          read += 1;
          yield each;
        }
      }
      let furthest = 0;
      let written = 0;
      for (const piece of renderDocument(document(counted()), format, parseMarkdown)) {
        written += (piece.match(/The harbour opens/g) ?? []).length > 0 ? 1 : 0;
        furthest = Math.max(furthest, read - written);
      }
      assert.equal(read, 1000);
      assert.ok(furthest <= 2, `${furthest} messages were read ahead`);
    });

    it(`tells segments apart, and ends with what was redacted (${format})`, () => {
      const made = render(two(), format);
      assert.ok(made.indexOf('first') < made.indexOf('Message 1.'), 'segments begin before their messages');
      assert.ok(made.includes('second') && made.includes('Be kind.'));
      if (format === 'json') return;
      assert.match(made, /Segment 1 of 2 · first · 2 messages · state\.db/);
      assert.match(made, /Segment 2 of 2 · second · 1 message · conversation file/);
      assert.match(made, /Redacted: 2 keys, 1 password, 12 home paths\./);
      assert.doesNotMatch(render(document(talk(1)), format), /Segment|Redacted/);
    });
  }

  it('is JSON of the same shape whether it has messages or not', () => {
    assert.deepEqual(JSON.parse(render(document([]), 'json')), {
      id: '20261118_130200_0a1b2c',
      title: 'Show booking times in the visitor’s zone',
      messages_from: 'state.db',
      messages: [],
    });
    const value = JSON.parse(render(two(), 'json')) as Record<string, unknown> & { messages: Record<string, unknown>[] };
    assert.deepEqual(value.segments, [
      { id: 'first', messages_from: 'state.db' },
      { id: 'second', messages_from: 'conversationFile' },
    ]);
    assert.deepEqual(value.system_prompts, { first: 'Be kind.' });
    assert.deepEqual(value.redacted, COUNTS);
    assert.deepEqual(
      value.messages.map((each) => [each.session_id, each.id]),
      [
        ['first', '1'],
        ['first', '2'],
        ['second', '1'],
      ],
    );
    const parts = { tools: false, reasoning: true, systemPrompt: 'none' } as const;
    assert.deepEqual((JSON.parse(render(document([], { parts }), 'json')) as Record<string, unknown>).left_out, [
      'tools',
      'system_prompt',
    ]);
  });

  it('names its filter in JSON, without the secrets in it, and is not called empty where the filter leaves nothing', () => {
    const filter = { kinds: ['tools'], tools: ['post_to_me@example.org'], errors: true } as const;
    const filtered = document([], { filtered: { filter, shown: 0, total: 15 } });
    const value = JSON.parse(render(filtered, 'json')) as Record<string, unknown>;
    assert.deepEqual(value.filtered, { ...filter, shown: 0, of: 15 });
    assert.doesNotMatch(render(redactDocument(filtered, new Redactor()), 'json'), /me@example/);
    assert.match(render(filtered, 'html'), /None of its messages is in this document\./);
    assert.match(render(document([], { segments: [segment([], { messageCount: 0 })] }), 'html'), /No messages in this conversation yet\./);
  });

  it('says that nothing was found where nothing was redacted', () => {
    const none = { privateKey: 0, key: 0, token: 0, password: 0, email: 0, homePath: 0 };
    assert.match(render(document([], { redacted: () => none }), 'text'), /Looked for keys.* none was found\.\n$/);
  });
});

describe('chosenParts', () => {
  const all = { tools: true, reasoning: true, systemPrompt: 'all' } as const;
  const left = (parts: Partial<Parameters<typeof chosenParts>[1]>): Message[] =>
    conversation().flatMap((each) => chosenParts(each, { ...all, ...parts }) ?? []);

  it('leaves everything in that was asked for', () => {
    assert.deepEqual(left({}), conversation());
    assert.equal(leftOutWords(all), null);
  });

  it('leaves out calls with their results, and answers that were nothing else', () => {
    const chosen = left({ tools: false });
    assert.deepEqual(
      chosen.map(({ id }) => id),
      ['0', '1', '2', '9', '10', '11', '12', '13', '14'],
    );
    assert.ok(chosen.every((each) => each.role !== 'tool' && each.toolCalls.length === 0));
    const broken = message('1', 'assistant', { toolCallsBroken: true, text: 'words' });
    assert.equal(chosenParts(broken, { ...all, tools: false })?.toolCallsBroken, false);
  });

  it('leaves out reasoning, and keeps a message that has anything else', () => {
    assert.ok(left({ reasoning: false }).every((each) => each.reasoning === null));
    assert.equal(left({ reasoning: false }).length, conversation().length);
    const thought = message('1', 'assistant', { reasoning: 'Hm.' });
    assert.equal(chosenParts(thought, { ...all, reasoning: false }), null);
    assert.notEqual(chosenParts({ ...thought, toolCalls: [call('a', 'b', {})] }, { ...all, reasoning: false }), null);
    const empty = message('1', 'assistant');
    assert.deepEqual(chosenParts(empty, { ...all, reasoning: false, tools: false }), empty, 'it never had anything');
  });

  it('leaves out prompts of the system only where none is wanted', () => {
    const system = message('1', 'system', { text: 'You are Hermes.' });
    assert.equal(chosenParts(system, { ...all, systemPrompt: 'none' }), null);
    assert.deepEqual(chosenParts(system, { ...all, systemPrompt: 'messages' }), system);
  });

  it('says what is left out', () => {
    assert.equal(
      leftOutWords({ tools: false, reasoning: false, systemPrompt: 'none' }),
      'Left out: tool calls and their results, reasoning, system prompts',
    );
    assert.equal(leftOutWords({ ...all, systemPrompt: 'messages' }), null);
  });
});
