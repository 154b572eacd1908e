/**
 * String literals of JSON inside a text, which need not be whole JSON: a cut answer, a log with a value in each line, a
 * program. Only literals that change are written anew; every other character stays as it is.
 */
import type { SecretKind } from './secretKinds';

/**
 * `name` is the key that the literal is the value of; null when it is none. `hasEscapes` when it is written in another
 * way than it reads.
 */
export type ReplaceLiteral = (value: string, name: string | null, hasEscapes: boolean) => string;

/** One pass over the text, from quotation mark to quotation mark. */
export function replaceLiterals(text: string, replace: ReplaceLiteral): string {
  const pieces: string[] = [];
  let from = 0;
  let name: string | null = null;
  for (let at = text.indexOf('"'); at !== -1;) {
    const end = endOfLiteral(text, at);
    if (end === -1) break;
    const value = decoded(text.slice(at, end));
    const isName = COLON.test(text.slice(end, end + LONGEST_GAP));
    if (value !== null && !isName) {
      const replaced = replace(value, name, value.length !== end - at - 2);
      if (replaced !== value) {
        pieces.push(text.slice(from, at), JSON.stringify(replaced));
        from = end;
      }
    }
    const next = text.indexOf('"', end);
    // A name counts only for what stands right behind its colon.
    name = isName && value !== null && next !== -1 && next - end <= LONGEST_GAP && GAP.test(text.slice(end, next)) ? value : null;
    at = next;
  }
  pieces.push(text.slice(from));
  return pieces.length === 1 ? text : pieces.join('');
}

const LONGEST_GAP = 40;
const COLON = /^\s*:/;
const GAP = /^\s*:\s*$/;

/** Behind the closing quotation mark; -1 when there is none. */
function endOfLiteral(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code === 0x5c) at += 1;
  }
  return -1;
}

function decoded(literal: string): string | null {
  // Without an escape it is what it looks like.
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return JSON.parse(literal) as string;
  } catch {
    return null;
  }
}

const NAMES: readonly (readonly [SecretKind, RegExp])[] = [
  ['password', /(?:pass(?:word|wd|phrase|code)|(?:^|[_-])pwd|credentials?)$/i],
  ['key', /(?:api[_-]?key|access[_-]?key|secret[_-]?(?:access[_-]?)?key|private[_-]?key|client[_-]?secret|secret)$/i],
  ['token', /(?:token|authorization|cookie)$/i],
];

/** The kind of secret that a key of JSON announces; null for any other. */
export const secretKindOf = (name: string): SecretKind | null =>
  name.length > 100 ? null : (NAMES.find(([, pattern]) => pattern.test(name))?.[0] ?? null);
