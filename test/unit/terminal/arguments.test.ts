import * as assert from 'node:assert/strict';
import { Failure } from '../../../src/core/failure';
import { parseCommandLine, type CommandLine } from '../../../src/terminal/arguments';

const parse = (line: string): CommandLine => parseCommandLine(line === '' ? [] : line.split(' '));
const nowhere = { home: null, db: null };

function problem(args: readonly string[]): string {
  try {
    parseCommandLine(args);
  } catch (error) {
    assert.ok(Failure.is(error, 'usage'), String(error));
    return String(error.details.problem);
  }
  return assert.fail(`accepted: ${args.join(' ')}`);
}

describe('parseCommandLine', () => {
  it('understands list', () => {
    assert.deepEqual(parse('list'), { command: 'list', where: nowhere, all: false, limit: 200, json: false });
    assert.deepEqual(parse('list --all --limit 0 --json --home /h'), {
      command: 'list',
      where: { home: '/h', db: null },
      all: true,
      limit: 0,
      json: true,
    });
    assert.deepEqual(parse('--limit=5 list --db=/x'), {
      command: 'list',
      where: { home: null, db: '/x' },
      all: false,
      limit: 5,
      json: false,
    });
  });

  it('understands show', () => {
    assert.deepEqual(parse('show a'), { command: 'show', where: nowhere, wanted: 'a', format: 'text' });
    for (const format of ['text', 'markdown', 'json', 'jsonl'])
      assert.deepEqual(parse(`show a --format ${format}`), { command: 'show', where: nowhere, wanted: 'a', format });
    assert.deepEqual(parseCommandLine(['show', '--', '--odd id']), {
      command: 'show',
      where: nowhere,
      wanted: '--odd id',
      format: 'text',
    });
    assert.deepEqual(parseCommandLine(['show', '/a/../b\n']), {
      command: 'show',
      where: nowhere,
      wanted: '/a/../b\n',
      format: 'text',
    });
  });

  it('shows help when it is asked, or nothing is', () => {
    for (const line of ['', '--help', '-h', 'list --help', 'nonsense -h'])
      assert.deepEqual(parse(line), { command: 'help' }, line);
    assert.deepEqual(parse('--version'), { command: 'version' });
  });

  it('says what is wrong and what to do', () => {
    const said: readonly (readonly [string, RegExp])[] = [
      ['delete', /There is no command “delete”\. Try: hermes-sessions --help/],
      ['__proto__', /There is no command “__proto__”/],
      ['--json', /A command is missing: .*\. Try: hermes-sessions --help/],
      ['show', /show needs the id or the title of a session\. Try: hermes-sessions list/],
      ['list a b', /Too many arguments: a b\. Quote a title/],
      ['show a b', /Too many arguments: b\./],
      ['list --home /a --db /b', /either --home or --db, not both/],
      ['list --home=', /--home needs a path/],
      ['list --db=', /--db needs a path/],
      ['list --limit many', /--limit needs a whole number from 0, not “many”/],
      ['list --limit=-5', /not “-5”/],
      ['list --limit=1.5', /not “1\.5”/],
      ['list --limit=', /not “”/],
      ['list --limit=99999999999999999999', /--limit needs/],
      ['list --limit -5', /^Option '--limit' argument is ambiguous\. Try: hermes-sessions --help$/],
      ['list --limit', /^Option '--limit <value>' argument missing\. Try/],
      ['list --all=yes', /^Option '--all' does not take an argument\. Try/],
      ['list --dot.ted', /^Unknown option '--dot\.ted'\. Try: hermes-sessions --help$/],
      ['list -x', /^Unknown option '-x'\. Try/],
      ['show a --format xml', /--format is one of text, markdown, json, jsonl, not “xml”/],
      ['show a --format constructor', /not “constructor”/],
      ['show a --all', /--all belongs to list/],
      ['show a --limit 5', /--limit belongs to list/],
      ['list --format json', /--format belongs to show/],
    ];
    for (const [line, words] of said) assert.match(problem(line.split(' ')), words, line);
    assert.match(problem(['show', ' ']), /needs the id/);
  });

  it('repeats what was typed shortly and safely', () => {
    const words = problem(['\u001b[2J\n' + 'x'.repeat(10_000)]);
    assert.ok(words.length < 250 && words.includes('␛[2J x') && !words.includes('\u001b'), words);
    assert.ok(problem([`--${'y'.repeat(10_000)}\u0007`, 'list']).length < 250);
    assert.ok(problem(['list', '\u202e', 'b']).includes('⟨U+202E⟩'));
  });
});
