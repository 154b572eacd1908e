import * as assert from 'node:assert/strict';
import { COPY_NAMES, parseCopySource, pathOfSource, sourceOfPath } from '../../../src/core/transcriptTarget';

describe('the copies a transcript may show', () => {
  it('go by their names, and by a path below the session directory', () => {
    for (const name of COPY_NAMES) {
      assert.equal(parseCopySource(name), name);
      assert.equal(pathOfSource(name), null);
    }
    const path = '_recovery/20261118T140200000Z-4f1c/originals/8c1f.json';
    assert.equal(parseCopySource(`path:${path}`), `path:${path}`);
    assert.equal(pathOfSource(sourceOfPath(path)), path);
  });

  it('are nothing else, least of all a way out of the directory', () => {
    const strange = ['', 'state.db', 'STATE_DB', 'path:', 'path:/etc/passwd', 'path:../x.json', 'path:a/../../x.json', 'path:a//b'];
    const hostile = ['path:./a', 'path:a/', 'path:C:/x', 'path:a\\..\\b', 'path:a\u0000b', 'path:a\nb', `path:${'x'.repeat(1025)}`];
    for (const value of [...strange, ...hostile, null, undefined, 1, {}, ['state_db']])
      assert.equal(parseCopySource(value), null, JSON.stringify(value));
    assert.throws(() => sourceOfPath('../x.json'), RangeError);
  });
});
