/**
 * Markdown to plain values, for the transcript and for exported pages. The transcript's is parsed in the extension host
 * and not in the webview: so the webview never holds an address it could name or load, needs neither `innerHTML` nor a
 * parser, and its longest task stays short. Texts are bounded before they come here (64 K characters, where the worst known
 * pattern takes tens of milliseconds), and raw HTML stays text.
 */
import MarkdownIt from 'markdown-it';
import type { Block, Inline, TableCell } from '../core/markdownTree';
import { openable } from './openable';

type Token = ReturnType<MarkdownIt['parse']>[number];

// `breaks`: Hermes's people and models write for terminals and chats, where a line end is a line end.
// `maxNesting` bounds the recursion below, too. No fuzzy links: "readme.md" is a file, not a host.
// (A value of its own, because the library's types leave `maxNesting` out.)
const options = { html: false, linkify: true, breaks: true, maxNesting: 24 };
const parser = new MarkdownIt(options);
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
// Every address is accepted here and judged by `openable`: markdown-it's own judgement would leave rejected links half
// parsed.
parser.validateLink = () => true;

export interface MarkdownLink {
  readonly address: string;
}

/** Parses `text`; every link found is added to `links`, and its number is its position there. */
export function parseMarkdown(text: string, links: MarkdownLink[]): Block[] {
  return new Reader(parser.parse(text, {}), links).blocks();
}

/** Walks markdown-it's flat token lists, where `x_open` … `x_close` enclose what lies between. */
class Reader {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly links: MarkdownLink[],
  ) {}

  blocks(close?: string): Block[] {
    const blocks: Block[] = [];
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at++]!;
      if (token.type === close) return blocks;
      const block = this.block(token);
      if (block !== null) blocks.push(block);
    }
    return blocks;
  }

  private block(token: Token): Block | null {
    switch (token.type) {
      case 'paragraph_open':
        return { kind: 'paragraph', content: this.line('paragraph_close') };
      case 'heading_open':
        return { kind: 'heading', level: Number(token.tag.slice(1)), content: this.line('heading_close') };
      case 'blockquote_open':
        return { kind: 'quote', content: this.blocks('blockquote_close') };
      case 'bullet_list_open':
        return { kind: 'list', start: null, items: this.items('bullet_list_close') };
      case 'ordered_list_open':
        return { kind: 'list', start: Number(token.attrGet('start') ?? 1), items: this.items('ordered_list_close') };
      case 'fence':
        return {
          kind: 'codeBlock',
          language: /^[\w+#.-]{1,30}/.exec(token.info.trim())?.[0] ?? '',
          text: token.content.replace(/\n$/, ''),
        };
      case 'code_block':
        return { kind: 'codeBlock', language: '', text: token.content.replace(/\n$/, '') };
      case 'table_open':
        return { kind: 'table', rows: this.rows() };
      case 'hr':
        return { kind: 'rule' };
      case 'inline':
        return { kind: 'paragraph', content: this.inlines(token.children ?? []) };
      default:
        return null;
    }
  }

  private line(close: string): Inline[] {
    const content: Inline[] = [];
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at++]!;
      if (token.type === close) break;
      if (token.type === 'inline') content.push(...this.inlines(token.children ?? []));
    }
    return content;
  }

  private items(close: string): Block[][] {
    const items: Block[][] = [];
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at++]!;
      if (token.type === close) break;
      if (token.type === 'list_item_open') items.push(this.blocks('list_item_close'));
    }
    return items;
  }

  private rows(): TableCell[][] {
    const rows: TableCell[][] = [];
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at++]!;
      if (token.type === 'table_close') break;
      if (token.type === 'tr_open') rows.push([]);
      if (token.type === 'th_open' || token.type === 'td_open') {
        const style = token.attrGet('style') ?? '';
        const align = style.endsWith('center') ? 'center' : style.endsWith('right') ? 'end' : 'start';
        rows.at(-1)?.push({ align, content: this.line(token.type.replace('open', 'close')) });
      }
    }
    return rows;
  }

  private inlines(tokens: readonly Token[]): Inline[] {
    return new InlineReader(tokens, this.links).read();
  }
}

class InlineReader {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly links: MarkdownLink[],
  ) {}

  read(close?: string): Inline[] {
    const content: Inline[] = [];
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at++]!;
      if (token.type === close) return content;
      content.push(...this.inline(token));
    }
    return content;
  }

  private inline(token: Token): Inline[] {
    switch (token.type) {
      case 'text':
      case 'text_special':
      case 'html_inline':
        return token.content === '' ? [] : [{ kind: 'text', text: token.content }];
      case 'softbreak':
      case 'hardbreak':
        return [{ kind: 'break' }];
      case 'code_inline':
        return [{ kind: 'code', text: token.content }];
      case 'em_open':
        return [{ kind: 'emphasis', content: this.read('em_close') }];
      case 'strong_open':
        return [{ kind: 'strong', content: this.read('strong_close') }];
      case 's_open':
        return [{ kind: 'deleted', content: this.read('s_close') }];
      case 'link_open':
        return this.link(token.attrGet('href') ?? '');
      case 'image':
        return [this.image(token)];
      default:
        return [];
    }
  }

  private link(href: string): Inline[] {
    const address = openable(href);
    // The number is taken before the words inside are read: they may hold a picture with a link of its own.
    const number = address === null ? null : this.number(address);
    const content = this.read('link_close');
    if (number !== null && address !== null) return [{ kind: 'link', link: number, host: hostOf(address), content }];
    // Not a link we open (a file, another scheme): its words, and where they pointed when they do not say it.
    const said = content.map((inline) => ('text' in inline ? inline.text : '')).join('');
    return href === '' || said.includes(decoded(href))
      ? content
      : [...content, { kind: 'text', text: ` (${decoded(href)})` }];
  }

  private image(token: Token): Inline {
    const source = token.attrGet('src') ?? '';
    const address = openable(source);
    const host = address === null ? (/^data:/i.test(source) ? 'data' : decoded(source).slice(0, 200)) : hostOf(address);
    return { kind: 'image', alt: token.content, host, link: address === null ? null : this.number(address) };
  }

  private number(address: string): number {
    return this.links.push({ address }) - 1;
  }
}

function hostOf(address: string): string {
  const url = new URL(address);
  // A mail address is short and is its own name; of a page, the host is what decides about trust.
  return url.protocol === 'mailto:' ? url.pathname.slice(0, 200) : url.host;
}

function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}
