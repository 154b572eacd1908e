/** Every word of the terminal command but the failures'. */
export const TERMINAL_WORDS = {
  usage: `Usage:
  hermes-sessions list [--home DIR | --db FILE] [--all] [--limit N] [--json]
  hermes-sessions show ID [--home DIR | --db FILE] [--format text|markdown|json|jsonl]

list   conversations, newest activity first
  --all        those that are hidden by default, too
  --limit N    at most N (default 200, 0 is all)
  --json       as JSON with Hermes's own names
show   one session: exact id, else unique beginning of an id, else title
  --format     text (default), markdown, json, or jsonl as Hermes exports it

  --home DIR   a Hermes home (default: HERMES_HOME, else ~/.hermes)
  --db FILE    a state.db by itself
  --help, --version

Nothing is ever written. Exit codes: 0 done, 1 not found or ambiguous, 64 wrong usage, 74 cannot read.`,
  unknownCommand: 'There is no command “{command}”. Try: hermes-sessions --help',
  missingId: 'show needs the id or the title of a session. Try: hermes-sessions list',
  tooMany: 'Too many arguments: {extra}. Quote a title that has spaces.',
  homeAndDb: 'Give either --home or --db, not both.',
  badLimit: '--limit needs a whole number from 0, not “{value}”.',
  badFormat: '--format is one of text, markdown, json, jsonl, not “{value}”.',
  badOption: '{problem}. Try: hermes-sessions --help',
  none: 'No conversations.',
  notShown: '{count} not shown: {categories}. Show them with --all.',
  more: '{count} more: --limit 0 lists all.',
  warningDamaged: 'Warning: damaged pages; up to {count} rows of {table} cannot be read. Everything readable is listed.',
  warningCopies: 'Warning: this state.db looks new, and {count|older copy lies|older copies lie} beside it:',
  warningDatabase: 'Warning: {problem} Only files are listed.',
  warningFolder: 'Warning: {path} cannot be read ({errno}).',
  warningIncomplete: 'Warning: parts of this session cannot be read. What follows is not all of it.',
  warningUndone: '{count|undone message|undone messages} not shown.',
  notFound: 'No session has the id or title “{wanted}”. Try: hermes-sessions list --all',
  several: '{count|session fits|sessions fit} “{wanted}”. Give more of the id:',
  noRow: '{id} exists only as a file ({places}); jsonl gives rows of state.db. Try --format json.',
  headerSegments: 'Continues: {ids}',
  pictureRemote: '[picture, not loaded: {host}]',
  pictureData: '[picture: {type}]',
  attachment: '[attachment: {name}]',
  reasoning: 'Reasoning',
  calls: 'calls {name}',
  result: 'result of {name}',
  unexpected: 'Something unexpected happened: {message}. Please report it.',
} as const;
