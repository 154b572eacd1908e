import * as assert from 'node:assert/strict';
import { readToolResult } from '../../../src/core/toolResult';

describe('readToolResult', () => {
  it('shows the output of a command and keeps its exit status', () => {
    const stored = JSON.stringify({ output: '\u001b[31mno such file\u001b[0m', exit_code: 2, error: null });
    assert.deepEqual(readToolResult(stored), { text: 'no such file', exitCode: 2, failed: true });
    assert.deepEqual(readToolResult('{"output":"fine","exit_code":0}'), {
      text: 'fine',
      exitCode: null,
      failed: false,
    });
  });

  it('appends the error a command reports beside its output', () => {
    assert.deepEqual(readToolResult('{"output":"half","error":"timed out"}'), {
      text: 'half\ntimed out',
      exitCode: null,
      failed: true,
    });
  });

  it('drops nothing: an object with more than an output is shown whole', () => {
    const result = readToolResult('{"output":"x","path":"/tmp/y"}');
    assert.equal(result.text, '{\n  "output": "x",\n  "path": "/tmp/y"\n}');
    assert.equal(result.failed, false);
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
