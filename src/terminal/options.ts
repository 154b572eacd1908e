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
  markdown: ['audit'],
  'session-dir': ['audit', 'repair', 'undo', 'runs'],
  'state-db': ['audit', 'repair', 'undo'],
  'dry-run': ['repair'],
  kind: ['repair'],
  session: ['repair'],
  preselected: ['repair'],
  complete: ['repair'],
  'break-lock': ['repair', 'undo'],
  run: ['undo'],
};
export type Values = ReturnType<typeof parseOptions>['values'];

/** @throws Failure usage */
export function parseOptions(args: readonly string[]) {
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
        'dry-run': { type: 'boolean' },
        kind: { type: 'string', multiple: true },
        session: { type: 'string', multiple: true },
        preselected: { type: 'boolean' },
        complete: { type: 'string' },
        'break-lock': { type: 'boolean' },
        run: { type: 'string' },
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

export function refuseExtra(extra: readonly string[]): void {
  if (extra.length > 0) throw usage('tooMany', { extra: shownShort(extra.join(' ')) });
}

export const usage = (key: keyof typeof TERMINAL_WORDS, args: Record<string, string>): Failure =>
  new Failure('usage', { problem: say(TERMINAL_WORDS, key, args) });
