/**
 * What a reader must be able to see. Control characters and bidirectional overrides can hide or reorder text, so they
 * are shown as signs; lone surrogates (older stores hold them) become U+FFFD. Marks that ordinary right-to-left text
 * needs (U+200E, U+200F, U+061C, joiners) stay as they are.
 */

// Everything that is not ordinary text: C0 without tab and newline, DEL, C1, bidi embeddings, overrides and isolates,
// line and paragraph separators, the byte order mark, invisible operators, and surrogates without a partner.
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/gu;

/** `text` with line ends as `\n` and everything invisible made visible. Never throws. */
export function visibleText(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(UNSEEN, sign);
}

function sign(character: string): string {
  const code = character.codePointAt(0)!;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  // The Control Pictures block has a sign for each C0 control in the same order, and one for DEL.
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

const ESCAPE = '\u001b';
const TERMINAL_SEQUENCE = new RegExp(
  `${ESCAPE}(?:${[
    // CSI: colours, cursor movements
    '\\[[0-9;:?<=>!]{0,64}[ -/]{0,4}[@-~]',
    // OSC: titles, links; up to its end, if that comes soon
    `\\][^\\u0007${ESCAPE}]{0,2000}(?:\\u0007|${ESCAPE}\\\\)`,
    // character sets and other short ones
    '[()][0-9A-B]',
    '[=>78DEHMc]',
  ].join('|')})`,
  'g',
);

/** Terminal output as it reads without colours and cursor movements. */
export function withoutTerminalSequences(text: string): string {
  return text.includes(ESCAPE) ? text.replace(TERMINAL_SEQUENCE, '') : text;
}

/** Terminal output with nothing left of its sequences but those that change colours and weight. */
export function withColoursOnly(text: string): string {
  return text.includes(ESCAPE) ? text.replace(TERMINAL_SEQUENCE, (sequence) => (SGR.test(sequence) ? sequence : '')) : text;
}

const SGR = new RegExp(`^${ESCAPE}\\[[0-9;:]*m$`);

/** The first `length` UTF-16 units, one less where that would halve a surrogate pair. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** One line of at most `length` characters for a label: runs of white space become one space, a cut ends in "…". */
export function oneLine(text: string, length: number): string {
  // Cut first: collapsing the white space of megabytes for a label would be work for nothing.
  const line = cutText(text, length * 4)
    .replace(/\s+/g, ' ')
    .trim();
  const cut = cutText(line, length);
  return cut.length < line.length || text.length > length * 4 ? `${cut.trimEnd()}…` : cut;
}

/** An id, whole, so that it can be copied; only what would break a line or drive a terminal shows as a sign. */
export const shownId = (id: string): string => visibleText(id).replace(/\n/g, '␊').replace(/\t/g, '␉');

/** What a person typed or a store says, short enough for a sentence. */
export const shownShort = (text: string): string => oneLine(visibleText(text), 120);
