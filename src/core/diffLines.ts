/** A unified diff as blocks of lines that are alike, so that a long one is few elements. */

export interface DiffBlock {
  readonly kind: 'same' | 'added' | 'removed' | 'head';
  /** Number of the first line: of the new file, of the old one for what was removed; 0 where there is none. */
  readonly first: number;
  readonly lines: readonly string[];
}

const HUNK = /^@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@/;
const HEAD = /^(?:diff |index |--- |\+\+\+ |new file|deleted file|similarity|rename |old mode|new mode|Binary files|\\ No newline)/;

export const isDiff = (text: string): boolean => /^(?:diff --git |--- |@@ -)/.test(text) && /^@@ -\d/m.test(text.slice(0, 20_000));

export function diffBlocks(text: string): DiffBlock[] {
  const blocks: { kind: DiffBlock['kind']; first: number; lines: string[] }[] = [];
  let [before, after] = [0, 0];
  let isInHunk = false;
  const add = (kind: DiffBlock['kind'], first: number, line: string): void => {
    const last = blocks.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else blocks.push({ kind, first, lines: [line] });
  };
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const hunk = HUNK.exec(line);
    if (hunk !== null) {
      [before, after] = [Number(hunk[1]), Number(hunk[2])];
      isInHunk = true;
      add('head', 0, line);
    } else if (HEAD.test(line) && (!isInHunk || !/^(?:--- |\+\+\+ )/.test(line) || isFileHead(line))) {
      if (!line.startsWith('\\')) isInHunk = false;
      add('head', 0, line);
    } else if (!isInHunk) add('head', 0, line);
    else if (line.startsWith('+')) add('added', after++, line.slice(1));
    else if (line.startsWith('-')) add('removed', before++, line.slice(1));
    else {
      add('same', after++, line.startsWith(' ') ? line.slice(1) : line);
      before += 1;
    }
  }
  return blocks;
}

/** "--- a/x" begins a file; "--- " within a hunk is a removed line that begins with "-- ". */
const isFileHead = (line: string): boolean => /^(?:---|\+\+\+) (?:[ab]\/|\/dev\/null)/.test(line);

/** Lines added and removed. */
export function diffCounts(text: string): { readonly added: number; readonly removed: number } {
  let [added, removed] = [0, 0];
  for (const { kind, lines } of diffBlocks(text)) {
    if (kind === 'added') added += lines.length;
    else if (kind === 'removed') removed += lines.length;
  }
  return { added, removed };
}
