import * as assert from 'node:assert/strict';
import { parseActiveProfile, parseBackend } from '../../../src/io/hermesConfig';

describe('parseBackend', () => {
  const postgres = [
    'database:\n  backend: postgres\n',
    'model: x\r\n\r\ndatabase:\r\n    journal_mode: wal\r\n    # note\r\n    backend: "postgresql" # comment\r\n',
    "database: {journal_mode: wal, backend: 'postgres'}",
    '"database":\n  "backend": postgres',
    'database.backend: postgres',
  ];
  for (const text of postgres)
    it(`postgres: ${JSON.stringify(text)}`, () => assert.equal(parseBackend(text), 'postgres'));

  const sqlite = [
    null,
    '',
    'database:\n  backend: sqlite',
    'backend: postgres',
    '# database:\n#   backend: postgres',
    'memory:\n  backend: postgres\ndatabase:\n  journal_mode: wal',
    'database:\n  other:\n    backend: postgres',
    'database:\n  journal_mode: wal\nmemory:\n  backend: postgres',
    ': : \n\t{[',
  ];
  for (const text of sqlite) it(`sqlite: ${JSON.stringify(text)}`, () => assert.equal(parseBackend(text), 'sqlite'));
});

describe('parseActiveProfile', () => {
  it('is the first line, or default', () => {
    assert.equal(parseActiveProfile('work\nnotes'), 'work');
    assert.equal(parseActiveProfile(' work \r\n'), 'work');
    for (const blank of [null, '', ' \n', '\nwork']) assert.equal(parseActiveProfile(blank), 'default');
  });
});
