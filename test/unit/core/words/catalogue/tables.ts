/** The tables of words: which entries were asked for, and whether each of their forms stands in a document. */
import { basename } from 'node:path';

interface Entry {
  /** "repairing.REPAIRING_WORDS.back" */
  readonly name: string;
  readonly text: string;
}

export interface Watched {
  readonly entries: readonly Entry[];
  readonly unsaid: () => string[];
}

/** From now on every table that these modules export notes which of its entries is read. `paths` are of compiled modules. */
export function watchTables(paths: readonly string[]): Watched {
  const entries: Entry[] = [];
  const read = new Set<string>();
  for (const path of paths) {
    // A module by its path, as its users have it: what it exports are the very tables they read.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const exported = require(path) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) watch(value, `${basename(path, '.js')}.${name}`, entries, read);
  }
  return { entries, unsaid: () => entries.filter(({ name }) => !read.has(name)).map(({ name }) => name) };
}

function watch(value: unknown, name: string, entries: Entry[], read: Set<string>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const table = value as Record<string, unknown>;
  for (const [key, text] of Object.entries(table)) {
    const entry = `${name}.${key}`;
    if (typeof text !== 'string') {
      watch(text, entry, entries, read);
      continue;
    }
    entries.push({ name: entry, text });
    const get = (): string => {
      read.add(entry);
      return text;
    };
    Object.defineProperty(table, key, { get, enumerable: true });
  }
}

const HOLE = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g;
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Entries of which the document lacks the text, or the form for one, or the form for many of one of its numbers. */
export function missingForms(entries: readonly Entry[], document: string): string[] {
  return entries.flatMap(({ name, text }) => {
    const counted = [...new Set([...text.matchAll(HOLE)].flatMap(([, hole, one]) => (one === undefined ? [] : [hole ?? ''])))];
    const forms = counted.length === 0 ? [null] : counted.flatMap((hole) => [{ hole, isOne: true }, { hole, isOne: false }]);
    return forms.flatMap((form) => {
      if (patternOf(text, form).test(document)) return [];
      return [form === null ? name : `${name}, ${form.isOne ? 'one' : 'many'} of {${form.hole}}`];
    });
  });
}

function patternOf(text: string, form: { readonly hole: string; readonly isOne: boolean } | null): RegExp {
  let pattern = '';
  let at = 0;
  for (const match of text.matchAll(HOLE)) {
    const [whole, hole, one, many] = match;
    pattern += escape(text.slice(at, match.index));
    at = match.index + whole.length;
    const words = one === undefined || many === undefined ? null : { one: `1 ${escape(one)}`, many: `[\\d,.]+ ${escape(many)}` };
    if (words === null) pattern += '.*?';
    else if (hole === form?.hole) pattern += form?.isOne === true ? words.one : words.many;
    else pattern += `(?:${words.one}|${words.many})`;
  }
  return new RegExp(pattern + escape(text.slice(at)));
}
