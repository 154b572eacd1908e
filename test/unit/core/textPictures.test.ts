import * as assert from 'node:assert/strict';
import { pictureData } from '../../../src/core/imagePart';
import { splitPictures } from '../../../src/core/textPictures';
import { toTranscriptMessage, readPicture, readSlot, allTexts, MESSAGE_TEXT_LIMIT } from '../../../src/core/transcriptMessage';
import { message } from '../webview/samples';

const URL = 'data:image/png;base64,iVBORw0KGgo=';
const said = (text: string): string[] =>
  splitPictures(text).map((part) => (part.kind === 'text' ? part.text : part.kind === 'image' ? `<${part.alt ?? ''} ${pictureData(part)?.length}>` : part.kind));

describe('pictures in Markdown', () => {
  it('stand between the words around them, with what is said in their place', () => {
    assert.deepEqual(said(`Before\n\n![The tides](${URL} "today")\n\nafter ![](${URL}) it.`), ['Before\n\n', `<The tides ${URL.length}>`, '\n\nafter ', `< ${URL.length}>`, ' it.']);
    assert.deepEqual(said(`- ![a](${URL})\n> ![b](${URL})`), [`<a ${URL.length}>`, `<b ${URL.length}>`]);
    assert.deepEqual(said('No picture.'), ['No picture.']);
  });

  it('stay as they are written in code, in tables, and where they are no such picture', () => {
    const texts = [
      `\`\`\`md\n![a](${URL})\n\`\`\``,
      `~~~\n![a](${URL})`,
      `> \`\`\`\n> ![a](${URL})\n> \`\`\``,
      `\`\`\`\n\`\`\`md\n![a](${URL})\n\`\`\``,
      `    ![a](${URL})`,
      `Write \`![a](${URL})\` so.`,
      `| a |\n|---|\n| ![a](${URL}) |`,
      `[a](${URL})`,
      '![a](data:image/png;base64,)',
      '![a](data:image/png;base64,AA',
      '![a](data:image/svg+xml;utf8,<svg/>)',
      '](data:image/'.repeat(3),
    ];
    for (const text of texts) assert.deepEqual(said(text), [text], text);
    assert.deepEqual(said(`\`\`\`\ncode\n\`\`\`\n![a](${URL})`).length, 2);
    assert.deepEqual(said(`\`\`\`code\`\`\`\n![a](${URL})`).length, 2);
  });

  it('are found in time that the length allows, whatever is written', () => {
    const hostile = ['](data:image/png;base64,'.repeat(200_000), `![${'['.repeat(1_000_000)}`, `![a](data:image/png;base64,${'A'.repeat(4_000_000)}`, `|${`![a](${URL})`.repeat(100_000)}`];
    for (const text of hostile) assert.equal(said(text).length, 1);
  });

  it('are parts of a message to all who name its texts, however long their data is', () => {
    const big = `data:image/png;base64,${'A'.repeat(2 * MESSAGE_TEXT_LIMIT)}`;
    const stored = message('1', 'assistant', { text: `Look:\n\n![chart](${big})\n\nDone.` });
    const { parts } = toTranscriptMessage(stored, 0);
    assert.deepEqual(parts.map((part) => [part.kind, 'slot' in part ? part.slot : '', 'text' in part ? part.text.trim() : '']), [
      ['text', 'part:0', 'Look:'],
      ['image', '', ''],
      ['text', 'part:2', 'Done.'],
    ]);
    assert.equal(readPicture(stored, 1), big);
    assert.equal(readSlot(stored, 'part:2', 0)?.text.trim(), 'Done.');
    assert.deepEqual(allTexts(stored).texts.map(({ slot }) => slot), ['part:0', 'part:2']);
    const tool = toTranscriptMessage(message('2', 'tool', { text: `![chart](${big})` }), 1);
    assert.deepEqual(tool.parts.map(({ kind }) => kind), ['text']);
  });
});
