import * as assert from 'node:assert/strict';
import { heldHere, lockQuestion } from '../../../../src/core/words/lockWords';

const frame = { where: 'profile default', dir: '~/.hermes/webui/sessions' };
const holder = { host: 'pier/0123456789abcdef', pid: 4711, heartbeatAt: Date.UTC(2026, 10, 21, 14, 12) };

describe('a folder that another repair holds, in words', () => {
  it('is named by machine, process and time, with what going on means', () => {
    const { message, detail } = lockQuestion(holder, frame, 'en');
    assert.equal(message, 'Another repair of profile default may be under way. Go on all the same?');
    const [who, ...rest] = detail.split('\n');
    assert.match(who ?? '', /^• It was begun by pier \(process 4711\), which was last seen at .*\d\d:\d\d\.$/);
    assert.equal(rest.length, 3);
    assert.match(detail, /it stops before its next conversation\. What it replaced stays kept\.\n• The folder is ~\/\.hermes\/webui\/sessions\.$/);
    assert.doesNotMatch(detail, /0123456789|--break-lock/);
  });

  it('is said to be unknown where its lock cannot be read, and visible where its name is hostile', () => {
    assert.match(lockQuestion(null, frame, 'en').detail, /^• Who began it cannot be read/);
    assert.match(lockQuestion({ ...holder, host: 'a\u202e' }, frame, 'en').detail, /a⟨U\+202E⟩/);
  });

  it('has nothing to break on this machine', () => {
    assert.match(heldHere(holder, frame, 'en'), /is under way on this machine \(process 4711\), last seen at .* Wait until it has ended\. Nothing was changed\.$/);
  });
});
