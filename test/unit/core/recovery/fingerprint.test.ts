import * as assert from 'node:assert/strict';
import { parseFileMessage } from '../../../../src/core/fileMessage';
import type { Message } from '../../../../src/core/message';
import { identityText, promptIdentity } from '../../../../src/core/recovery/fingerprint';

const identity = (fields: object): string | null =>
  identityText(parseFileMessage({ role: 'user', content: 'Read this', ...fields }, 's', 0) as Message);
const same = (a: object, b: object): boolean => identity(a) === identity(b);

describe('the identity of a message', () => {
  it('is its words, however they are stored', () => {
    for (const content of [' Read\n\tthis ', 'Read  this', 'Read \n this\n', 'Read\n this', '\u2003Read\u00a0this'])
      assert.ok(same({}, { content }), JSON.stringify(content));
    assert.ok(same({}, { content: [{ type: 'text', text: 'Read this' }] }));
    assert.ok(!same({}, { content: 'Read that' }));
    assert.ok(!same({}, { role: 'assistant' }));
    assert.ok(!same({ id: 1, timestamp: 5, content: 'a' }, { id: 1, timestamp: 5, content: 'b' }));
  });

  it('is without what WebUI puts around a prompt', () => {
    for (const content of [
      '[Workspace::v1: /srv/ferry]\nRead this',
      '[Workspace: /srv/ferry]\nRead this',
      '[Workspace::v1: /srv/a\\]b]\nRead this\n\n[Attached files: /tmp/a.pdf, b.png]',
    ]) {
      assert.ok(same({}, { content }), content);
    }
    assert.ok(!same({}, { content: 'Read this [Workspace: /srv]' }));
    assert.ok(!same({ role: 'assistant' }, { role: 'assistant', content: '[Workspace: /srv]\nRead this' }));
  });

  it('names attachments only where there are no words', () => {
    const attachments = ['/tmp/pier.png', { name: 'plan.pdf' }];
    assert.ok(same({}, { attachments }));
    assert.ok(same({ content: '', attachments }, { content: '\n\n[Attached files: plan.pdf, C:\\tmp\\pier.png]' }));
    assert.ok(!same({ content: '', attachments }, { content: '' }));
    assert.equal(identity({ content: '', attachments }), promptIdentity('', ['plan.pdf', 'pier.png']));
    assert.equal(identity({}), promptIdentity('Read  this', ['plan.pdf']));
  });

  it('includes the ids of tool calls', () => {
    const call = (id: string): object => ({
      role: 'assistant',
      content: '',
      tool_calls: [{ id, function: { name: 'f' } }],
    });
    assert.ok(same(call('a'), call('a')));
    assert.ok(!same(call('a'), call('b')));
  });

  it('is none for what nobody said', () => {
    for (const fields of [
      { role: 'tool' },
      { role: 'system' },
      { role: 'session_meta' },
      { role: 'assistant', _error: true },
      { display_kind: 'model_switch' },
      { content: '[CONTEXT COMPACTION] so far' },
      { _compressed_summary: 1 },
    ]) {
      assert.equal(identity(fields), null, JSON.stringify(fields));
    }
  });
});
