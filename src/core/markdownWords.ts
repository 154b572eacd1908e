/** The words of Markdown as a reader sees them, without its marks: for a line that says what a text begins with. */
import type { Block, Inline } from './markdownTree';

/** @param limit characters after which the rest is not looked at */
export function wordsOfBlocks(blocks: readonly Block[], limit: number): string {
  const words: string[] = [];
  let left = limit;
  const add = (text: string): void => {
    words.push(text);
    left -= text.length;
  };
  const addInlines = (content: readonly Inline[]): void => {
    for (const inline of content) {
      if (left <= 0) return;
      if ('content' in inline) addInlines(inline.content);
      else add(inline.kind === 'break' ? ' ' : inline.kind === 'image' ? inline.alt : inline.text);
    }
  };
  const addBlocks = (content: readonly Block[]): void => {
    for (const block of content) {
      if (left <= 0) return;
      if (block.kind === 'paragraph' || block.kind === 'heading') addInlines(block.content);
      else if (block.kind === 'codeBlock') add(block.text);
      else if (block.kind === 'quote') addBlocks(block.content);
      else if (block.kind === 'list') block.items.forEach(addBlocks);
      else if (block.kind === 'table') for (const row of block.rows) for (const cell of row) addInlines([...cell.content, { kind: 'break' }]);
      add(' ');
    }
  };
  addBlocks(blocks);
  return words.join('').slice(0, limit);
}
