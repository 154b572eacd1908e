import * as assert from 'node:assert/strict';
import { ConversationText, salvagedText } from '../../../../src/core/webuiFile/conversationText';

const ODD = `{"session_id": "a", "big": 9007199254740993,
  "title": "one", "title": "two", "cost": NaN, "share": 1.0, "lone": "\\ud800",
  "messages": [ {"role":"user","content":"x", "n": 1e2} ],  "tool_calls": [], "after": [1,  2]}`;

describe('conversationText', () => {
  it('changes one value and no other character', () => {
    const file = new ConversationText(ODD);
    file.set('title', '"three"');
    assert.equal(file.toString(), ODD.replace('"two"', '"three"'));
  });

  it('appends to lists and changes no other character', () => {
    const file = new ConversationText(ODD);
    file.append('messages', ['{"role":"user"}']);
    file.append('tool_calls', ['{"a":1}']);
    assert.equal(
      file.toString(),
      ODD.replace('1e2}', '1e2},\n    {\n      "role": "user"\n    }').replace(
        '"tool_calls": []',
        '"tool_calls": [\n    {\n      "a": 1\n    }\n  ]',
      ),
    );
    assert.equal(file.countOf('messages'), 2);
  });

  it('puts a new key before the messages, where WebUI looks for it', () => {
    const file = new ConversationText('{"messages":[]}');
    file.set('session_id', '"a"');
    assert.deepEqual(Object.keys(JSON.parse(file.toString()) as object), ['session_id', 'messages']);
    const empty = new ConversationText('{}');
    empty.set('a', '1');
    assert.deepEqual(JSON.parse(empty.toString()), { a: 1 });
  });

  it('makes a list of what is none', () => {
    const file = new ConversationText('{"messages":null}');
    file.append('messages', ['1', '2']);
    assert.deepEqual(JSON.parse(file.toString()), { messages: [1, 2] });
  });

  it('leaves a key that is not there, or has that value, alone', () => {
    const file = new ConversationText(ODD);
    file.setIfPresent('nothing', '1');
    file.setIfPresent('share', '1.0');
    assert.equal(file.toString(), ODD);
  });

  it('makes a file of the whole beginning of a torn one, wherever it was torn', () => {
    const text = JSON.stringify({
      session_id: 'a',
      title: 'b "messages": [',
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: ']}' },
      ],
      tool_calls: [],
    });
    for (let cut = 0; cut <= text.length; cut += 1) {
      const none = salvagedText(text.slice(0, cut), 0);
      if (none !== null) assert.deepEqual((JSON.parse(none) as { messages: unknown }).messages, []);
      const one = salvagedText(text.slice(0, cut), 1);
      if (cut >= text.indexOf('},{') + 1) {
        assert.deepEqual((JSON.parse(one ?? '') as { messages: unknown }).messages, [{ role: 'user', content: 'x' }]);
        assert.equal((JSON.parse(one ?? '') as { title: unknown }).title, 'b "messages": [');
      }
    }
    assert.equal(salvagedText('{"messages": {}}', 0), null);
    assert.equal(salvagedText('{"messages": [1]}', 2), null);
  });
});
