/**
 * Where the values of a JSON text stand, so that one of them can be changed and every other character stays: integers
 * beyond 2^53, `1.0`, NaN, duplicate keys and escapes survive. Made for text that was parsed before, or for the good
 * beginning of a torn one; positions are UTF-16 units.
 */
import { endOfString, skipSpace } from '../jsonPrefix';

/** A stretch of text, `end` excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Member extends Span {
  readonly key: string;
  /** Where the key's quote stands; `start` and `end` are those of the value. */
  readonly keyStart: number;
}

/**
 * The members of the object at `at`, in their order, duplicates too. A text that is cut gives those before the cut; of a
 * member whose value is cut, `end` is the end of the text.
 */
export function membersOf(text: string, at = skipSpace(text, 0)): Member[] {
  if (text.charAt(at) !== '{') return [];
  const members: Member[] = [];
  let next = skipSpace(text, at + 1);
  while (text.charAt(next) === '"') {
    const keyEnd = endOfString(text, next + 1);
    if (keyEnd === -1) break;
    const colon = skipSpace(text, keyEnd + 1);
    if (text.charAt(colon) !== ':') break;
    const start = skipSpace(text, colon + 1);
    if (start >= text.length) break;
    const end = endOfValue(text, start);
    members.push({ key: JSON.parse(text.slice(next, keyEnd + 1)) as string, keyStart: next, start, end });
    const comma = skipSpace(text, end);
    if (text.charAt(comma) !== ',') break;
    next = skipSpace(text, comma + 1);
  }
  return members;
}

/** The elements of the list at `at`, at most `most` of them; none when there is no list. */
export function elementsOf(text: string, at: number, most = Infinity): Span[] {
  if (text.charAt(at) !== '[') return [];
  const elements: Span[] = [];
  let start = skipSpace(text, at + 1);
  while (elements.length < most && start < text.length && text.charAt(start) !== ']') {
    const end = endOfValue(text, start);
    elements.push({ start, end });
    const comma = skipSpace(text, end);
    if (text.charAt(comma) !== ',') break;
    start = skipSpace(text, comma + 1);
  }
  return elements;
}

/** The last member of this name: the one that counts for every JSON reader there is. */
export const memberOf = (members: readonly Member[], key: string): Member | null =>
  members.findLast((member) => member.key === key) ?? null;

/** Characters that begin, end or part values. */
const STRUCTURE = /["{}[\]]/g;
const WORD_END = /[\s,\]}]|$/g;

/** The end of the value that starts at `at`; the text's length when it is cut. */
export function endOfValue(text: string, at: number): number {
  const first = text.charAt(at);
  if (first === '"') {
    const end = endOfString(text, at + 1);
    return end === -1 ? text.length : end + 1;
  }
  if (first !== '{' && first !== '[') {
    WORD_END.lastIndex = at;
    return WORD_END.exec(text)?.index ?? text.length;
  }
  // Counted, not recursed into: nesting of any depth is harmless.
  let depth = 0;
  STRUCTURE.lastIndex = at;
  for (let found = STRUCTURE.exec(text); found !== null; found = STRUCTURE.exec(text)) {
    const { index } = found;
    const c = text.charAt(index);
    if (c === '"') {
      const end = endOfString(text, index + 1);
      if (end === -1) return text.length;
      STRUCTURE.lastIndex = end + 1;
    } else if (c === '{' || c === '[') {
      depth += 1;
    } else {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return text.length;
}
