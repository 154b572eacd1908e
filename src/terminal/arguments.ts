/** The command line, parsed. */
import { parseArgs } from 'node:util';
import { Failure } from '../core/failure';
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { shownShort } from './columns';

/** Where to read: `home` null is the default search. */
export interface Where {
  readonly home: string | null;
  readonly db: string | null;
}

/** What to audit: a home with all its profiles, or one session directory with the databases that are named. */
export type AuditWhere =
  { readonly home: string | null } | { readonly sessionDir: string; readonly stateDbs: readonly string[] };

export type AuditFormat = 'text' | 'json' | 'markdown';

export const FORMATS = ['text', 'markdown', 'json', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

export type CommandLine =
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | {
      readonly command: 'list';
      readonly where: Where;
      readonly all: boolean;
      readonly limit: number;
      readonly json: boolean;
    }
  | { readonly command: 'show'; readonly where: Where; readonly wanted: string; readonly format: Format }
  | { readonly command: 'audit'; readonly where: AuditWhere; readonly format: AuditFormat };

const DEFAULT_LIMIT = 200;

/** Options that not every command knows: on the others they would do nothing, and nobody would be told. */
const ONLY_OF: Readonly<Record<string, readonly string[]>> = {
  all: ['list'],
  limit: ['list'],
  json: ['list', 'audit'],
  format: ['show'],
  markdown: ['audit'],
  'session-dir': ['audit'],
  'state-db': ['audit'],
};

/** @throws Failure usage */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  if (values.help === true) return { command: 'help' };
  if (values.version === true) return { command: 'version' };
  const [command, ...rest] = positionals;
  switch (command) {
    case undefined:
      if (args.length > 0) throw usage('missingCommand', {});
      return { command: 'help' };
    case 'list':
      refuseStrange(command, values);
      refuseExtra(rest);
      return {
        command,
        where: whereOf(values),
        all: values.all === true,
        limit: parseLimit(values.limit),
        json: values.json === true,
      };
    case 'show': {
      const [wanted = '', ...extra] = rest;
      refuseStrange(command, values);
      if (wanted.trim() === '') throw usage('missingId', {});
      refuseExtra(extra);
      return { command, where: whereOf(values), wanted, format: parseFormat(values.format) };
    }
    case 'audit':
      refuseStrange(command, values);
      refuseExtra(rest);
      return { command, where: auditWhere(values), format: auditFormat(values) };
    default:
      throw usage('unknownCommand', { command: shownShort(command) });
  }
}

type Values = ReturnType<typeof parse>['values'];

function auditWhere(values: Values): AuditWhere {
  const { home, db, 'session-dir': sessionDir, 'state-db': stateDbs } = values;
  if (db !== undefined) throw usage('auditDb', {});
  if (sessionDir === undefined) {
    if (stateDbs !== undefined) throw usage('stateDbAlone', {});
    return { home: whereOf({ home }).home };
  }
  if (home !== undefined) throw usage('homeAndSessionDir', {});
  if (sessionDir.trim() === '') throw usage('emptyPath', { option: '--session-dir' });
  if (stateDbs?.some((path) => path.trim() === '') === true) throw usage('emptyPath', { option: '--state-db' });
  return { sessionDir, stateDbs: stateDbs ?? [] };
}

function auditFormat({ json, markdown }: Values): AuditFormat {
  if (json === true && markdown === true) throw usage('jsonAndMarkdown', {});
  return json === true ? 'json' : markdown === true ? 'markdown' : 'text';
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        home: { type: 'string' },
        db: { type: 'string' },
        all: { type: 'boolean' },
        limit: { type: 'string' },
        json: { type: 'boolean' },
        format: { type: 'string' },
        markdown: { type: 'boolean' },
        'session-dir': { type: 'string' },
        'state-db': { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    // Node's own sentence; what follows it speaks of options in general.
    const problem = error instanceof Error ? (/^.*?(?=\. |\.?$)/m.exec(error.message)?.[0] ?? '') : String(error);
    throw usage('badOption', { problem: shownShort(problem) });
  }
}

function whereOf({ home, db }: { readonly home?: string | undefined; readonly db?: string | undefined }): Where {
  if (home !== undefined && db !== undefined) throw usage('homeAndDb', {});
  if (home?.trim() === '') throw usage('emptyPath', { option: '--home' });
  if (db?.trim() === '') throw usage('emptyPath', { option: '--db' });
  return { home: home ?? null, db: db ?? null };
}

function parseLimit(value: string | undefined): number {
  if (value === undefined) return DEFAULT_LIMIT;
  if (!/^\d{1,9}$/.test(value)) throw usage('badLimit', { value: shownShort(value) });
  return Number(value);
}

function parseFormat(value: string | undefined): Format {
  if (value === undefined) return 'text';
  const known = FORMATS.find((format) => format === value);
  if (known === undefined) throw usage('badFormat', { formats: FORMATS.join(', '), value: shownShort(value) });
  return known;
}

function refuseStrange(command: string, values: Readonly<Record<string, unknown>>): void {
  for (const [option, owners] of Object.entries(ONLY_OF)) {
    if (!owners.includes(command) && values[option] !== undefined)
      throw usage('strangeOption', { option: `--${option}`, owner: owners.join(', ') });
  }
}

function refuseExtra(extra: readonly string[]): void {
  if (extra.length > 0) throw usage('tooMany', { extra: shownShort(extra.join(' ')) });
}

const usage = (key: keyof typeof TERMINAL_WORDS, args: Record<string, string>): Failure =>
  new Failure('usage', { problem: say(TERMINAL_WORDS, key, args) });
