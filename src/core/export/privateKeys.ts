/** PEM blocks with a private key, also cut off, indented, quoted, or with their line ends spelled out. */

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** What stands between the marks: the lines of the key, its headers, and how a program may have quoted them. */
const LONGEST = 64 * 1024;
const BODY = /(?:[A-Za-z0-9+/=:,.()\-_ \t\r\n\\"'`>|#*+])*/y;
/** Lines of a key that was cut off before its end. */
const LINES = /(?:(?:\s|\\[nr]|[>|"',]){0,16}[A-Za-z0-9+/=]{16,512})*/y;

/** One pass; the time does not depend on how many marks are left open. */
export function replacePrivateKeys(text: string, replace: (secret: string) => string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  const pieces: string[] = [];
  let from = 0;
  let end: RegExpExecArray | null = null;
  let isOver = false;
  BEGIN.lastIndex = 0;
  for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
    const body = begin.index + begin[0].length;
    if (!isOver && (end === null || end.index < body)) {
      END.lastIndex = body;
      end = END.exec(text);
      isOver = end === null;
    }
    const isWhole = end !== null && end.index >= body && end.index - body <= LONGEST && isBody(text, body, end.index);
    const stop = isWhole && end !== null ? end.index + end[0].length : linesEnd(text, body);
    // A mark that is only spoken of is no key.
    if (stop > body) {
      pieces.push(text.slice(from, begin.index), replace(text.slice(begin.index, stop)));
      from = stop;
    }
    BEGIN.lastIndex = Math.max(stop, body);
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

/** From `start` to `end` nothing but what a key is made of, and no other beginning. */
function isBody(text: string, start: number, end: number): boolean {
  const body = text.slice(start, end);
  BODY.lastIndex = 0;
  BODY.test(body);
  return BODY.lastIndex === body.length && !body.includes('-----BEGIN');
}

function linesEnd(text: string, start: number): number {
  LINES.lastIndex = start;
  return LINES.test(text) ? Math.max(start, LINES.lastIndex) : start;
}
