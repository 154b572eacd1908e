/**
 * Text in columns of a terminal. What stands in them is data: everything invisible is made visible, and widths are
 * bounded.
 */
import { oneLine, visibleText } from '../core/visibleText';

export { shownId, shownShort } from '../core/visibleText';

// Ideographs, kana, Hangul, fullwidth forms and emoji take two cells; this is the East Asian Width property, coarsely.
const WIDE_RANGES =
  '\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe6f' +
  '\\uff01-\\uff60\\uffe0-\\uffe6\\u{1b000}-\\u{1b2ff}\\u{20000}-\\u{3fffd}';
const WIDE = new RegExp(`[${WIDE_RANGES}]|\\p{Emoji_Presentation}|\\ufe0f`, 'u');
const NO_WIDTH = /^[\p{Mark}\p{Format}]+$/u;
const PLAIN = /^[\x20-\x7e]*$/;
// More characters than any terminal has cells: what comes after is never seen.
const LONGEST_LINE = 1000;

// Where none of these are, each code point is a character of its own; the segmenter is slow and takes much memory.
const JOINING = /[\p{Mark}\p{Format}\p{Emoji_Modifier}\p{Regional_Indicator}\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How many cells a text without control characters takes. */
export function cellsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let cells = 0;
  for (const grapheme of graphemesOf(text)) cells += cellsOfGrapheme(grapheme);
  return cells;
}

/** One line of at most `cells` cells; a cut ends in "…". */
export function cutToCells(text: string, cells: number): string {
  const line = oneLine(visibleText(text), LONGEST_LINE);
  if (cellsOf(line) <= cells) return line;
  let kept = '';
  let room = cells - 1;
  for (const grapheme of graphemesOf(line)) {
    room -= cellsOfGrapheme(grapheme);
    if (room < 0) break;
    kept += grapheme;
  }
  return `${kept.trimEnd()}…`;
}

export const padEnd = (text: string, cells: number): string => text + ' '.repeat(Math.max(0, cells - cellsOf(text)));
export const padStart = (text: string, cells: number): string => ' '.repeat(Math.max(0, cells - cellsOf(text))) + text;

/** The most cells that any of `texts` takes, but at most `limit`. */
export const widestOf = (texts: readonly string[], limit: number): number =>
  texts.reduce((widest, text) => Math.max(widest, Math.min(limit, cellsOf(text))), 0);

/** What a reader takes for one character each. */
function* graphemesOf(text: string): Generator<string> {
  if (!JOINING.test(text)) yield* text;
  else for (const { segment } of segmenter.segment(text)) yield segment;
}

function cellsOfGrapheme(grapheme: string): number {
  return WIDE.test(grapheme) ? 2 : NO_WIDTH.test(grapheme) ? 0 : 1;
}
