/** Where words stand in elements, as ranges of the document. Words only, never a pattern: what is run here cannot hang. */

/** More ranges than this in one text are not marked one by one. */
const MOST_RANGES = 2_000;

/** The places of `words` in the text of `elements`, in order, none over another. */
export function rangesOf(elements: readonly Element[], words: readonly string[], wholeWord: boolean): Range[] {
  const ranges: Range[] = [];
  for (const element of elements) {
    const { text, nodes, starts } = textOf(element);
    for (const { from, to } of placesOf(text, words, wholeWord)) {
      if (ranges.length >= MOST_RANGES) return ranges;
      const range = document.createRange();
      range.setStart(...pointAt(nodes, starts, from, false));
      range.setEnd(...pointAt(nodes, starts, to, true));
      ranges.push(range);
    }
  }
  return ranges;
}

/** All text of an element in one string, with where each of its text nodes begins. Blocks are as lines: no match crosses them. */
function textOf(element: Element): { readonly text: string; readonly nodes: readonly Text[]; readonly starts: readonly number[] } {
  const nodes: Text[] = [];
  const starts: number[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let text = '';
  let block: Element | null = null;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const inside = node.parentElement?.closest(BLOCKS) ?? element;
    if (block !== null && inside !== block) text += '\n';
    block = inside;
    nodes.push(node as Text);
    starts.push(text.length);
    text += (node as Text).data;
  }
  return { text, nodes, starts };
}

const BLOCKS = 'p, li, h3, pre, td, th, dt, dd, div, blockquote, figcaption, button';

function placesOf(
  text: string,
  words: readonly string[],
  wholeWord: boolean,
): { readonly from: number; readonly to: number }[] {
  const found = words.flatMap((word) => {
    const places: { from: number; to: number }[] = [];
    for (let from = text.indexOf(word); from !== -1 && places.length < MOST_RANGES; from = text.indexOf(word, from + word.length)) {
      const to = from + word.length;
      if (!wholeWord || (!LETTER.test(text[from - 1] ?? '') && !LETTER.test(text[to] ?? ''))) places.push({ from, to });
    }
    return places;
  });
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  let end = 0;
  return found.filter(({ from, to }) => {
    if (from < end) return false;
    end = to;
    return true;
  });
}

const LETTER = /[\p{L}\p{N}_]/u;

/** The point of the document that `at` is; an end stays in the node before a border, a beginning goes into the one after. */
function pointAt(nodes: readonly Text[], starts: readonly number[], at: number, isEnd: boolean): [Text, number] {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isEnd ? starts[middle]! < at : starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  const node = nodes[low]!;
  return [node, Math.min(at - starts[low]!, node.data.length)];
}
