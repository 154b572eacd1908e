import * as assert from 'node:assert/strict';
import { journalPromptOf, pendingPromptOf } from '../../../../src/core/webuiFile/lostPrompt';
import { recoveredTurn } from '../../../../src/core/webuiFile/recoveredTurn';

const turn = (text: string): unknown => JSON.parse(recoveredTurn(pendingPromptOf(text), 77));

describe('lostPrompt', () => {
  it('is the message that the prompt would have become', () => {
    assert.deepEqual(
      turn('{"pending_user_message": "p", "pending_attachments": [{"n": 1}], "pending_started_at": 1785000100.9}'),
      { role: 'user', content: 'p', timestamp: 1_785_000_100, _recovered: true, attachments: [{ n: 1 }] },
    );
  });

  it('has the time of the repair where it has none, and content in any case', () => {
    assert.deepEqual(turn('{"pending_user_message": null, "pending_attachments": []}'), {
      role: 'user',
      content: '',
      timestamp: 77,
      _recovered: true,
    });
  });

  it('says who asked where that was not WebUI', () => {
    const source = (name: string): unknown =>
      (turn(`{"pending_user_message": "p", "pending_user_source": ${name}}`) as { _source?: string })._source;
    assert.deepEqual(['"telegram"', '"webui"', 'null'].map(source), ['telegram', undefined, undefined]);
  });

  it('keeps large numbers and escapes of a prompt made of parts', () => {
    const text = '{"pending_user_message": [{"type":"text","text":"\\u00e9","n":9007199254740993}]}';
    assert.ok(
      recoveredTurn(pendingPromptOf(text), 1).includes('[{"type":"text","text":"\\u00e9","n":9007199254740993}]'),
    );
  });

  it('takes the words of the submitted event of that turn, whatever stands before it', () => {
    const lines = [
      '{"event": "worker_started", "turn_id": "t2", "content": "not this"}',
      '{"event": "submitted", "turn_id": "t1", "content": "nor this, t2"}',
      '{"event": "submitted", "turn_id": "t2", "content": "this\u2028one"}',
      '{"event": "submitted", "turn_id": "t2", "conte',
    ];
    assert.equal(journalPromptOf([undefined, lines.join('\n')], 't2')?.content, '"this\u2028one"');
    assert.equal(journalPromptOf([lines.join('\n')], 't3'), null);
  });
});
