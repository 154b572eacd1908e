import assert from 'node:assert/strict';
import { shortPath } from '../../../src/core/shortPath';

describe('shortPath', () => {
  it('writes the person\'s own directory as ~', () => {
    assert.equal(shortPath('/home/ann/.hermes', '/home/ann', 'linux'), '~/.hermes');
    assert.equal(shortPath('/home/ann', '/home/ann', 'linux'), '~');
  });

  it('leaves a directory alone whose name only begins alike', () => {
    assert.equal(shortPath('/home/anna/.hermes', '/home/ann', 'linux'), '/home/anna/.hermes');
  });

  it('follows Windows in separators and letter case', () => {
    assert.equal(shortPath('c:\\Users\\Ann\\AppData', 'C:\\Users\\ann', 'win32'), '~\\AppData');
    assert.equal(shortPath('/HOME/ann/x', '/home/ann', 'linux'), '/HOME/ann/x');
  });

  it('makes invisible characters visible', () => {
    assert.equal(shortPath('/data/\u202egnp', '/home/ann', 'linux'), '/data/⟨U+202E⟩gnp');
  });

  it('never shortens anything when there is no own directory', () => {
    assert.equal(shortPath('/data', '', 'linux'), '/data');
  });
});
