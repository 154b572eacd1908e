/** The command line, parsed. */
import { parseArgs } from 'node:util';
import { Failure } from '../core/failure';
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';

/** Where to read: `home` null is the default search. */
export interface Where {
  readonly home: string | null;
  readonly db: string | null;
}

export const FORMATS = ['text', 'markdown', 'json', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

export type CommandLine =
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'list'; readonly where: Where; readonly all: boolean; readonly limit: number; readonly json: boolean }
  | { readonly command: 'show'; readonly where: Where; readonly wanted: string; readonly format: Format };

const DEFAULT_LIMIT = 200;

/** @throws Failure usage */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  if (values.help === true || (positionals.length === 0 && values.version !== true)) return { command: 'help' };
  if (values.version === true) return { command: 'version' };
  const [command, ...rest] = positionals;
  if (values.home !== undefined && values.db !== undefined) throw usage('homeAndDb', {});
  const where: Where = { home: values.home ?? null, db: values.db ?? null };
  switch (command) {
    case 'list':
      refuseExtra(rest);
      return { command, where, all: values.all === true, limit: parseLimit(values.limit), json: values.json === true };
    case 'show':
      if (rest[0] === undefined) throw usage('missingId', {});
      refuseExtra(rest.slice(1));
      return { command, where, wanted: rest[0], format: parseFormat(values.format) };
    default:
      throw usage('unknownCommand', { command: command ?? '' });
  }
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
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split('.')[0] ?? '') : String(error);
    throw usage('badOption', { problem });
  }
}

function parseLimit(value: string | undefined): number {
  if (value === undefined) return DEFAULT_LIMIT;
  if (!/^\d{1,9}$/.test(value)) throw usage('badLimit', { value });
  return Number(value);
}

function parseFormat(value: string | undefined): Format {
  if (value === undefined) return 'text';
  const known = FORMATS.find((format) => format === value);
  if (known === undefined) throw usage('badFormat', { value });
  return known;
}

function refuseExtra(extra: readonly string[]): void {
  if (extra.length > 0) throw usage('tooMany', { extra: extra.join(' ') });
}

const usage = (key: keyof typeof TERMINAL_WORDS, args: Record<string, string>): Failure =>
  new Failure('usage', { problem: say(TERMINAL_WORDS, key, args) });
