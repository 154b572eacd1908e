import * as assert from 'node:assert/strict';
import { exportFileName, numbered } from '../../../../src/core/export/fileName';
import { utf8Bytes } from '../../../../src/core/jsonValue';

const name = (title: string, redact = false): string => exportFileName(title, 'markdown', redact);

describe('exportFileName', () => {
  it('is the title with the ending of the form', () => {
    assert.equal(name('Set up the berth calendar'), 'Set up the berth calendar.md');
    assert.equal(exportFileName('为码头时刻表', 'html', true), '为码头时刻表.html');
    assert.equal(exportFileName('A', 'jsonl', false), 'A.jsonl');
  });

  it('is a name on every system, and never leads elsewhere', () => {
    const titles = ['../../etc/passwd', 'C:\\x', 'a/b\\c:d*e?f"g<h>i|j', '..', '.', '', ' ', 'nul', 'COM1', '.hidden', 'a.', 'a\u0000b', 'a\nb', '\u202eevil', '\ud800'];
    for (const title of titles) {
      const made = name(title);
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(made, /[<>:"/\\|?*\u0000-\u001f\u202e\ud800-\udfff]|^\.|^\s|[. ]\.md$|^(?:nul|com1)\./i, JSON.stringify(title));
      assert.match(made, /^.+\.md$/);
    }
    for (const long of ['x'.repeat(500), '漢'.repeat(500), '🛳'.repeat(500)]) assert.ok(utf8Bytes(name(long)) < 240, long.slice(0, 3));
  });

  it('tells no secret of a title', () => {
    assert.equal(name('Mail ada@example.org', true), 'Mail e-mail 1.md');
    assert.equal(name('Mail ada@example.org'), 'Mail ada@example.org.md');
  });

  it('is numbered before its ending', () => {
    assert.equal(numbered('A b.md', 1), 'A b.md');
    assert.equal(numbered('A b.c.md', 2), 'A b.c (2).md');
  });
});
