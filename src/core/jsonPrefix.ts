/**
 * JSON that is cut off, damaged at some point, or written by Python with NaN in it: what stands before the damage is
 * used. One pass with an explicit stack, so nesting of any depth is harmless.
 */

/** `whole`: to its end. `cut`: good as far as it goes, but unfinished. `damaged`: something in it cannot be JSON. */
export type JsonEnding = 'whole' | 'cut' | 'damaged';

export interface LenientJson {
  /** What stands before a cut or damage, with everything open closed: a cut string keeps its beginning. */
  readonly value: unknown;
  readonly ending: JsonEnding;
  /** Where the used text ends, in UTF-16 units; the text's length when it is whole. */
  readonly goodLength: number;
}

/** The value of a JSON text or of its good beginning; null when not even the beginning is JSON. */
export function parseLenientJson(text: string): LenientJson | null {
  try {
    // A complete text is by far the commonest case, and the engine's own parser by far the fastest.
    return { value: JSON.parse(text) as unknown, ending: 'whole', goodLength: text.length };
  } catch {
    return parseJsonPrefix(text);
  }
}

/** Like `parseLenientJson` for a text that is known to be a beginning only. */
export function parseJsonPrefix(text: string): LenientJson | null {
  const closer = new JsonCloser(text);
  const ending = closer.run();
  const closedText = closer.closedText();
  if (closedText === null) return null;
  try {
    return { value: JSON.parse(closedText) as unknown, ending, goodLength: closer.goodLength };
  } catch {
    // A wrong escape or a control character inside a string: the pass above does not look into strings.
    return null;
  }
}

/** What may come next. After a whole value: a comma or a closer; `done` after the top-level value. */
type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'afterValue' | 'done';

const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const NON_FINITE: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);

/** Walks a text as far as it is JSON and remembers the last place where it can be cut and closed. */
class JsonCloser {
  private at = 0;
  private expected: Expected = 'value';
  private readonly stack: ('{' | '[')[] = [];
  /** The text up to `copiedTo`, with `null` for Python's non-finite numbers. */
  private readonly pieces: string[] = [];
  private copiedTo = 0;
  /** The place to cut; the stack and the pieces only change together with it. */
  private safeAt = 0;
  private openString = false;

  constructor(private readonly text: string) {}

  get goodLength(): number {
    return this.safeAt;
  }

  closedText(): string | null {
    if (this.safeAt === 0) return null;
    const closers = this.stack
      .map((open) => (open === '{' ? '}' : ']'))
      .reverse()
      .join('');
    return this.pieces.join('') + this.text.slice(this.copiedTo, this.safeAt) + (this.openString ? '"' : '') + closers;
  }

  run(): JsonEnding {
    for (;;) {
      this.at = skipSpace(this.text, this.at);
      if (this.at >= this.text.length) {
        if (this.expected !== 'done') return 'cut';
        this.safeAt = this.text.length;
        return 'whole';
      }
      const stopped = this.step(this.text.charAt(this.at));
      if (stopped !== null) return stopped;
    }
  }

  private step(c: string): JsonEnding | null {
    const { expected } = this;
    const wantsValue = expected === 'value' || expected === 'valueOrEnd';
    if (c === '"' && (wantsValue || expected === 'key' || expected === 'keyOrEnd')) return this.string(wantsValue);
    if ((c === '{' || c === '[') && wantsValue) return this.open(c);
    if (
      c === closerOf(this.stack) &&
      (expected === 'afterValue' || expected === 'keyOrEnd' || expected === 'valueOrEnd')
    ) {
      this.stack.pop();
      return this.endValueAt(this.at + 1);
    }
    if (c === ':' && expected === 'colon') return this.pass('value');
    if (c === ',' && expected === 'afterValue')
      return this.pass(this.stack[this.stack.length - 1] === '{' ? 'key' : 'value');
    return wantsValue ? this.word() : 'damaged';
  }

  private string(isValue: boolean): JsonEnding | null {
    const end = endOfString(this.text, this.at + 1);
    if (end !== -1) {
      if (isValue) return this.endValueAt(end + 1);
      this.at = end;
      return this.pass('colon');
    }
    if (isValue) {
      // A cut value still says something (the start of a long prompt); a cut key says nothing.
      this.safeAt = cutBeforeOpenEscape(this.text, this.at + 1);
      this.openString = true;
    }
    return 'cut';
  }

  private open(c: '{' | '['): null {
    this.stack.push(c);
    this.at += 1;
    this.safeAt = this.at;
    this.expected = c === '{' ? 'keyOrEnd' : 'valueOrEnd';
    return null;
  }

  /** A number, a literal, or one of Python's non-finite numbers. */
  private word(): JsonEnding | null {
    const end = endOfWord(this.text, this.at);
    // A number at the very end of the text may be half a number.
    if (end === this.text.length && this.stack.length > 0) return 'cut';
    const word = this.text.slice(this.at, end);
    if (NON_FINITE.has(word)) {
      this.pieces.push(this.text.slice(this.copiedTo, this.at), 'null');
      this.copiedTo = end;
    } else if (!LITERAL.test(word)) {
      return 'damaged';
    }
    return this.endValueAt(end);
  }

  private pass(expected: Expected): null {
    this.at += 1;
    this.expected = expected;
    return null;
  }

  private endValueAt(end: number): null {
    this.at = end;
    this.safeAt = end;
    this.expected = this.stack.length === 0 ? 'done' : 'afterValue';
    return null;
  }
}

function closerOf(stack: readonly ('{' | '[')[]): string {
  const open = stack[stack.length - 1];
  return open === undefined ? '' : open === '{' ? '}' : ']';
}

/** The place of the first character from `from` on that is no JSON white space. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return at;
}

/** The index of the quote that ends a string whose content starts at `from`, or -1. */
export function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1) {
    let backslashes = 0;
    while (at - 1 - backslashes >= from && text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return at;
    at = text.indexOf('"', at + 1);
  }
  return -1;
}

/** The end of the text, or the start of an escape (`\`, `\u12`) that it cuts in two. */
function cutBeforeOpenEscape(text: string, from: number): number {
  const at = text.lastIndexOf('\\');
  if (at < from || at < text.length - 5) return text.length;
  let first = at;
  while (first - 1 >= from && text.charCodeAt(first - 1) === 0x5c) first -= 1;
  // In a run of backslashes the first, third, … one starts an escape.
  if ((at - first) % 2 === 1) return text.length;
  const needed = text.charAt(at + 1) === 'u' ? 6 : 2;
  return at + needed > text.length ? at : text.length;
}

// Long enough for any number Python writes; a longer word is damage.
const LONGEST_WORD = 400;

function endOfWord(text: string, from: number): number {
  let at = from;
  for (; at < text.length && at - from < LONGEST_WORD; at += 1) {
    if (/[\s,\]}:"[{]/.test(text.charAt(at))) break;
  }
  return at;
}
