import * as assert from 'node:assert/strict';
import { parseToolCalls } from '../../../src/core/providerFields';

describe('parseToolCalls', () => {
  it('takes calls as Hermes writes them', () => {
    const calls = [
      { id: 'a', call_id: 'b', type: 'function', function: { name: 'read_file', arguments: '{"path": "x"}' } },
      { call_id: 'b', function: { name: 'terminal', arguments: { command: 'ls' } } },
      { name: 'flat' },
    ];
    assert.deepEqual(parseToolCalls(JSON.stringify(calls)), {
      calls: [
        { id: 'a', name: 'read_file', argumentsText: '{"path": "x"}' },
        { id: 'b', name: 'terminal', argumentsText: '{"command":"ls"}' },
        { id: '', name: 'flat', argumentsText: '' },
      ],
      broken: false,
    });
  });

  it('says when something is not a call, and keeps the rest', () => {
    for (const text of [null, '', '  ', 'null', '[]'])
      assert.deepEqual(parseToolCalls(text), { calls: [], broken: false });
    for (const text of ['[{"id": "a"', '{}', '"x"', '7', 'call()'])
      assert.deepEqual(parseToolCalls(text), { calls: [], broken: true });
    const mixed = parseToolCalls('[1, null, {"id": "x"}, {"id": "a", "function": {"name": "n"}}]');
    assert.deepEqual([mixed.calls.map((call) => call.id), mixed.broken], [['a'], true]);
  });
});
