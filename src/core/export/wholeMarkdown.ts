/**
 * Somebody's Markdown among other Markdown: it must end where it ends, and its HTML must show as it was typed, because
 * an open fence, comment or tag would swallow all that stands below. Where its code begins and ends must be certain for
 * that, in every way a renderer may read it; when it is not, the text is shown letter by letter.
 */

/** Indentation and list markers, then a fence. The words after a fence of backticks hold none. */
const OPENING = /^( *(?:(?:[-*+]|\d{1,9}[.)]) +)*)(`{3,}|~{3,})[^`]*$/;
const FENCE_LIKE = /^[\s>*+\-.)\d]*(`{3,}|~{3,})/;

export function wholeMarkdown(text: string): string {
  const lines = text.split('\n');
  const blocks: string[] = [];
  let prose: string[] = [];
  const endProse = (): void => {
    if (prose.length > 0) blocks.push(prose.join('\n').split(BLANK_LINES).map(escapeHtmlOutsideCode).join(''));
    prose = [];
  };
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] as string;
    const [, before = '', mark] = OPENING.exec(line) ?? [];
    if (mark === undefined) {
      if (FENCE_LIKE.test(line)) return fenced(text, 'markdown');
      prose.push(line);
      continue;
    }
    const end = closingOf(lines, i, mark);
    const code = lines.slice(i, end + 1);
    if (before !== '' && !isCodeInEveryReading(code, before.length, mark)) return fenced(text, 'markdown');
    endProse();
    blocks.push(...code, ...(end === lines.length ? [mark] : []));
    i = end;
  }
  endProse();
  return blocks.join('\n');
}

/** A fence longer than any run of backticks inside. */
export function fenced(text: string, language: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

const isMark = (text: string, mark: string): boolean =>
  text.startsWith(mark) && text === text.charAt(0).repeat(text.length);

/** The position of the line that closes the fence at `start`; the number of lines when none does. */
function closingOf(lines: readonly string[], start: number, mark: string): number {
  const found = lines.findIndex((line, i) => i > start && isMark(line.trim(), mark));
  return found < 0 ? lines.length : found;
}

/**
 * An indented fence may stand in a list, stand alone, be part of an indented block, or go on a paragraph. It is code in
 * all of these readings when it ends as it begins, keeps to its indentation, and has no other run of backticks.
 */
function isCodeInEveryReading(code: readonly string[], indent: number, mark: string): boolean {
  const last = code.at(-1) ?? '';
  const margin = ' '.repeat(indent);
  const inside = code.slice(1, -1);
  return (
    code.length > 1 &&
    last.trimEnd() === margin + mark &&
    mark.startsWith('`') &&
    inside.every((line) => line.trim() === '' || (line.startsWith(margin) && !line.includes('```')))
  );
}

const BLANK_LINES = /(\n[ \t]*(?:\n[ \t]*)+)/;

/**
 * One paragraph. A code span is what stands between runs of equally many backticks. Spans are believed only when each
 * line has whole ones: list items, table cells and headings break them elsewhere. A `<` too many is escaped rather than
 * one too few.
 */
function escapeHtmlOutsideCode(paragraph: string): string {
  const lines = paragraph.split('\n').map(piecesOfLine);
  const isCertain = lines.every((pieces) => pieces !== null) && !paragraph.includes('\\`');
  if (!isCertain) return escapeHtml(paragraph);
  return lines
    .map((pieces) => (pieces ?? []).map((piece, i) => (i % 2 === 0 ? escapeHtml(piece) : piece)).join(''))
    .join('\n');
}

/**
 * Plain text and code spans in turn; null when a run of backticks has no partner, or a span may be cut by a table's
 * cells.
 */
function piecesOfLine(line: string): string[] | null {
  const runs = [...line.matchAll(/`+/g)];
  const partners = partnersOf(runs.map(([run]) => run.length));
  const pieces: string[] = [];
  let from = 0;
  for (let i = 0; i < runs.length; i += 1) {
    const partner = partners[i];
    const open = runs[i];
    const close = partner === undefined ? undefined : runs[partner];
    if (partner === undefined || open === undefined || close === undefined) return null;
    const end = close.index + close[0].length;
    const span = line.slice(open.index, end);
    if (span.includes('|')) return null;
    pieces.push(line.slice(from, open.index), span);
    from = end;
    i = partner;
  }
  return [...pieces, line.slice(from)];
}

/** For each run the next one of the same length. */
function partnersOf(lengths: readonly number[]): (number | undefined)[] {
  const next = new Map<number, number>();
  const partners: (number | undefined)[] = [];
  for (let i = lengths.length - 1; i >= 0; i -= 1) {
    const length = lengths[i] as number;
    partners[i] = next.get(length);
    next.set(length, i);
  }
  return partners;
}

/** Tags and comments, but not links in angle brackets. */
const escapeHtml = (text: string): string => text.replace(/<(?=[a-z/!?])(?!https?:|mailto:)/gi, '\\<');
