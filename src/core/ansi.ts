/** Colours of terminal output: text with SGR sequences as pieces that look alike. */

export interface AnsiPiece {
  readonly text: string;
  /** 0 .. 15, the colours a theme names; null for the text's own. */
  readonly colour: number | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
}

type Style = Omit<AnsiPiece, 'text'>;

const PLAIN: Style = { colour: null, bold: false, dim: false, italic: false, underline: false };
const ESCAPE = '\u001b';
const SGR = new RegExp(`${ESCAPE}\\[([0-9;:]{0,64})m`, 'g');
/** Output that changes its colour more often than this is plain from there on. */
const MOST_PIECES = 3_000;

/** Backgrounds, and colours beyond the theme's sixteen, are left out: nobody has measured how they read. Linear in the length. */
export function ansiPieces(text: string): AnsiPiece[] {
  const pieces: AnsiPiece[] = [];
  let style = PLAIN;
  let from = 0;
  const add = (piece: string): void => {
    if (piece === '') return;
    const last = pieces.at(-1);
    if (last !== undefined && isSame(last, style)) pieces[pieces.length - 1] = { ...last, text: last.text + piece };
    else pieces.push({ text: piece, ...style });
  };
  for (const match of text.matchAll(SGR)) {
    add(text.slice(from, match.index));
    from = match.index + match[0].length;
    style = pieces.length < MOST_PIECES ? changed(style, match[1] ?? '') : PLAIN;
  }
  add(text.slice(from));
  return pieces;
}

const isSame = (a: Style, b: Style): boolean =>
  a.colour === b.colour && a.bold === b.bold && a.dim === b.dim && a.italic === b.italic && a.underline === b.underline;

function changed(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number);
  let now = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 0) now = PLAIN;
    else if (code === 1) now = { ...now, bold: true };
    else if (code === 2) now = { ...now, dim: true };
    else if (code === 3) now = { ...now, italic: true };
    else if (code === 4) now = { ...now, underline: true };
    else if (code === 22) now = { ...now, bold: false, dim: false };
    else if (code === 23) now = { ...now, italic: false };
    else if (code === 24) now = { ...now, underline: false };
    else if (code >= 30 && code <= 37) now = { ...now, colour: code - 30 };
    else if (code >= 90 && code <= 97) now = { ...now, colour: code - 82 };
    else if (code === 39) now = { ...now, colour: null };
    else if (code === 38 || code === 48) {
      // "38;5;n" is one of 256 colours, "38;2;r;g;b" one of all; what follows belongs to it.
      const isIndexed = codes[i + 1] === 5;
      const index = codes[i + 2] ?? 256;
      if (code === 38) now = { ...now, colour: isIndexed && index < 16 ? index : null };
      i += isIndexed ? 2 : codes[i + 1] === 2 ? 4 : 1;
    }
  }
  return now;
}
