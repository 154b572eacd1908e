/**
 * Where things stand in the bytes of a JSON object, found without making a string or an object of what is passed over:
 * for files of which only a few members are wanted. Speaks only of what is beyond doubt; anything else is left to the
 * engine's own parser by answering null.
 */

/** Offsets into the bytes, `end` exclusive. */
export interface JsonSpan {
  readonly start: number;
  readonly end: number;
}

export interface JsonMember extends JsonSpan {
  /** The entries when the value is a list, null otherwise: of each where it starts, then where it ends. */
  readonly entries: ArrayLike<number> | null;
}

/**
 * The members of the object by key; of a key that is there twice the last, as `JSON.parse` has it. Members whose key is
 * longer than 64 bytes or not ASCII are passed over like all that lies deeper.
 */
export type JsonOutline = ReadonlyMap<string, JsonMember>;

/**
 * The members of the JSON object in `bytes`, which are UTF-8 without a byte order mark. Null for what `JSON.parse` would
 * refuse, and also for what it would take but is rare: another value than an object, very deep nesting, an escape in a
 * key. That the bytes are UTF-8 is for the caller to know.
 */
export function outlineJson(bytes: Uint8Array): JsonOutline | null {
  return new OutlineScanner(bytes).run();
}

const DEEPEST = 200;
const LONGEST_KEY = 64;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** `entries` grows while its list is passed over. */
interface OpenMember {
  key: string | null;
  start: number;
  entries: number[] | null;
}

/** One pass with an explicit stack. Every method that moves `at` leaves it behind what it took, or gives false. */
class OutlineScanner {
  private at = 0;
  /** The bytes four at a time, from the first that lies on a border of words; `shift` bytes stand before it. */
  private readonly words: Int32Array;
  private readonly shift: number;
  private readonly members = new Map<string, JsonMember>();
  private readonly isObject = new Uint8Array(DEEPEST);
  private depth = 0;
  private member: OpenMember = { key: null, start: 0, entries: null };
  private entryStart = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.shift = (4 - (bytes.byteOffset & 3)) & 3;
    const count = (bytes.length - this.shift) >> 2;
    this.words = count > 0 ? new Int32Array(bytes.buffer, bytes.byteOffset + this.shift, count) : new Int32Array(0);
  }

  run(): JsonOutline | null {
    this.skipSpace();
    if (this.bytes[this.at] !== OPEN_OBJECT || !this.open(true)) return null;
    while (this.depth > 0) if (!this.step()) return null;
    this.skipSpace();
    return this.at === this.bytes.length ? this.members : null;
  }

  /** Takes one entry of the innermost object or list and what follows it, or the end of an empty one. */
  private step(): boolean {
    const inObject = this.isObject[this.depth - 1] === 1;
    if (inObject && !this.takeKey()) return false;
    if (this.depth === 2 && this.member.entries !== null) this.entryStart = this.at;
    const c = this.bytes[this.at];
    if (c === OPEN_OBJECT || c === OPEN_LIST) {
      if (this.depth === 1 && c === OPEN_LIST) this.member.entries = [];
      return this.open(c === OPEN_OBJECT);
    }
    return this.takeScalar(c) && this.endValue();
  }

  /** Enters an object or list; leaves it at once when it is empty. */
  private open(isObject: boolean): boolean {
    if (this.depth === DEEPEST) return false;
    this.isObject[this.depth] = isObject ? 1 : 0;
    this.depth += 1;
    this.at += 1;
    this.skipSpace();
    if (this.bytes[this.at] !== (isObject ? CLOSE_OBJECT : CLOSE_LIST)) return true;
    this.close();
    return this.endValue();
  }

  private close(): void {
    this.depth -= 1;
    this.at += 1;
  }

  /** Behind a value: notes where it ended, and takes the comma or all closers that follow. */
  private endValue(): boolean {
    for (;;) {
      if (this.depth === 1) {
        const { key, start, entries } = this.member;
        if (key !== null) this.members.set(key, { start, end: this.at, entries });
      } else if (this.depth === 2) {
        this.member.entries?.push(this.entryStart, this.at);
      } else if (this.depth === 0) {
        return true;
      }
      this.skipSpace();
      const c = this.bytes[this.at];
      if (c === COMMA) {
        this.at += 1;
        this.skipSpace();
        return true;
      }
      if (c !== (this.isObject[this.depth - 1] === 1 ? CLOSE_OBJECT : CLOSE_LIST)) return false;
      this.close();
    }
  }

  /** A key, its colon, and the space around that. */
  private takeKey(): boolean {
    const { bytes } = this;
    const start = this.at + 1;
    if (bytes[this.at] !== QUOTE || !this.takeString()) return false;
    const end = this.at - 1;
    this.skipSpace();
    if (bytes[this.at] !== COLON) return false;
    this.at += 1;
    this.skipSpace();
    if (this.depth > 1) return true;
    // An escape may spell any key.
    if (bytes.subarray(start, end).includes(BACKSLASH)) return false;
    this.member = { key: asciiText(bytes, start, end), start: this.at, entries: null };
    return true;
  }

  private takeScalar(c: number | undefined): boolean {
    if (c === QUOTE) return this.takeString();
    if (c === 0x74) return this.takeWord('true');
    if (c === 0x66) return this.takeWord('false');
    if (c === 0x6e) return this.takeWord('null');
    return this.takeNumber();
  }

  private takeString(): boolean {
    const { bytes, words, shift } = this;
    const { length } = bytes;
    const wordCount = words.length;
    let at = this.at + 1;
    for (;;) {
      if (((at - shift) & 3) === 0) {
        let word = (at - shift) >> 2;
        for (; word < wordCount; word += 1) {
          // Four bytes in one: for each a bit that is set when it is below 0x20, a quote or a backslash. Turning one bit
          // puts the quote right behind the control characters. A byte that follows such a one may have its bit set
          // too; the bytes are looked at one by one then.
          const four = words[word] as number;
          const turned = four ^ 0x02020202;
          const escape = four ^ 0x5c5c5c5c;
          const found = ((turned - 0x21212121) & ~turned) | ((escape - 0x01010101) & ~escape);
          if ((found & 0x80808080) !== 0) break;
        }
        at = (word << 2) + shift;
      }
      if (at >= length) return false;
      const c = bytes[at] as number;
      at += 1;
      if (c === QUOTE) {
        this.at = at;
        return true;
      }
      if (c < 0x20) return false;
      if (c === BACKSLASH) {
        const escaped = bytes[at];
        if (escaped === 0x75) {
          if (!this.hasHex(at + 1)) return false;
          at += 5;
        } else if (escaped !== undefined && ESCAPED[escaped] === 1) {
          at += 1;
        } else {
          return false;
        }
      }
    }
  }

  private hasHex(from: number): boolean {
    for (let i = from; i < from + 4; i += 1) {
      const c = this.bytes[i] ?? 0;
      const letter = c | 0x20;
      if (!((c >= 0x30 && c <= 0x39) || (letter >= 0x61 && letter <= 0x66))) return false;
    }
    return true;
  }

  private takeWord(word: string): boolean {
    for (let i = 0; i < word.length; i += 1) if (this.bytes[this.at + i] !== word.charCodeAt(i)) return false;
    this.at += word.length;
    return true;
  }

  private takeNumber(): boolean {
    const { bytes } = this;
    if (bytes[this.at] === 0x2d) this.at += 1;
    if (bytes[this.at] === 0x30) this.at += 1;
    else if (!this.takeDigits()) return false;
    if (bytes[this.at] === 0x2e) {
      this.at += 1;
      if (!this.takeDigits()) return false;
    }
    if (((bytes[this.at] ?? 0) | 0x20) === 0x65) {
      this.at += 1;
      if (bytes[this.at] === 0x2b || bytes[this.at] === 0x2d) this.at += 1;
      return this.takeDigits();
    }
    return true;
  }

  private takeDigits(): boolean {
    const from = this.at;
    for (let c = this.bytes[this.at]; c !== undefined && c >= 0x30 && c <= 0x39; c = this.bytes[this.at]) this.at += 1;
    return this.at > from;
  }

  private skipSpace(): void {
    const { bytes } = this;
    let { at } = this;
    for (let c = bytes[at]; c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09; c = bytes[at]) at += 1;
    this.at = at;
  }
}

function asciiText(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start > LONGEST_KEY) return null;
  for (let i = start; i < end; i += 1) if ((bytes[i] as number) >= 0x80) return null;
  return String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
}

/** What may follow a backslash, but `u`: 1 for `"`, `\`, `/`, `b`, `f`, `n`, `r`, `t`. */
const ESCAPED = new Uint8Array(256);
for (const c of [0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74]) ESCAPED[c] = 1;
