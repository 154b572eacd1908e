/** The options of the command line, and which command knows which. */
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

/** Options that not every command knows: on the others they would do nothing, and nobody would be told. */
const ONLY_OF: Readonly<Record<string, readonly string[]>> = {
  all: ['list'],
  limit: ['list'],
  json: ['list', 'audit', 'repair', 'undo', 'runs'],
  format: ['show'],
  redact: ['show'],
  'no-tools': ['show'],
  'no-reasoning': ['show'],
  'system-prompt': ['show'],
  output: ['show'],
  source: ['show'],
  markdown: ['audit'],
  'session-dir': ['audit', 'repair', 'undo', 'runs'],
  'state-db': ['audit', 'repair', 'undo'],
  'dry-run': ['repair'],
  kind: ['repair'],
  session: ['repair'],
  preselected: ['repair'],
  take: ['repair'],
  complete: ['repair'],
  'break-lock': ['repair', 'undo'],
  run: ['undo'],
  'replace-settings': ['undo'],
};
export type Values = ReturnType<typeof parseOptions>['values'];

const OPTIONS = {
  home: { type: 'string' },
  db: { type: 'string' },
  all: { type: 'boolean' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  format: { type: 'string' },
  redact: { type: 'boolean' },
  'no-tools': { type: 'boolean' },
  'no-reasoning': { type: 'boolean' },
  'system-prompt': { type: 'boolean' },
  output: { type: 'string', short: 'o' },
  source: { type: 'string' },
  markdown: { type: 'boolean' },
  'session-dir': { type: 'string' },
  'state-db': { type: 'string', multiple: true },
  'dry-run': { type: 'boolean' },
  kind: { type: 'string', multiple: true },
  session: { type: 'string', multiple: true },
  preselected: { type: 'boolean' },
  take: { type: 'string' },
  complete: { type: 'string' },
  'break-lock': { type: 'boolean' },
  run: { type: 'string' },
  'replace-settings': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** @throws Failure usage */
export function parseOptions(args: readonly string[]) {
  const config = { args: [...args], allowPositionals: true, options: OPTIONS } as const;
  // First not strict, so that what is wrong is said in our words; then there is nothing left for the parser to refuse.
  const { tokens } = parseArgs({ ...config, strict: false, tokens: true });
  for (const token of tokens) if (token.kind === 'option') refuseUnknown(token);
  return parseArgs(config);
}

interface OptionToken {
  readonly name: string;
  /** As it was typed. */
  readonly rawName: string;
  readonly value?: string | undefined;
  /** `--name=value` rather than `--name value`. */
  readonly inlineValue?: boolean | undefined;
}

function refuseUnknown({ name, rawName, value, inlineValue }: OptionToken): void {
  const option = shownShort(rawName);
  if (!isOption(name)) throw usage('unknownOption', { option });
  if (OPTIONS[name].type === 'boolean') {
    if (value !== undefined) throw usage('noValue', { option });
    return;
  }
  if (value === undefined) throw usage('needsValue', { option });
  if (inlineValue === true || !/^-./.test(value)) return;
  throw name === 'limit'
    ? usage('badLimit', { value: shownShort(value) })
    : usage('dashValue', { option, value: shownShort(value) });
}

const isOption = (name: string): name is keyof typeof OPTIONS => Object.hasOwn(OPTIONS, name);

export function whereOf({ home, db }: { readonly home?: string | undefined; readonly db?: string | undefined }): Where {
  if (home !== undefined && db !== undefined) throw usage('homeAndDb', {});
  if (home?.trim() === '') throw usage('emptyPath', { option: '--home' });
  if (db?.trim() === '') throw usage('emptyPath', { option: '--db' });
  return { home: home ?? null, db: db ?? null };
}

export function refuseStrange(command: string, values: Readonly<Record<string, unknown>>): void {
  for (const [option, owners] of Object.entries(ONLY_OF)) {
    if (!owners.includes(command) && values[option] !== undefined)
      throw usage('strangeOption', { option: `--${option}`, owner: owners.join(', ') });
  }
}

/** `command` is for words that speak of several. */
export function refuseExtra(
  extra: readonly string[],
  key: 'tooMany' | 'listExtra' | 'recoveryExtra',
  command = '',
): void {
  if (extra.length > 0) throw usage(key, { extra: shownShort(extra.join(' ')), command });
}

export const usage = (key: keyof typeof TERMINAL_WORDS, args: Record<string, string>): Failure =>
  new Failure('usage', { problem: say(TERMINAL_WORDS, key, args) });
