import * as assert from 'node:assert/strict';
import { readToolResult } from '../../../src/core/toolResult';

describe('readToolResult', () => {
  it('shows the output of a command and keeps its exit status', () => {
    const stored = JSON.stringify({ output: '\u001b[31mno such file\u001b[0m', exit_code: 2, error: null });
    assert.deepEqual(readToolResult(stored), {
      text: 'no such file',
      coloured: '\u001b[31mno such file\u001b[0m',
      form: { kind: 'text' },
      exitCode: 2,
      failed: true,
    });
    assert.deepEqual(readToolResult('{"output":"fine","exit_code":0}'), {
      text: 'fine',
      coloured: 'fine',
      form: { kind: 'text' },
      exitCode: null,
      failed: false,
    });
  });

  it('appends the error a command reports beside its output', () => {
    assert.deepEqual(readToolResult('{"output":"half","error":"timed out"}'), {
      text: 'half\ntimed out',
      coloured: 'half\ntimed out',
      form: { kind: 'text' },
      exitCode: null,
      failed: true,
    });
  });

  it('drops nothing: an object with more than an output is shown whole', () => {
    const result = readToolResult('{"output":"x","path":"/tmp/y"}');
    assert.equal(result.text, '{\n  "output": "x",\n  "path": "/tmp/y"\n}');
    assert.equal(result.failed, false);
  });

  it('tells a diff, lines of a file, tasks and JSON from text', () => {
    const form = (value: unknown): unknown => readToolResult(typeof value === 'string' ? value : JSON.stringify(value)).form;
    const diff = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';
    assert.deepEqual(form(diff), { kind: 'diff' });
    assert.deepEqual(form({ output: diff, exit_code: 0 }), { kind: 'diff' });
    assert.deepEqual(form({ success: true, diff, files_modified: ['x'], lint: { status: 'ok' } }), { kind: 'diff' });
    assert.deepEqual(form({ content: '     7|a\n     8|\n     9|b|c\n', total_lines: 30 }), {
      kind: 'file',
      firstLine: 7,
      totalLines: 30,
    });
    assert.equal(readToolResult(JSON.stringify({ content: '7|a\n8|\n9|b|c' })).text, 'a\n\nb|c');
    assert.deepEqual(form({ todos: [{ content: 'x', status: 'completed' }] }), { kind: 'todo' });
    assert.deepEqual(form({ a: 1 }), { kind: 'json' });
    assert.deepEqual(form([1]), { kind: 'json' });
  });

  it('takes for one of them only what is wholly that', () => {
    const form = (value: unknown): string => readToolResult(JSON.stringify(value)).form.kind;
    assert.equal(form({ success: true, diff: '--- a/x\n@@ -1 +1 @@\n', lint: { status: 'error', output: 'line 3' } }), 'json');
    assert.equal(form({ success: true, diff: 'no diff' }), 'json');
    assert.equal(form({ content: '1|a\n3|b' }), 'json');
    assert.equal(form({ content: '1|a\nplain' }), 'json');
    assert.equal(form({ content: '1|a', warning: 'binary' }), 'json');
    assert.equal(form({ todos: [{ content: 'x' }], note: 'more' }), 'json');
    assert.equal(form({ todos: [7, null] }), 'json');
  });

  it('knows failures by every form Hermes stores', () => {
    for (const stored of [
      '{"error":"boom"}',
      '{"success":false}',
      '{"status":"error"}',
      'Error: no',
      'Traceback (most recent call last):\n x',
    ]) {
      assert.equal(readToolResult(stored).failed, true, stored);
    }
    for (const stored of ['{"error":""}', '{"error":false}', '{"success":true}', 'Errors found: none', '[]']) {
      assert.equal(readToolResult(stored).failed, false, stored);
    }
  });

  it('leaves text that is not JSON, and JSON cut in the middle, as it is', () => {
    for (const stored of ['', 'plain', '{"output": "cut', '"text"', '12'])
      assert.equal(readToolResult(stored).text, stored);
  });

  it('shows deep nesting as it is stored, whatever its depth', () => {
    for (const depth of [101, 5000, 500_000]) {
      const stored = `${'['.repeat(depth)}${']'.repeat(depth)}`;
      assert.equal(readToolResult(stored).text, stored);
    }
    assert.equal(readToolResult('[[1]]').text, '[\n  [\n    1\n  ]\n]');
  });
});
