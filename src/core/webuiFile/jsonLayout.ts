/**
 * JSON laid out as Hermes WebUI writes it: two spaces a level, one value a line, non-ASCII as it is. Only white space
 * outside strings changes; every string and number keeps its characters.
 */
import { endOfString, skipSpace } from '../jsonPrefix';

const INDENT = '  ';
/** Deeper levels stay on one line: a hostile file would become mostly indentation. */
const DEEPEST = 100;

/** `text` is whole JSON (NaN and its like allowed). `depth` is how deep the value stands in its file. */
export function layoutJson(text: string, depth = 0): string {
  const pieces: string[] = [];
  let level = depth;
  let at = skipSpace(text, 0);
  const newLine = (): string => (level > DEEPEST ? '' : `\n${INDENT.repeat(level)}`);
  while (at < text.length) {
    const c = text.charAt(at);
    if (c === '"') {
      const end = endOfString(text, at + 1) + 1;
      pieces.push(text.slice(at, end));
      at = end;
    } else if (c === '{' || c === '[') {
      const next = skipSpace(text, at + 1);
      const closer = text.charAt(next);
      if (closer === '}' || closer === ']') {
        pieces.push(c + closer);
        at = next + 1;
      } else {
        level += 1;
        pieces.push(c, newLine());
        at = next;
      }
    } else if (c === '}' || c === ']') {
      level -= 1;
      // The last line of a level that was kept on one line, too.
      pieces.push(level >= DEEPEST ? '' : newLine(), c);
      at += 1;
    } else if (c === ',') {
      pieces.push(',', newLine());
      at += 1;
    } else if (c === ':') {
      pieces.push(': ');
      at += 1;
    } else {
      const end = endOfWord(text, at);
      pieces.push(text.slice(at, end));
      at = end;
    }
    at = skipSpace(text, at);
  }
  return pieces.join('');
}

const WORD_END = /[\s,:\]}]|$/g;

function endOfWord(text: string, at: number): number {
  WORD_END.lastIndex = at;
  return WORD_END.exec(text)?.index ?? text.length;
}

/** A string as WebUI writes it: only what JSON has to escape is escaped. */
export const jsonString = (text: string): string => JSON.stringify(text);

/** A time or cost as Python writes a float: `1.0`, not `1`. */
export const jsonFloat = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);

/** An object of members whose values are JSON text already, without any layout. */
export const jsonObject = (members: readonly (readonly [key: string, json: string])[]): string =>
  `{${members.map(([key, json]) => `${jsonString(key)}:${json}`).join(',')}}`;

export const jsonList = (elements: readonly string[]): string => `[${elements.join(',')}]`;
