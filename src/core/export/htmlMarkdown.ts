/**
 * Parsed Markdown as HTML. The tree is a closed set without raw HTML, so that nothing a message says can name an element
 * or an attribute; addresses are judged once more where they are written.
 */
import type { Block, Inline } from '../markdownTree';
import { visibleText } from '../visibleText';
import { EXPORT_WORDS } from '../words/export';
import { say } from '../words/say';
import { escapeHtml } from './htmlText';

/** Parses a text; the addresses of its links are added to `links`, where the tree's numbers point. */
export type ParseMarkdown = (text: string, links: { readonly address: string }[]) => readonly Block[];

/** Longer texts are written as they are: the worst patterns take time that grows with the square of the length. */
const PARSED_CHARS = 64 * 1024;

/** Prose in HTML, with text that is already visible (`visibleText`). */
export function htmlOfMarkdown(text: string, parse: ParseMarkdown): string {
  if (text.length > PARSED_CHARS) return `<div class="read plain" dir="auto">${escapeHtml(text)}</div>`;
  const links: { readonly address: string }[] = [];
  const blocks = parse(text, links);
  return `<div class="read">${htmlOfBlocks(blocks, links)}</div>`;
}

type Links = readonly { readonly address: string }[];

const htmlOfBlocks = (blocks: readonly Block[], links: Links): string =>
  blocks.map((block) => htmlOfBlock(block, links)).join('');

function htmlOfBlock(block: Block, links: Links): string {
  const inlines = (content: readonly Inline[]): string => htmlOfInlines(content, links);
  switch (block.kind) {
    case 'paragraph':
      return `<p dir="auto">${inlines(block.content)}</p>`;
    case 'heading': {
      // Below the page's title and the names of those who speak.
      const level = Math.min(6, block.level + 2);
      return `<h${level} dir="auto">${inlines(block.content)}</h${level}>`;
    }
    case 'list': {
      const items = block.items.map((item) => `<li dir="auto">${htmlOfBlocks(item, links)}</li>`).join('');
      return block.start === null ? `<ul>${items}</ul>` : `<ol start="${Number(block.start)}">${items}</ol>`;
    }
    case 'quote':
      return `<blockquote>${htmlOfBlocks(block.content, links)}</blockquote>`;
    case 'codeBlock':
      return `<pre class="code">${escapeHtml(block.text)}</pre>`;
    case 'table':
      return `<table>${block.rows.map((row, i) => htmlOfRow(row, i === 0, inlines)).join('')}</table>`;
    case 'rule':
      return '<hr>';
  }
}

function htmlOfRow(
  row: Extract<Block, { kind: 'table' }>['rows'][number],
  isHead: boolean,
  inlines: (content: readonly Inline[]) => string,
): string {
  const cells = row.map(({ align, content }) => {
    const inside = inlines(content);
    const tag = isHead && inside !== '' ? 'th' : 'td';
    return `<${tag}${align === 'start' ? '' : ` class="${align}"`} dir="auto">${inside}</${tag}>`;
  });
  return `<tr>${cells.join('')}</tr>`;
}

const htmlOfInlines = (content: readonly Inline[], links: Links): string =>
  content.map((inline) => htmlOfInline(inline, links)).join('');

function htmlOfInline(inline: Inline, links: Links): string {
  switch (inline.kind) {
    case 'text':
      return escapeHtml(visibleText(inline.text));
    case 'code':
      return `<code>${escapeHtml(visibleText(inline.text))}</code>`;
    case 'break':
      return '<br>';
    case 'emphasis':
      return `<em>${htmlOfInlines(inline.content, links)}</em>`;
    case 'strong':
      return `<strong>${htmlOfInlines(inline.content, links)}</strong>`;
    case 'deleted':
      return `<s>${htmlOfInlines(inline.content, links)}</s>`;
    case 'link':
      return anchor(links[inline.link]?.address, htmlOfInlines(inline.content, links));
    case 'image': {
      // Its words and its host; the picture itself is never loaded.
      const words = [
        inline.alt,
        inline.host === '' ? '' : say(EXPORT_WORDS, 'remotePicture', { host: inline.host }),
      ].filter((text) => text !== '');
      const stub = `<span class="stub">${escapeHtml(visibleText(words.join(' · ')))}</span>`;
      return inline.link === null ? stub : anchor(links[inline.link]?.address, stub);
    }
  }
}

const LEADS_OUT = /^(?:https?:\/\/|mailto:)/i;

/** A link that a reader may follow, which tells nobody where it was followed from. */
const anchor = (address: string | undefined, inside: string): string =>
  address === undefined || !LEADS_OUT.test(address)
    ? inside
    : `<a href="${escapeHtml(address)}" rel="noopener noreferrer nofollow">${inside}</a>`;
