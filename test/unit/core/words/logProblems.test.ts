import * as assert from 'node:assert/strict';
import type { LogProblemKind } from '../../../../src/core/logProblem';
import { describeLogProblem, LOG_PROBLEM_WORDS } from '../../../../src/core/words/logProblems';

describe('describeLogProblem', () => {
  const kinds = Object.keys(LOG_PROBLEM_WORDS)
    .filter((key) => key.startsWith('reason_'))
    .map((key) => key.slice('reason_'.length) as LogProblemKind);

  it('says of each kind which file, why, and what to do', () => {
    assert.equal(kinds.length, 7);
    for (const kind of kinds) {
      const words = describeLogProblem({ kind, path: '/home/me/state.db-wal', errno: 'EIO' });
      assert.match(words, /^What Hermes wrote last may be missing: \/home\/me\/state\.db-wal [a-z][^{}]*\. [A-Z][^{}]*[.…]$/, kind);
    }
    assert.match(describeLogProblem({ kind: 'unreadable', path: '/x', errno: 'EIO' }), /reports EIO/);
  });

  it('makes the path visible', () => {
    const words = describeLogProblem({ kind: 'cut', path: '/\u202e{reason}', errno: '' });
    assert.ok(words.includes('⟨U+202E⟩{reason} was'), words);
  });
});
