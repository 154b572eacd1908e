/**
 * Markdown as a reader sees it, near enough to be searched: words without the marks around them, links without their addresses. Much
 * quicker than parsing, and careful: what is not surely a mark stays, and in code everything does. Every pattern takes linear time.
 */
import { CodeFences } from './codeFences';

/** A text without one of these is seen as it is. */
const MARKS = /[*_~`[]/;
const INDENTED = /^(?: {4}|\t)/;

/** @param text Markdown @returns not longer than it */
export function seenText(text: string): string {
  if (!MARKS.test(text)) return text;
  const lines = text.split('\n');
  const fences = new CodeFences();
  for (const [i, line] of lines.entries()) {
    // A fence is a mark, too. A sign may be escaped, and then it is none.
    if (MARKS.test(line) && !fences.take(line) && !line.includes('\\') && !INDENTED.test(line)) lines[i] = seenLine(line);
  }
  return lines.join('\n');
}

const CODE = /(?<!`)(`{1,9})(?!`)([^`]+)\1(?!`)/g;

function seenLine(line: string): string {
  if (!line.includes('`')) return withoutMarks(line);
  let seen = '';
  let from = 0;
  for (const match of line.matchAll(CODE)) {
    seen += withoutMarks(line.slice(from, match.index)) + match[2]!;
    from = match.index + match[0].length;
  }
  return seen + withoutMarks(line.slice(from));
}

/** Of the addresses that are links; any other stands behind its words. */
const LINK = /!?\[([^\][]{0,500})\]\((?:https?:|mailto:)[^()\s]{0,2000}(?: "[^"]{0,200}")?\)/gi;
/**
 * Not in the middle of a word or a path, and not before what no emphasis begins with: a pattern of paths is what it is. What stands
 * before a mark is looked at once there is one, which is several times as quick.
 */
const starred = (n: number): RegExp => new RegExp(`\\*{${n}}(?<![\\p{L}\\p{N}_*/]\\*{${n}})([^\\s*/.,;:)\\]}](?:[^*]*[^\\s*])?)\\*{${n}}(?!\\*)`, 'gu');
const underlined = (n: number): RegExp => new RegExp(`_{${n}}(?<![\\p{L}\\p{N}_]_{${n}})([^\\s_](?:[^_]*[^\\s_])?)_{${n}}(?![\\p{L}\\p{N}_])`, 'gu');
const [EMPHASIS, STRONG, BOTH] = [starred(1), starred(2), starred(3)];
const [EMPHASIS_LINES, STRONG_LINES] = [underlined(1), underlined(2)];
const DELETED = /~~([^\s~](?:[^~]*[^\s~])?)~~/g;

function withoutMarks(words: string): string {
  let seen = words;
  if (seen.includes('](')) seen = seen.replace(LINK, '$1');
  if (seen.includes('*')) {
    // The inner ones first: what is strong may hold them, and be held by one itself.
    seen = seen.replace(BOTH, '$1').replace(EMPHASIS, '$1').replace(STRONG, '$1').replace(EMPHASIS, '$1');
  }
  if (seen.includes('_')) seen = seen.replace(STRONG_LINES, '$1').replace(EMPHASIS_LINES, '$1');
  return seen.includes('~~') ? seen.replace(DELETED, '$1') : seen;
}
