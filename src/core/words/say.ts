/**
 * Fills the words of a table. `{name}` is replaced by an argument (numbers are formatted), `{count|message|messages}`
 * by the number and the word that goes with it. Tables are plain data, so that another language is another table.
 */
export type SayArguments = Readonly<Record<string, string | number>>;

const HOLE = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g;

/** A hole without an argument stays as it is: a visible mistake is better than a silent one. */
export function say<T extends Readonly<Record<string, string>>>(
  table: T,
  key: keyof T,
  args: SayArguments = {},
  locale = 'en',
): string {
  // Arguments are data and may hold braces: one pass, so that they are never filled themselves.
  return table[key]!.replace(HOLE, (hole: string, name: string, one?: string, many?: string) => {
    const value = Object.hasOwn(args, name) ? args[name]! : null;
    if (value === null) return hole;
    const shown = typeof value === 'number' ? value.toLocaleString(locale) : value;
    return one === undefined ? shown : `${shown} ${value === 1 ? one : many}`;
  });
}
