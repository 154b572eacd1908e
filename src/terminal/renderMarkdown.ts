/**
 * A session as Markdown that can be pasted into an issue: what was said stands open, reasoning and tool output are
 * folded.
 */
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import type { MessagePieces, Piece } from './messagePieces';
import type { SessionHead } from './sessionHead';
import { fenced, wholeMarkdown } from './wholeMarkdown';

export function renderMarkdownHead({ title, facts, chain }: SessionHead): string {
  const paragraphs = [`# ${escapeInline(title)}`, facts.map(escapeInline).join(' · '), ...chain.map(escapeInline)];
  return paragraphs.map((paragraph) => `${paragraph}\n\n`).join('');
}

export function renderMarkdownMessage({ heading, time, isResult, pieces }: MessagePieces): string {
  const title = `${heading}${time === '' ? '' : ` · ${time}`}`;
  const body = pieces.map(renderPiece).join('\n\n');
  if (isResult) return `${folded(title, body)}\n\n`;
  return `${[`## ${escapeInline(title)}`, body].filter((text) => text !== '').join('\n\n')}\n\n`;
}

function renderPiece(piece: Piece): string {
  switch (piece.kind) {
    case 'prose':
      return wholeMarkdown(piece.text);
    case 'data':
      return fenced(piece.text, '');
    case 'reasoning':
      return folded(TRANSCRIPT_WORDS.reasoning, wholeMarkdown(piece.text));
    case 'call':
      return [
        `→ ${escapeInline(piece.name)}`,
        ...(piece.argumentsText.trim() === '' ? [] : [fenced(piece.argumentsText, 'json')]),
      ].join('\n\n');
    case 'remark':
      return `*${escapeInline(say(TERMINAL_WORDS, 'remark', { text: piece.text }))}*`;
  }
}

const folded = (summary: string, body: string): string =>
  `<details><summary>${escapeHtml(summary)}</summary>\n\n${body}\n\n</details>`;

// An underscore between letters, as in most ids, is one; elsewhere it is emphasis.
export const escapeInline = (text: string): string =>
  text.replace(/[\\`*[\]<>#|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');
const escapeHtml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
