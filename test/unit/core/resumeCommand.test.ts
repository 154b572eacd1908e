import * as assert from 'node:assert/strict';
import { isResumable, resumeCommand, resumeText } from '../../../src/core/resumeCommand';

const id = '20261117_140534_9b4f1b';

describe('resuming a conversation', () => {
  it('names the profile, and the home where Hermes would not find it', () => {
    assert.deepEqual(resumeCommand(id, { profile: 'default', home: null }), {
      program: 'hermes',
      args: ['--resume', id],
      environment: {},
    });
    assert.deepEqual(resumeCommand(id, { profile: 'research', home: '/data/it’s' }), {
      program: 'hermes',
      args: ['-p', 'research', '--resume', id],
      environment: { HERMES_HOME: '/data/it’s' },
    });
  });

  it('refuses ids and profiles that could be read as something else', () => {
    const odd = ['', '-rf', '--help', 'a b', 'a;b', 'a\nb', '$(x)', '`x`', 'ä', '.x', 'a/b', "a'b", 'x'.repeat(201)];
    for (const each of odd) {
      assert.equal(resumeCommand(each, { profile: 'default', home: null }), null, each);
      assert.equal(isResumable({ id: each, places: ['state.db'], rowMissing: false }), false, each);
    }
    for (const profile of ['', '-x', 'A', 'a b', '../x']) assert.equal(resumeCommand(id, { profile, home: null }), null, profile);
  });

  it('is possible only for what has a row', () => {
    assert.equal(isResumable({ id, places: ['state.db', 'conversationFile'], rowMissing: false }), true);
    assert.equal(isResumable({ id, places: ['conversationFile'], rowMissing: false }), false);
    assert.equal(isResumable({ id, places: ['state.db'], rowMissing: true }), false);
  });

  it('is text for the shell of the system, whatever the home is called', () => {
    const command = resumeCommand(id, { profile: 'work', home: "/it's; rm -rf ~" });
    assert.ok(command);
    assert.equal(resumeText(command, false), `HERMES_HOME='/it'\\''s; rm -rf ~' hermes -p work --resume ${id}`);
    assert.equal(resumeText(command, true), `$env:HERMES_HOME = '/it''s; rm -rf ~'; hermes -p work --resume ${id}`);
  });
});
