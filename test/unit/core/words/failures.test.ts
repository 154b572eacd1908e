import * as assert from 'node:assert/strict';
import * as ts from 'typescript';
import { CancellationError, Failure, type FailureCode } from '../../../../src/core/failure';
import { describeFailure, failureReason } from '../../../../src/core/words/describeFailure';
import { FAILURE_REASONS, FAILURE_VARIANTS, FAILURE_WORDS } from '../../../../src/core/words/failures';
import { SESSION_WORDS } from '../../../../src/core/words/sessions';
import { TERMINAL_WORDS } from '../../../../src/core/words/terminal';
import { TRANSCRIPT_WORDS } from '../../../../src/core/words/transcript';
import { at, nodes, sources } from '../../sourceCode';

const HOLE = /\{(\w+)(?:\|[^|{}]*\|[^|{}]*)?\}/g;
const holesOf = (words: string): string[] => [...words.matchAll(HOLE)].map((hole) => hole[1] as string);

interface Throw {
  readonly where: string;
  readonly code: FailureCode;
  /** Names of the details; null when they are handed on from another failure. */
  readonly details: readonly string[] | null;
}

/** Every `new Failure('code', { … })` of the sources. */
function thrown(): Throw[] {
  return sources().flatMap((source) =>
    [...nodes(source.tree)].flatMap((node): Throw[] => {
      if (!ts.isNewExpression(node) || node.expression.getText() !== 'Failure') return [];
      const [code, details] = node.arguments ?? [];
      if (code === undefined || !ts.isStringLiteral(code)) return [];
      const literal = details !== undefined && ts.isObjectLiteralExpression(details) ? details : null;
      if (details !== undefined && literal === null)
        return [{ where: at(source, node), code: code.text as FailureCode, details: null }];
      const names = (literal?.properties ?? []).map((property) => property.name?.getText() ?? '...');
      return [{ where: at(source, node), code: code.text as FailureCode, details: names }];
    }),
  );
}

describe('failures', () => {
  const throws = thrown();

  it('are thrown somewhere, every one of them', () => {
    assert.ok(throws.length > 20, `only ${throws.length} were found`);
    const codes = new Set(throws.map(({ code }) => code));
    assert.deepEqual(
      Object.keys(FAILURE_WORDS).filter((code) => !codes.has(code as FailureCode)),
      [],
    );
    for (const { code, where } of throws) assert.ok(Object.hasOwn(FAILURE_WORDS, code), `${where}: ${code}`);
  });

  it('carry what their words need', () => {
    for (const { code, details, where } of throws) {
      // What is handed on from another failure was thrown with its details elsewhere.
      if (details === null || details.includes('...')) continue;
      const variants = Object.entries(FAILURE_VARIANTS).filter(([key]) => key.startsWith(`${code}_`));
      const reachable = variants.filter(([key]) => reaches(key.slice(code.length + 1), details));
      for (const words of [FAILURE_WORDS[code], ...reachable.map(([, variant]) => variant)]) {
        for (const hole of holesOf(words))
          assert.ok(hole === 'file' || details.includes(hole), `${where}: ${code} has no ${hole}`);
      }
    }
  });

  const reaches = (variant: string, details: readonly string[]): boolean =>
    variant === 'log'
      ? details.includes('walBytes')
      : variant === 'directory'
        ? details.includes('kind')
        : details.includes('reason');

  it('have a reason to stand in a sentence', () => {
    for (const [code, reason] of Object.entries(FAILURE_REASONS)) {
      assert.match(reason, /^[a-zH][^.{}]*$/, code);
      assert.equal(failureReason({ code: code as FailureCode }), reason);
    }
  });

  it('are told from other errors by code', () => {
    const cause = new Error('below');
    const failure = new Failure('db_io', { errno: 'EIO' }, cause);
    assert.equal(failure.cause, cause);
    assert.ok(Failure.is(failure) && Failure.is(failure, 'db_io') && !Failure.is(failure, 'db_busy'));
    for (const other of [new Error('db_io'), new CancellationError(), 'db_io', null, { code: 'db_io', details: {} }])
      assert.ok(!Failure.is(other));
  });
});

describe('describeFailure', () => {
  const path = '/home/me/.hermes/state.db';

  it('makes whole sentences without holes of everything that is thrown', () => {
    for (const code of Object.keys(FAILURE_WORDS) as FailureCode[]) {
      const details = Object.fromEntries(
        holesOf(FAILURE_WORDS[code])
          .filter((hole) => hole !== 'file')
          .map((hole) => [hole, hole.endsWith('Bytes') ? 5 : 'it']),
      );
      const words = describeFailure({ code, details });
      assert.doesNotMatch(words, /[{}]/, code);
      if (code !== 'usage') assert.match(words, /[\w)”]\.$/, code);
    }
  });

  it('names the file by its name, or by its path where that is wanted', () => {
    const empty = new Failure('db_empty', { path, walBytes: 0 });
    assert.match(describeFailure(empty), /^state\.db is empty \(0 bytes\)\. If/);
    assert.match(
      describeFailure(empty, 'en', (p) => p),
      /^\/home\/me\/\.hermes\/state\.db is empty/,
    );
    assert.match(describeFailure(new Failure('db_damaged', { path: 'C:\\h\\old.db' })), /^old\.db is damaged/);
    assert.match(describeFailure(new Failure('db_foreign', { tables: [] })), /^state\.db is a database, but not/);
    assert.match(
      describeFailure(new Failure('db_permission', { path: `${path}-wal`, errno: 'EACCES' })),
      /^state\.db-wal cannot be read: permission denied\..*state\.db-wal\.$/,
    );
  });

  it('says more exactly why, where the failure knows', () => {
    const missing = (details: Failure['details']): string =>
      describeFailure(new Failure('db_missing', { path, ...details }));
    assert.match(missing({ reason: 'absent', walBytes: 0 }), /^There is no database at .*state\.db\. Hermes creates/);
    assert.match(missing({ reason: 'dangling_symlink', walBytes: 0 }), /is a link to a file that is not there/);
    assert.match(missing({ reason: 'symlink_loop' }), /a link that leads in a circle/);
    assert.match(missing({ reason: 'absent', walBytes: 4_120_032 }), /only its log \(3\.9 MB\)\. Keep a copy/);
    assert.match(describeFailure(new Failure('db_empty', { path, walBytes: 32 })), /but its log holds 32 B/);
    assert.match(
      describeFailure(new Failure('db_not_a_file', { path, kind: 'directory' })),
      /is a folder, not a database/,
    );
    assert.match(describeFailure(new Failure('db_not_a_file', { path, kind: 'other' })), /is not an ordinary file/);
    assert.match(describeFailure(new Failure('db_damaged', { path, reason: 'truncated' })), /is cut off/);
    assert.match(describeFailure(new Failure('db_damaged', { path, reason: 'pages' })), /is damaged, and/);
    assert.match(describeFailure(new Failure('db_damaged', { path, reason: '__proto__' })), /is damaged, and/);
  });

  it('writes sizes as sizes and lists as lists', () => {
    const large = new Failure('db_too_large', { path, sizeBytes: 3 * 1024 ** 3, limitBytes: 1, problem: 'no wasm' });
    assert.match(describeFailure(large), /\(no wasm\), and state\.db is too large to be loaded whole \(3 GB\)/);
    assert.match(describeFailure(large, 'de'), /\(3 GB\)/);
    assert.match(describeFailure(new Failure('home_missing', { looked: ['/a', '/b'] })), /Looked in \/a, \/b\./);
  });

  it('shows what paths and ids would hide', () => {
    const words = describeFailure(new Failure('session_not_found', { id: 'a\u001b[2J\u202eb{path}' }));
    assert.ok(words.includes('a␛[2J⟨U+202E⟩b{path}'), words);
    assert.ok(describeFailure(new Failure('db_empty', { path: '/x/\u0007.db' })).startsWith('␇.db is empty'));
  });
});

describe('words', () => {
  const tables = { FAILURE_WORDS, FAILURE_VARIANTS, FAILURE_REASONS, SESSION_WORDS, TERMINAL_WORDS, TRANSCRIPT_WORDS };

  it('have only holes that can be filled', () => {
    for (const [table, words] of Object.entries(tables)) {
      for (const [key, text] of Object.entries(words)) {
        assert.doesNotMatch(text.replace(HOLE, ''), /[{}]/, `${table}.${key}: ${text}`);
        assert.notEqual(text.trim(), '', `${table}.${key}`);
      }
    }
  });

  it('get what their holes need wherever they are said', () => {
    let checked = 0;
    for (const source of sources()) {
      for (const node of nodes(source.tree)) {
        if (!ts.isCallExpression(node) || node.expression.getText() !== 'say') continue;
        const [table, key, args] = node.arguments;
        const words = tables[table?.getText() as keyof typeof tables] as Readonly<Record<string, string>> | undefined;
        if (words === undefined || key === undefined) continue;
        if (args !== undefined && !ts.isObjectLiteralExpression(args)) continue;
        const given = (args?.properties ?? []).map((property) => property.name?.getText());
        for (const name of keysOf(key)) {
          assert.ok(Object.hasOwn(words, name), `${at(source, node)}: no words ${name}`);
          for (const hole of holesOf(words[name] as string))
            assert.ok(given.includes(hole), `${at(source, node)}: ${name} needs ${hole}`);
          checked += 1;
        }
      }
    }
    assert.ok(checked > 30, `only ${checked} were looked at`);
  });

  /** A key that is written out, or the two that a condition chooses between. */
  const keysOf = (key: ts.Expression): string[] => {
    if (ts.isStringLiteral(key)) return [key.text];
    return ts.isConditionalExpression(key) ? [...keysOf(key.whenTrue), ...keysOf(key.whenFalse)] : [];
  };
});
