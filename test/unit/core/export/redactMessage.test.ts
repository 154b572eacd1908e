import * as assert from 'node:assert/strict';
import { EXPORT_FORMATS, type DocumentFormat } from '../../../../src/core/export/exportRequest';
import { redactDocument, redactMessage } from '../../../../src/core/export/redactMessage';
import { Redactor } from '../../../../src/core/export/redactor';
import { renderDocument } from '../../../../src/core/export/renderDocument';
import type { Message } from '../../../../src/core/message';
import { parseMarkdown } from '../../../../src/markdown/markdown';
import { call, conversation, message } from '../../webview/samples';
import { document, segment } from './documents';

const TOKEN = `ghp_${'a1B2'.repeat(9)}`;
const MAIL = 'ada@example.org';
const HOME = '/home/ada';
const all = `${TOKEN} ${MAIL} ${HOME}/x`;

/** A secret in every field a message has. */
const full = (): Message =>
  message('1', 'assistant', {
    parts: [
      { kind: 'text', text: all },
      { kind: 'image', origin: 'remote', mediaType: all, host: all, bytes: 1 },
      { kind: 'attachment', name: all, mediaType: all },
      { kind: 'unknown', type: all, json: JSON.stringify({ a: `${all}\n` }) },
    ],
    toolCalls: [call(TOKEN, all, { command: `echo "${all}"` }), call('b', 'terminal', `{broken ${all}`)],
    toolCallId: TOKEN,
    toolName: all,
    reasoning: all,
    finishReason: all,
    displayKind: all,
  });

describe('redactMessage', () => {
  it('leaves no text of a message as it was, and links what was linked', () => {
    const redacted = redactMessage(full(), new Redactor());
    assert.doesNotMatch(JSON.stringify(redacted), /ghp_|ada/);
    assert.equal(redacted.toolCalls[0]?.id, '⟨token 1⟩');
    assert.equal(redacted.toolCallId, redacted.toolCalls[0]?.id);
    assert.equal(redactMessage({ ...full(), role: MAIL }, new Redactor()).role, '⟨e-mail 1⟩');
  });

  it('changes nothing where there is nothing to hide', () => {
    const redactor = new Redactor();
    for (const each of conversation()) assert.deepEqual(redactMessage(each, redactor), each);
  });
});

describe('redactDocument', () => {
  for (const format of EXPORT_FORMATS.filter((each): each is DocumentFormat => each !== 'jsonl')) {
    it(`lets no secret out, and counts what stood in the document (${format})`, () => {
      const redacted = redactDocument(
        document([], {
          head: { title: `Of ${MAIL}`, facts: [HOME], notes: [MAIL] },
          record: { title: `Of ${MAIL}`, preview: all, profile: 'default' },
          segments: [
            segment([full(), message('2', 'tool', { toolCallId: TOKEN, text: JSON.stringify({ output: all }) })], {
              id: MAIL,
              systemPrompt: { text: all, chars: all.length + 5 },
            }),
          ],
        }),
        new Redactor(),
      );
      const made = [...renderDocument(redacted, format, parseMarkdown)].join('');
      assert.doesNotMatch(made, /ghp_|ada@|home\/ada/);
      assert.match(made, /⟨e-mail 1⟩/);
      assert.doesNotMatch(made, /⟨(?:token|e-mail|home) 2⟩/);
      const marks = (kind: string): number => made.split(`⟨${kind} 1⟩`).length - 1;
      const counts = redacted.redacted?.() ?? null;
      // Not every field is shown in every form; what is shown was counted.
      assert.ok(counts !== null && counts.homePath > 0 && counts.token > 0 && counts.email > 0);
      assert.ok(marks('home') <= counts.homePath + (format === 'html' ? 1 : 0), `${marks('home')} ${counts.homePath}`);
      if (format === 'json') assert.equal(marks('home'), counts.homePath);
    });
  }

  it('says how much of a cut prompt is missing, whatever was replaced in it', () => {
    const { segments } = redactDocument(
      document([], { segments: [segment([], { systemPrompt: { text: HOME, chars: HOME.length + 7 } })] }),
      new Redactor(),
    );
    const prompt = segments[0]?.systemPrompt;
    assert.ok(prompt != null && prompt.chars - prompt.text.length === 7);
  });
});
