/** Pictures that stand in Markdown as `![words](data:image/png;base64,…)`: as models and notebooks write them into a text. */
import { CodeFences } from './codeFences';
import { imageOf } from './imagePart';
import type { MessagePart } from './message';

const START = '](data:image/';
/** Places of one text that are looked at; what follows stays text. */
const MOST_PLACES = 50;
const LONGEST_ALT = 500;
/** From the address on; every character is taken once. */
const ADDRESS = /\(\s{0,9}(data:image\/[a-z0-9.+-]{1,40};base64,[A-Za-z0-9+/=]+)(?:\s{1,9}"[^"\n]{0,200}")?\s{0,9}\)/iy;

/**
 * A text as texts and pictures, in order. In code and in rows of a table, which a picture would tear apart, it stays as it is
 * written.
 */
export function splitPictures(text: string): readonly MessagePart[] {
  // Nearly all texts: one look.
  if (!text.includes(START)) return [{ kind: 'text', text }];
  const blocks = codeIn(text);
  const parts: MessagePart[] = [];
  let from = 0;
  const addWords = (to: number): void => {
    const words = text.slice(from, to);
    // A mark of a list or a quote that has nothing but the picture behind it says nothing.
    if (/[^\s>*+-]/.test(words)) parts.push({ kind: 'text', text: words });
  };
  for (let at = text.indexOf(START), n = 0; at !== -1 && n < MOST_PLACES; at = text.indexOf(START, at + 1), n += 1) {
    ADDRESS.lastIndex = at + 1;
    const [whole, url] = ADDRESS.exec(text) ?? [];
    const begin = Math.max(from, at - LONGEST_ALT) + text.slice(Math.max(from, at - LONGEST_ALT), at).lastIndexOf('![');
    if (whole === undefined || url === undefined || !text.startsWith('![', begin)) continue;
    const before = text.slice(text.lastIndexOf('\n', begin) + 1, begin);
    const isCode = /^(?: {4}|\t)/.test(before) || before.split('`').length % 2 === 0 || blocks.some(([start, end]) => start < begin && begin < end);
    if (isCode || before.trimStart().startsWith('|')) continue;
    addWords(begin);
    parts.push(imageOf({ type: 'image_url', image_url: { url } }, text.slice(begin + 2, at).trim()));
    from = at + 1 + whole.length;
  }
  if (parts.length === 0) return [{ kind: 'text', text }];
  addWords(text.length);
  return parts;
}

/** Where blocks of code begin and end, fences and all. */
function codeIn(text: string): (readonly [begin: number, end: number])[] {
  const fences = new CodeFences();
  const blocks: [number, number][] = [];
  let at = 0;
  let wasCode = false;
  for (const line of text.split('\n')) {
    const isCode = fences.take(line);
    if (isCode && !wasCode) blocks.push([at, text.length]);
    if (!isCode && wasCode) blocks.at(-1)![1] = at;
    wasCode = isCode;
    at += line.length + 1;
  }
  return blocks;
}
