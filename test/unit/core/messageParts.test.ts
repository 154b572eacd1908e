import * as assert from 'node:assert/strict';
import { contentPreview, isCompactionText, parseContent, parseParts, plainText } from '../../../src/core/messageParts';

describe('parseParts', () => {
  it('reads text, nothing, and the structures behind NUL + json:', () => {
    assert.deepEqual(parseParts('hello'), [{ kind: 'text', text: 'hello' }]);
    for (const nothing of ['', null, undefined, []]) assert.deepEqual(parseParts(nothing), []);
    assert.deepEqual(parseParts('\0json:[{"type":"text","text":"a"},"b"]'), [
      { kind: 'text', text: 'a' },
      { kind: 'text', text: 'b' },
    ]);
    assert.deepEqual(parseParts('\0json:[{"type'), [{ kind: 'text', text: 'json:[{"type' }]);
    assert.deepEqual(parseParts('\0json:7'), [{ kind: 'text', text: 'json:7' }]);
  });

  it('reads the text parts of all providers', () => {
    const parts = ['text', 'input_text', 'output_text', 'summary_text'].map((type) => ({ type, text: type }));
    assert.equal(
      plainText(parseParts([...parts, { type: 'refusal', refusal: 'no' }, { text: 'bare' }])),
      'text\ninput_text\noutput_text\nsummary_text\nno\nbare',
    );
    assert.deepEqual(parseParts({ type: 'text', text: 'alone' }), [{ kind: 'text', text: 'alone' }]);
  });

  it('measures pictures and never keeps their data', () => {
    const data = Buffer.from('12345').toString('base64');
    const png = { kind: 'image', origin: 'data', mediaType: 'image/png', bytes: 5, host: '' };
    assert.deepEqual(parseParts([{ type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } }]), [png]);
    assert.deepEqual(parseParts([{ type: 'input_image', image_url: `DATA:image/PNG;base64,${data}` }]), [png]);
    assert.deepEqual(parseParts([{ type: 'image', source: { type: 'base64', media_type: 'image/png', data } }]), [png]);
    assert.deepEqual(parseParts([{ type: 'image', data, mimeType: 'image/png' }]), [png]);
    const svg = { kind: 'image', origin: 'data', mediaType: 'image/svg+xml', bytes: 3, host: '' };
    assert.deepEqual(parseParts([{ type: 'image', url: 'data:image/svg+xml;utf8,a%20b' }]), [svg]);
  });

  it('names the host of a remote picture, and no more', () => {
    const host = (url: unknown): unknown => parseParts([{ type: 'image_url', image_url: { url } }])[0];
    assert.deepEqual(host('https://user:pw@Example.org:8080/a?b#c'), {
      kind: 'image',
      origin: 'remote',
      mediaType: '',
      host: 'example.org:8080',
      bytes: 0,
    });
    for (const url of ['file:///etc/passwd', '/tmp/x.png', 'javascript:alert(1)', '', null, 7, 'https://']) {
      assert.deepEqual(host(url), { kind: 'image', origin: 'unknown', mediaType: '', host: '', bytes: 0 }, String(url));
    }
  });

  it('names attachments', () => {
    assert.deepEqual(
      parseParts([
        { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } },
        { type: 'document', title: 'b', source: { media_type: 'text/plain', data: 'x' } },
        { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
      ]),
      [
        { kind: 'attachment', name: 'a.pdf', mediaType: 'application/pdf' },
        { kind: 'attachment', name: 'b', mediaType: 'text/plain' },
        { kind: 'attachment', name: '', mediaType: 'audio/wav' },
      ],
    );
  });

  it('keeps what it does not know as JSON', () => {
    assert.deepEqual(parseParts([{ type: 'hologram', depth: 3 }, 7, { type: 'text' }, [1]]), [
      { kind: 'unknown', type: 'hologram', json: '{"type":"hologram","depth":3}' },
      { kind: 'unknown', type: 'number', json: '7' },
      { kind: 'unknown', type: 'text', json: '{"type":"text"}' },
      { kind: 'unknown', type: 'object', json: '[1]' },
    ]);
  });
});

describe('parseContent', () => {
  it('lifts thinking and calls out of the content', () => {
    const content = parseContent([
      { type: 'thinking', thinking: 'first' },
      { type: 'reasoning', text: 'second' },
      { type: 'redacted_thinking', data: 'opaque' },
      { type: 'text', text: 'answer' },
      { type: 'tool_use', id: 'c1', name: 'ls', input: { path: '/' } },
    ]);
    assert.deepEqual(content, {
      parts: [{ kind: 'text', text: 'answer' }],
      reasoning: 'first\n\nsecond',
      toolCalls: [{ id: 'c1', name: 'ls', argumentsText: '{"path":"/"}' }],
      toolCallId: null,
    });
  });

  it('opens tool results, to a depth', () => {
    const content = parseContent([
      { type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'out' }] },
    ]);
    assert.equal(content.toolCallId, 'c1');
    assert.equal(plainText(content.parts), 'out');
    let nested: unknown = 'end';
    for (let i = 0; i < 50_000; i += 1) nested = { type: 'tool_result', content: nested };
    assert.deepEqual(
      parseParts(nested).map((part) => part.kind),
      ['unknown'],
    );
  });
});

describe('contentPreview', () => {
  it('is the first 63 characters without line breaks, cut to 60 when more than 60 are left', () => {
    assert.equal(contentPreview('a\nb\r\nc'), 'a b  c');
    assert.equal(contentPreview('x'.repeat(60)), 'x'.repeat(60));
    assert.equal(contentPreview('x'.repeat(61)), `${'x'.repeat(60)}...`);
    assert.equal(contentPreview('x'.repeat(5_000_000)), `${'x'.repeat(60)}...`);
    assert.equal(contentPreview(`${'x'.repeat(60)}   and more`), 'x'.repeat(60), 'stripped before it is measured');
    assert.equal(contentPreview(`   ${'x'.repeat(70)}`), 'x'.repeat(60), 'three of the 63 were blank');
    assert.equal(contentPreview(`${'x'.repeat(59)} yz`), `${'x'.repeat(59)} ...`);
  });

  it('counts characters, not units', () => {
    assert.equal(contentPreview('😀'.repeat(60)), '😀'.repeat(60));
    assert.equal(contentPreview('😀'.repeat(64)), `${'😀'.repeat(60)}...`);
  });

  it('strips and stops where Hermes does', () => {
    assert.equal(contentPreview('\x1c\x85\u3000 a \ufeff'), 'a \ufeff');
    assert.equal(contentPreview('ab\0cd'), 'ab');
    assert.equal(contentPreview(''), '');
    assert.equal(contentPreview(' \n\t'), '');
  });
});

describe('isCompactionText', () => {
  it('knows the beginnings that Hermes writes', () => {
    assert.ok(isCompactionText('[CONTEXT COMPACTION — REFERENCE ONLY] Earlier'));
    assert.ok(isCompactionText('[CONTEXT SUMMARY]: x'));
    assert.ok(!isCompactionText('about [CONTEXT SUMMARY]'));
  });
});
