/**
 * The scanner of `core/jsonOutline.ts` once more, as WebAssembly that looks at sixteen bytes at once. It takes the same
 * texts, says the same of them, and leaves the same to the engine's own parser; a test compares the two.
 */
import {
  and,
  bitsOf,
  block,
  branch,
  branchIf,
  byteAt,
  bytesAt,
  differs,
  each,
  eachAtMost,
  eachEqual,
  eitherOf,
  equal,
  get,
  giveBack,
  increase,
  int,
  isAbove,
  isBelow,
  isZero,
  loop,
  minus,
  moduleOf,
  or,
  plus,
  putByte,
  putWord,
  seq,
  set,
  shiftRight,
  tee,
  trailingZeros,
  when,
  wordAt,
  type Code,
} from './assembler';

/** What the scanner gives for what it is not sure of. */
export const UNSURE = -1;

/**
 * What it writes of each member, in words of four bytes: where its key starts and ends, without the quotes, where its
 * value starts and ends, and how many entries the value has, or `UNSURE` for what is no list. Of each entry start and end
 * follow. Places are counted from the start of the text.
 */
export const MEMBER_WORDS = 5;

/** The objects and lists that it is inside of, a byte each: its closing bracket. From the address 0. */
const DEEPEST = 200;
/** What a byte may be, for each of 256: `CAN_BE_ESCAPED`, `IS_HEX`. */
const CLASSES = 256;
const CAN_BE_ESCAPED = 1;
const IS_HEX = 2;
/** Memory below is the scanner's own. */
export const OWN_BYTES = 512;

const [at, end, out, outEnd] = [0, 1, 2, 3] as const;
const [start, begin, depth, closer, c, bits, member, isList, entryStart] = [4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
const sixteen = 13;

const code = (text: string): Code => int(text.charCodeAt(0));
const here = byteAt(get(at));
/** As what it writes has it: from the start of the text. */
const place = minus(get(at), get(start));
const isHere = (text: string): Code => equal(here, code(text));
const unsureUnless = (condition: Code): Code => branchIf('unsure', isZero(condition));
const unsureIf = (condition: Code): Code => branchIf('unsure', condition);

/** Goes to the first byte that `found` marks among sixteen. There is one: a zero behind the text ends all runs. */
const goTo = (label: string, found: Code): Code =>
  loop(
    label,
    set(sixteen, bytesAt(get(at))),
    when(isZero(tee(bits, found)), seq(increase(at, 16), branch(label))),
    set(at, plus(get(at), trailingZeros(get(bits)))),
  );

const isEach = (byte: number): Code => eachEqual(get(sixteen), each(byte));
const space = eitherOf(eitherOf(isEach(0x20), isEach(0x0a)), eitherOf(isEach(0x0d), isEach(0x09)));
const skipSpace = when(
  isBelow(here, int(0x21)),
  goTo('space', minus(int(0xffff), bitsOf(space))),
);

const stringEnd = eitherOf(eitherOf(isEach(0x22), isEach(0x5c)), eachAtMost(get(sixteen), each(0x1f)));

const classAt = (offset: number): Code => byteAt(byteAt(get(at), offset), CLASSES);
const isHex = and(and(and(classAt(1), classAt(2)), and(classAt(3), classAt(4))), int(IS_HEX));

/** From the opening quote to behind the closing one. `onEscape` comes before an escape is taken. */
const takeString = (onEscape: Code): Code =>
  seq(
    increase(at, 1),
    loop(
      'string',
      goTo('text', bitsOf(stringEnd)),
      set(c, here),
      increase(at, 1),
      when(
        differs(get(c), code('"')),
        seq(
          // A control character.
          unsureIf(differs(get(c), code('\\'))),
          onEscape,
          when(
            isHere('u'),
            seq(unsureUnless(isHex), increase(at, 5)),
            seq(unsureUnless(and(classAt(0), int(CAN_BE_ESCAPED))), increase(at, 1)),
          ),
          branch('string'),
        ),
      ),
    ),
  );

const isDigit = isBelow(minus(here, code('0')), int(10));
const takeDigits = seq(unsureUnless(isDigit), loop('digits', increase(at, 1), branchIf('digits', isDigit)));

const takeNumber = seq(
  when(isHere('-'), increase(at, 1)),
  when(isHere('0'), increase(at, 1), takeDigits),
  when(isHere('.'), seq(increase(at, 1), takeDigits)),
  when(
    equal(or(here, int(0x20)), code('e')),
    seq(increase(at, 1), when(or(isHere('+'), isHere('-')), increase(at, 1)), takeDigits),
  ),
);

/** Four letters as a word of memory has them. */
const letters = (text: string): Code =>
  int([...text].reduce((word, letter, i) => word | (letter.charCodeAt(0) << (8 * i)), 0));
const areHere = (text: string): Code => equal(wordAt(get(at)), letters(text));

const takeWordOrNumber = when(
  or(areHere('true'), areHere('null')),
  increase(at, 4),
  when(and(areHere('fals'), equal(byteAt(get(at), 4), code('e'))), increase(at, 5), takeNumber),
);

/** A branch to `entry` enters the object or list that starts here; it goes on when that is empty, and left again. */
const open = seq(
  unsureIf(equal(get(depth), int(DEEPEST))),
  when(equal(get(depth), int(1)), set(isList, equal(get(c), code('[')))),
  increase(depth, 1),
  // In ASCII a closing bracket comes two places behind its opening one, of both kinds.
  set(closer, plus(get(c), int(2))),
  putByte(get(depth), get(closer)),
  increase(at, 1),
  skipSpace,
  branchIf('entry', differs(here, get(closer))),
);

const close = seq(increase(at, 1), increase(depth, -1), set(closer, byteAt(get(depth))));

const roomFor = (words: number): Code =>
  unsureIf(isAbove(plus(get(out), int(words * 4)), get(outEnd)));

const noteEntry = when(
  get(isList),
  seq(
    roomFor(2),
    putWord(get(out), get(entryStart)),
    putWord(get(out), place, 4),
    increase(out, 8),
  ),
);

const entryCount = shiftRight(minus(minus(get(out), get(member)), int(MEMBER_WORDS * 4)), int(3));
const noteMember = seq(
  putWord(get(member), place, 12),
  putWord(get(member), int(UNSURE), 16),
  when(get(isList), putWord(get(member), entryCount, 16)),
);

/** Behind the outermost object there is only space. */
const finish = seq(
  when(differs(get(at), get(end)), skipSpace),
  unsureIf(differs(get(at), get(end))),
  giveBack(minus(get(out), get(begin))),
);

/** Behind a value: notes it, and takes the comma or all closers that follow. */
const afterValue = loop(
  'after',
  when(equal(get(depth), int(1)), noteMember),
  when(equal(get(depth), int(2)), noteEntry),
  when(isZero(get(depth)), finish),
  skipSpace,
  set(c, here),
  when(equal(get(c), code(',')), seq(increase(at, 1), skipSpace, branch('entry'))),
  unsureIf(differs(get(c), get(closer))),
  close,
  branch('after'),
);

const takeKey = seq(
  unsureUnless(isHere('"')),
  when(
    equal(get(depth), int(1)),
    seq(
      roomFor(MEMBER_WORDS),
      set(member, get(out)),
      increase(out, MEMBER_WORDS * 4),
      set(isList, int(0)),
      putWord(get(member), plus(place, int(1))),
    ),
  ),
  // An escape may spell any key; further in no key is asked for.
  takeString(unsureIf(equal(get(depth), int(1)))),
  when(equal(get(depth), int(1)), putWord(get(member), minus(place, int(1)), 4)),
  skipSpace,
  unsureUnless(isHere(':')),
  increase(at, 1),
  skipSpace,
  when(equal(get(depth), int(1)), putWord(get(member), place, 8)),
);

const scan = seq(
  set(start, get(at)),
  set(begin, get(out)),
  block(
    'unsure',
    skipSpace,
    unsureUnless(isHere('{')),
    loop(
      'value',
      block(
        'entry',
        block(
          'ended',
          set(c, here),
          // The two opening brackets differ in this bit only.
          when(equal(or(get(c), int(0x20)), code('{')), seq(open, close, branch('ended'))),
          when(equal(get(c), code('"')), seq(takeString(seq()), branch('ended'))),
          takeWordOrNumber,
        ),
        afterValue,
      ),
      when(
        equal(get(closer), code('}')),
        takeKey,
        when(equal(get(depth), int(2)), set(entryStart, place)),
      ),
      branch('value'),
    ),
  ),
  int(UNSURE),
);

/**
 * `run(at, end, out, outEnd)`: the outline of the object between two addresses, written from `out` on; the bytes that it
 * takes, or `UNSURE`, also for want of room. At `end` stands a zero, or what cannot continue the object; fifteen bytes
 * behind that can be read.
 */
export const scanModule = (): Uint8Array => moduleOf({ parameters: 4, variables: 9, vectors: 1 }, scan);

/** What the memory holds before the first scan. */
export function ownBytes(): Uint8Array {
  const own = new Uint8Array(OWN_BYTES);
  const mark = (letters: string, mark: number): void => {
    for (const letter of letters) own[CLASSES + letter.charCodeAt(0)] = (own[CLASSES + letter.charCodeAt(0)] ?? 0) | mark;
  };
  mark('"\\/bfnrt', CAN_BE_ESCAPED);
  mark('0123456789abcdefABCDEF', IS_HEX);
  return own;
}
