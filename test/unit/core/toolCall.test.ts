import * as assert from 'node:assert/strict';
import { iconOf, summarizeCall } from '../../../src/core/toolCall';

const gist = (input: unknown): string => summarizeCall(JSON.stringify(input)).gist;

describe('summarizeCall', () => {
  it('tells a command, a file with its line, a search with its place, and an address', () => {
    assert.equal(gist({ timeout: 5, command: 'npm test -- slot' }), 'npm test -- slot');
    assert.equal(gist({ path: 'src/a.ts', offset: 14 }), 'src/a.ts:14');
    assert.equal(gist({ path: 'src', pattern: 'a|b' }), 'a|b in src');
    assert.equal(gist({ url: 'http://localhost/x', content: 'long' }), 'http://localhost/x');
    assert.equal(gist({ odd: 'thing' }), 'thing');
    assert.equal(gist({}), '');
  });

  it('leaves for the card what the line does not say', () => {
    assert.deepEqual(summarizeCall('{"path":"a.ts","offset":3,"limit":9}').rest, [{ name: 'limit', value: '9' }]);
    assert.deepEqual(summarizeCall('{"command":"ls","env":{"A":1}}').rest, [{ name: 'env', value: '{"A":1}' }]);
  });

  it('says an argument again when the line cut or joined it', () => {
    assert.deepEqual(summarizeCall('{"command":"a\\nb"}'), { gist: 'a b', rest: [{ name: 'command', value: 'a\nb' }] });
    assert.equal(summarizeCall(JSON.stringify({ command: 'x'.repeat(500) })).rest?.length, 1);
  });

  it('shows arguments that are no JSON object as they were stored', () => {
    assert.deepEqual(summarizeCall('{"command": "cut'), { gist: '{"command": "cut', rest: null });
    assert.deepEqual(summarizeCall('[1]'), { gist: '[1]', rest: null });
    assert.deepEqual(summarizeCall(''), { gist: '', rest: null });
  });
});

describe('iconOf', () => {
  it('goes by what the tool does', () => {
    const icons = [
      'terminal',
      'read_file',
      'patch',
      'search_files',
      'web_search',
      'browser_screenshot',
      'todo',
      'delegate_task',
      'http_get',
      'memory',
    ].map(iconOf);
    assert.deepEqual(icons, [
      'terminal',
      'file-code',
      'diff',
      'search',
      'globe',
      'device-camera',
      'checklist',
      'type-hierarchy-sub',
      'json',
      'tools',
    ]);
  });
});
