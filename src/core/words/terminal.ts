/** Every word of the terminal command but the failures'. */
import type { HiddenCategory } from '../conversation';

export const TERMINAL_WORDS = {
  usage: `Usage:
  hermes-sessions list [--home DIR | --db FILE] [--all] [--limit N] [--json]
  hermes-sessions show ID [--home DIR | --db FILE] [--format text|markdown|html|json|jsonl]
                       [--source COPY] [--redact] [--no-tools] [--no-reasoning] [--system-prompt] [-o FILE]
  hermes-sessions audit [WHERE] [--json | --markdown]
  hermes-sessions repair [WHERE] [--dry-run] [--kind K]… [--session SID]… [--preselected] [--json]
  hermes-sessions repair --session SID --take live|previous|union [WHERE] [--dry-run] [--json]
  hermes-sessions repair --complete RUN [WHERE]
  hermes-sessions undo [WHERE] [--run RUN]
  hermes-sessions runs [WHERE] [--json]

list    conversations, newest activity first
  --all        those that are hidden by default, too
  --limit N    at most N (default 200, 0 is all)
  --json       as JSON with Hermes's own names, one conversation a line

show    one session: exact id, else unique beginning of an id, else title or a part of it
  --format     text (default), markdown, html (one page that loads nothing), json,
               or jsonl: the row of state.db exactly as Hermes exports it
  --source     state_db, conversation_file, previous_copy, session_json or session_jsonl: which copy of its messages;
               path:FILE is a file below the WebUI session folder, as one that a repair keeps. Default: state.db, else
               the file that speaks for it
  --redact     without keys, tokens, passwords, private keys, e-mail addresses and home paths, as far as they
               can be told; says how many were replaced. Not with jsonl, which is exact
  --no-tools, --no-reasoning   leave out tool calls and their results, or reasoning
  --system-prompt              with the prompt the session started with
  -o, --output FILE            into a new file, which only you can read; never over one that is there

audit   WebUI conversations that were damaged or lost, and what is left of them
  --json, --markdown  the whole report

repair  what the audit calls safe; every file that is replaced is kept, and undo brings it back
  --dry-run       only show what would be done
  --kind K        only findings of this kind; --session SID only this conversation; both may be repeated
  --preselected   without the findings that a deliberate act may explain ("looks like an undo")
  --take SIDE     of one conversation with two copies that differ: live keeps the messages of the conversation file, previous
                  those of the other copy, union both; what is left out stays in the repair. It decides for every place in
                  which they differ: VS Code decides place by place
  --complete RUN  finish a repair that was interrupted
  --break-lock    (also of undo) go on although a repair on another machine seems to be under way

undo    takes a repair back, the newest by default; what was said since stays
  --replace-settings  also where settings were changed since, but no message
runs    what repairs there were, and what they keep

All:
  --home DIR   a Hermes home (default: HERMES_HOME, else ~/.hermes)
  --db FILE    list and show: a state.db by itself
  --help, --version
WHERE is --home DIR, or one session folder: --session-dir DIR, with --state-db FILE for each of its databases.

state.db is never written. Only repair and undo write, and only in the session folder; show writes the FILE of -o.
Exit codes: 0 done (what is missing is said on standard error), 1 not found or ambiguous, 64 wrong usage, 73 cannot
write FILE, 74 cannot read, cannot write the output, or a step failed.
Of audit, and of repair and undo for what they leave: 0 clean, 1 only findings that are safe to repair, 2 something
needs a decision.`,
  missingCommand: 'A command is missing: list, show, audit, repair, undo or runs. Try: hermes-sessions --help',
  unknownCommand: 'There is no command “{command}”. Try: hermes-sessions --help',
  missingId: 'show needs the id or the title of a session. Try: hermes-sessions list',
  tooMany: 'Too many arguments: {extra}. Quote a title that has spaces.',
  listExtra: 'list takes no path or title, and was given {extra}. Name a home with --home DIR, a database with --db FILE.',
  recoveryExtra: '{command} takes no path, and was given {extra}. Name a home with --home DIR, a session folder with --session-dir DIR.',
  homeAndDb: 'Give either --home or --db, not both.',
  exactRow: 'jsonl is the row exactly as Hermes exports it, and {option} would change it. Use --format json.',
  rowHasNoSource: 'jsonl is the row of state.db, and takes no --source. Use --format json.',
  badSource: '--source is one of {sources}, or path: and a file below the WebUI session folder, not “{value}”.',
  emptyPath: '{option} needs a path, and was given nothing.',
  recoveryDb: 'audit, repair, undo and runs take --home DIR, or --session-dir DIR with --state-db FILE, not --db.',
  completeAlone: '--complete finishes a repair as it was begun, and takes no {option}.',
  badKind: 'There is no kind of finding “{value}”. The audit names them with --json.',
  badTake: '--take is one of {takes}, not “{value}”.',
  takeOfOne: '--take decides about one conversation: name it with one --session.',
  takeAlone: '--take decides about one conversation, and takes no {option}.',
  badRun: '{option} takes the name of a repair as “hermes-sessions runs” lists it, not “{value}”.',
  stateDbAlone: '--state-db goes with --session-dir. With --home the databases of all profiles are read.',
  homeAndSessionDir: 'Give either --home or --session-dir, not both.',
  jsonAndMarkdown: 'Give either --json or --markdown, not both.',
  badLimit: '--limit needs a whole number from 0, not “{value}”.',
  badFormat: '--format is one of {formats}, not “{value}”.',
  unknownOption: 'There is no option {option}. Try: hermes-sessions --help',
  noValue: '{option} takes no value. Try: hermes-sessions --help',
  needsValue: '{option} needs a value. Try: hermes-sessions --help',
  dashValue: '{option} needs a value, and “{value}” looks like an option. If it is meant: {option}={value}',
  strangeOption: '{option} belongs to {owner}. Try: hermes-sessions --help',

  none: 'No conversations.',
  notShown: '{count} not shown: {categories}. Show them with --all.',
  more: '{count} more: --limit 0 lists all.',
  hidden_cron: 'cron',
  hidden_webhook: 'webhook',
  hidden_kanban: 'kanban',
  hidden_oneshot: 'one-shot',
  hidden_tool: 'tool',
  hidden_archived: 'archived',
  hidden_hidden: 'hidden',
  hidden_subagent: 'subagent',
  hidden_delegate: 'delegate',
  hidden_empty: 'empty',

  warningDamagedOpen:
    'Warning: damaged pages; {table} rows at the end cannot be read, and how many is not known. Everything readable is listed.',
  warningDamaged:
    'Warning: damaged pages; up to {count|row|rows} of {table} cannot be read. Everything readable is listed.',
  warningCutShort:
    'Warning: {path} was cut short: {count|page is|pages are} missing at its end. Everything readable is listed.',
  warningYoung: 'Warning: this state.db looks new, and {count|older copy lies|older copies lie} beside it:',
  warningCopies: '{count|older copy lies|older copies lie} beside state.db; what is readable opens with --db:',
  warningDatabase: 'Warning: {problem}',
  warningFolder: 'Warning: {path} cannot be read ({errno}). Conversations in it are not listed.',
  warningIncomplete: 'Warning: parts of this session cannot be read. What follows is not all of it.',
  warningDamagedMessages: 'Warning: {count|message lies|messages lie} in damaged pages and cannot be read.',
  warningUndone: '{count|undone message|undone messages} not shown.',

  notFound: 'No session has the id or title “{wanted}”. Try: hermes-sessions list --all',
  several: '{count} sessions fit “{wanted}”. Give more of the id:',
  severalMore: '  … and {count} more',
  noRow: '{id} has no row in state.db ({places}), and jsonl gives rows of state.db. Try --format json.',
  saved: 'Written to {path} ({size}).',
  notWritten: 'The output could not be written (the system reports {errno}), so it is not whole. Is the disk full?',
  notRead: 'Nobody read the output to its end ({errno}). What was done is listed by: hermes-sessions runs',
  unexpected: 'Something unexpected happened: {message}. Please report it.',
} as const satisfies Readonly<Record<string, string>> & Readonly<Record<`hidden_${HiddenCategory}`, string>>;
