/** Words of a text that may name a file, with the line they name: found by their form alone, whether or not there is such a file. */

export interface PathMention {
  /** As it stands in the text, with its line. */
  readonly words: string;
  readonly path: string;
  /** From 1; null where none is named. */
  readonly line: number | null;
  readonly column: number | null;
}

/** More of one text are not looked for. */
export const MOST_MENTIONS = 100;
/** Characters of a text that are looked at, and words in them. */
const LONGEST_TEXT = 64 * 1024;
const MOST_WORDS = 20_000;
const LONGEST_WORDS = 400;

/** Runs of what is neither space nor a bracket, quote or list sign. */
const WORD = /[^\s"'`<>|*?()[\]{},;=\u201c\u201d\u2018\u2019]+/g;
/** A path (a drive may stand before it), then ":12", ":12:5" or "#L12", then whatever a search printed behind it. */
const PARTS = /^((?:[A-Za-z]:(?=[\\/]))?[^:#]+)(?::(\d{1,7})(?::(\d{1,6}))?(?=:|$)|#L(\d{1,7})(?![\d\w]))?/;
const ENDING = /^[A-Za-z][\w-]{0,15}$/;
/** Without a folder "e.g" and "a.b" are more often something else. */
const SHORT = /^[^\\/]\.[^\\/]*$/;
const ROOTED = /^(?:~?[\\/]|\.{1,2}[\\/]|[A-Za-z]:[\\/])/;
const PLAIN_NAMES = /(?:^|[\\/])(?:Makefile|Dockerfile|Justfile|Gemfile|Rakefile|LICENSE|README|CHANGELOG)$/;

/** In the order of the text, each words once. */
export function pathMentions(text: string): PathMention[] {
  const found = new Map<string, PathMention>();
  let seen = 0;
  for (const [word] of text.slice(0, LONGEST_TEXT).matchAll(WORD)) {
    if (++seen > MOST_WORDS || found.size >= MOST_MENTIONS) break;
    const mention = mentionOf(word);
    if (mention !== null && !found.has(mention.words)) found.set(mention.words, mention);
  }
  return [...found.values()];
}

function mentionOf(word: string): PathMention | null {
  // An address is none, nor is what names another machine.
  if (word.length > LONGEST_WORDS || word.includes('://') || /^[\\/]{2}/.test(word)) return null;
  const [whole, path = '', line, column, hashLine] = PARTS.exec(withoutStop(word)) ?? [];
  if (whole === undefined || path === '') return null;
  // Another scheme, a stream of a file, a host with a port: what is left behind the path is not a line's remainder.
  const rest = word.slice(whole.length);
  if (line === undefined && hashLine === undefined && /^[:#]./.test(rest)) return null;
  const isPath = (isNamed(path) && !SHORT.test(path)) || PLAIN_NAMES.test(path) || (ROOTED.test(path) && /[\\/][^\\/]+[\\/][^\\/]+$/.test(path));
  if (!isPath) return null;
  const number = line ?? hashLine;
  return {
    words: whole,
    path,
    line: number === undefined ? null : Math.max(1, Number(number)),
    column: column === undefined ? null : Math.max(1, Number(column)),
  };
}

/** True for a name with an ending. Without a pattern that may begin anywhere: that would take the square of a word's length. */
function isNamed(path: string): boolean {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 && /[^.]/.test(name.slice(0, dot)) && ENDING.test(name.slice(dot + 1));
}

/** What ends a sentence is no part of a path. */
function withoutStop(word: string): string {
  let end = word.length;
  while (end > 0 && '.,:!?\u2026'.includes(word.charAt(end - 1))) end -= 1;
  return word.slice(0, end);
}
