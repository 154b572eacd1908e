import * as assert from 'node:assert/strict';
import { Failure } from '../../../src/core/failure';
import { parseCommandLine, type CommandLine } from '../../../src/terminal/arguments';

const parse = (line: string): CommandLine => parseCommandLine(line === '' ? [] : line.split(' '));
const nowhere = { home: null, db: null };
const everything = { redact: false, source: null, tools: true, reasoning: true, systemPrompt: 'messages', output: null };

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
    const show = { command: 'show', where: nowhere, wanted: 'a', format: 'text', ...everything };
    assert.deepEqual(parse('show a'), show);
    for (const format of ['text', 'markdown', 'html', 'json', 'jsonl'])
      assert.deepEqual(parse(`show a --format ${format}`), { ...show, format });
    assert.deepEqual(parseCommandLine(['show', '--', '--odd id']), { ...show, wanted: '--odd id' });
    assert.deepEqual(parse('list --home - --limit=7'), {
      command: 'list',
      where: { home: '-', db: null },
      all: false,
      limit: 7,
      json: false,
    });
    assert.deepEqual(parseCommandLine(['show', '/a/../b\n']), { ...show, wanted: '/a/../b\n' });
  });

  it('understands what a document shall hold and where it goes', () => {
    const show = { command: 'show', where: nowhere, wanted: 'a', format: 'html', ...everything };
    const line = (options: string): CommandLine => parse(`show a --format html ${options}`.trim());
    assert.deepEqual(line('--redact -o x.html'), { ...show, redact: true, output: 'x.html' });
    assert.deepEqual(line('--no-tools --no-reasoning --system-prompt --output=~/x'), {
      ...show,
      tools: false,
      reasoning: false,
      systemPrompt: 'all',
      output: '~/x',
    });
    assert.deepEqual(line('--source previous_copy'), { ...show, source: 'previous_copy' });
    assert.deepEqual(line('--source path:_recovery/a/b.json'), { ...show, source: 'path:_recovery/a/b.json' });
    assert.deepEqual(line('-o -'), show);
    assert.deepEqual(parse('show a --format jsonl -o x'), { ...show, format: 'jsonl', output: 'x' });
  });

  it('understands repair, with everything that narrows it', () => {
    assert.deepEqual(parse('repair'), {
      command: 'repair',
      where: { home: null },
      choice: {},
      merge: null,
      isDryRun: false,
      json: false,
      breakLock: false,
    });
    assert.deepEqual(
      parse(
        'repair --session-dir /s --state-db /a --state-db /b --dry-run --kind shrunken_live --kind stale_stream --session x --session y --preselected --json --break-lock',
      ),
      {
        command: 'repair',
        where: { sessionDir: '/s', stateDbs: ['/a', '/b'] },
        choice: { kinds: ['shrunken_live', 'stale_stream'], sessions: ['x', 'y'], preselectedOnly: true },
        merge: null,
        isDryRun: true,
        json: true,
        breakLock: true,
      },
    );
    for (const take of ['live', 'previous', 'union'] as const) {
      const line = parse(`repair --session x --take ${take} --dry-run`);
      assert.deepEqual(line.command === 'repair' && [line.merge, line.isDryRun], [{ sessionId: 'x', take }, true]);
    }
    const run = '20261118T165800Z-0123abcd';
    assert.deepEqual(parse(`repair --home /h --complete ${run}`), {
      command: 'complete',
      where: { home: '/h' },
      run,
      json: false,
      breakLock: false,
    });
  });

  it('understands undo and runs', () => {
    assert.deepEqual(parse('undo --session-dir /s'), {
      command: 'undo',
      where: { sessionDir: '/s', stateDbs: [] },
      run: null,
      json: false,
      breakLock: false,
      replacesSettings: false,
    });
    assert.deepEqual(parse('undo --home /h --run r1 --json --replace-settings'), {
      command: 'undo',
      where: { home: '/h' },
      run: 'r1',
      json: true,
      breakLock: false,
      replacesSettings: true,
    });
    assert.deepEqual(parse('runs --home /h'), { command: 'runs', where: { home: '/h' }, json: false });
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
      ['repair --kind nonsense', /There is no kind of finding “nonsense”/],
      ['repair --kind __proto__', /no kind of finding/],
      ['repair --complete ../x', /--complete takes the name of a repair .* not “\.\.\/x”/],
      ['repair --complete=', /--complete takes the name of a repair/],
      ['repair --complete r --dry-run', /--complete finishes .* takes no --dry-run/],
      ['repair --complete r --session s', /takes no --session/],
      ['repair --take live', /--take decides about one conversation: name it with one --session/],
      ['repair --take live --session a --session b', /name it with one --session/],
      ['repair --take both --session a', /--take is one of live, previous, union, not “both”/],
      ['repair --take constructor --session a', /not “constructor”/],
      ['repair --take live --session a --kind shrunken_live', /takes no --kind/],
      ['repair --take live --session a --preselected', /takes no --preselected/],
      ['repair --complete r --take live', /--complete finishes .* takes no --take/],
      ['undo --take live', /--take belongs to repair/],
      ['repair --db /x', /take --home DIR, or --session-dir DIR/],
      ['repair --markdown', /--markdown belongs to audit/],
      ['undo --run a/b', /--run takes the name of a repair/],
      ['undo --kind shrunken_live', /--kind belongs to repair/],
      ['runs --run r', /--run belongs to undo/],
      ['runs --state-db /x', /--state-db belongs to/],
      ['undo --home /h --session-dir /s', /either --home or --session-dir/],
      ['list /some/path', /^list takes no path or title, and was given \/some\/path\. Name a home with --home DIR, a database with --db FILE\.$/],
      ['audit /some/path', /^audit takes no path, and was given \/some\/path\. Name a home with --home DIR, a session folder/],
      ['show a b', /^Too many arguments: b\. Quote a title that has spaces\.$/],
      ['list --home /a --db /b', /either --home or --db, not both/],
      ['list --home=', /--home needs a path/],
      ['list --db=', /--db needs a path/],
      ['list --limit many', /--limit needs a whole number from 0, not “many”/],
      ['list --limit=-5', /not “-5”/],
      ['list --limit=1.5', /not “1\.5”/],
      ['list --limit=', /not “”/],
      ['list --limit=99999999999999999999', /--limit needs/],
      ['list --limit -5', /^--limit needs a whole number from 0, not “-5”\.$/],
      ['list --limit', /^--limit needs a value\. Try: hermes-sessions --help$/],
      ['list --home', /^--home needs a value\./],
      ['list --home --json', /^--home needs a value, and “--json” looks like an option\. If it is meant: --home=--json$/],
      ['audit --session-dir a --state-db -b', /^--state-db needs a value, and “-b” looks like/],
      ['list --all=yes', /^--all takes no value\. Try/],
      ['list --no-all', /^There is no option --no-all\./],
      ['list --dot.ted', /^There is no option --dot\.ted\. Try: hermes-sessions --help$/],
      ['list --__proto__', /^There is no option --__proto__\./],
      ['list --constructor x', /^There is no option --constructor\./],
      ['list -x', /^There is no option -x\. Try/],
      ['list -hx', /^There is no option -x\. Try/],
      ['show a --format xml', /--format is one of text, markdown, html, json, jsonl, not “xml”/],
      ['show a --format constructor', /not “constructor”/],
      ['show a --all', /--all belongs to list/],
      ['show a --limit 5', /--limit belongs to list/],
      ['list --format json', /--format belongs to show/],
      ['list --redact', /--redact belongs to show/],
      ['audit -o x', /--output belongs to show/],
      ['show a --output=', /--output needs a path/],
      ['show a -o', /^-o needs a value\. Try/],
      ['show a -o --redact', /^-o needs a value, and “--redact” looks like an option/],
      ['show a --redact=yes', /^--redact takes no value\. Try/],
      ['repair --redact', /--redact belongs to show/],
      ['show a --format jsonl --source state_db', /jsonl is the row of state\.db, and takes no --source\. Use --format json\./],
      ['show a --source state.db', /--source is one of state_db, conversation_file, .*, not “state\.db”\./],
      ['show a --source path:../x', /--source is one of .*, or path: and a file below the WebUI session folder, not “path:\.\.\/x”\./],
      ['list --source state_db', /--source belongs to show/],
      ['show a --format jsonl --redact', /jsonl is the row exactly as Hermes exports it, and --redact would change it\./],
      ['show a --format jsonl --no-tools', /--no-tools would change it/],
      ['show a --format jsonl --system-prompt', /--system-prompt would change it/],
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
