import * as assert from 'node:assert/strict';
import { createNonce, escapeHtml, renderPage } from '../../../src/ui/webviewHtml';

const page = {
  cspSource: 'https://files.example',
  scriptUri: 'https://files.example/t.js',
  styleUris: ['https://files.example/t.css'],
  language: 'en',
  title: '</title><script>x',
  loading: '<b>',
  state: { sessionId: '"><script>y' },
};

describe('renderPage', () => {
  it('allows nothing but our own script, styles and font', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/
      .exec(renderPage(page, 'NONCE'))?.[1]
      ?.replaceAll('&#39;', "'")
      .split('; ');
    assert.deepEqual(policy, [
      "default-src 'none'",
      "script-src 'nonce-NONCE'",
      'style-src https://files.example',
      'font-src https://files.example',
      'img-src blob:',
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    for (const name of ['finding', 'merge'] as const) assert.ok(!renderPage({ ...page, name }, 'NONCE').includes('img-src'), name);
  });

  it('lets no value become markup', () => {
    const html = renderPage(page, 'NONCE');
    assert.deepEqual(html.match(/<script[^>]*>/g), ['<script nonce="NONCE" src="https://files.example/t.js">']);
    assert.ok(!html.includes('<b>'));
    assert.equal(escapeHtml(`<a href="x" id='y'>&`), '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;');
  });

  it('makes a new nonce each time, long enough not to be guessed', () => {
    const nonces = new Set(Array.from({ length: 50 }, createNonce));
    assert.equal(nonces.size, 50);
    for (const nonce of nonces) assert.match(nonce, /^[\w-]{32}$/);
  });
});
