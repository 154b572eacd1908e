/**
 * A conversation as Markdown that can be pasted into an issue: what was said stands open, reasoning and tool output are
 * folded.
 */
import { EXPORT_WORDS } from '../words/export';
import { say } from '../words/say';
import { redactedWords } from '../words/secretWords';
import { TRANSCRIPT_WORDS } from '../words/transcript';
import type { ExportDocument } from './exportDocument';
import { piecesOf, piecesOfPrompt, segmentWords, type MessagePieces, type Piece } from './messagePieces';
import type { SessionHead } from './sessionHead';
import { fenced, wholeMarkdown } from './wholeMarkdown';

export function* renderMarkdown(document: ExportDocument): Generator<string> {
  const { head, segments, locale } = document;
  yield renderMarkdownHead(head);
  for (const [i, segment] of segments.entries()) {
    if (segments.length > 1)
      yield `---\n\n*${escapeInline(segmentWords(segment, i + 1, segments.length, locale))}*\n\n`;
    if (segment.systemPrompt !== null) yield renderPrompt(piecesOfPrompt(segment.systemPrompt, locale));
    for (const message of segment.messages) yield renderMarkdownMessage(piecesOf(message));
  }
  if (document.redacted !== null) yield `---\n\n*${escapeInline(redactedWords(document.redacted(), locale))}*\n`;
}

export function renderMarkdownHead({ title, facts, notes }: SessionHead): string {
  const paragraphs = [`# ${escapeInline(title)}`, facts.map(escapeInline).join(' · '), ...notes.map(escapeInline)];
  return paragraphs.map((paragraph) => `${paragraph}\n\n`).join('');
}

/** Long and the same in every conversation: folded. */
const renderPrompt = ({ heading, pieces }: MessagePieces): string =>
  `${folded(heading, pieces.map(renderPiece).join('\n\n'))}\n\n`;

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
      return `*${escapeInline(say(EXPORT_WORDS, 'remark', { text: piece.text }))}*`;
  }
}

const folded = (summary: string, body: string): string =>
  `<details><summary>${escapeHtml(summary)}</summary>\n\n${body}\n\n</details>`;

// An underscore between letters, as in most ids, is one; elsewhere it is emphasis.
export const escapeInline = (text: string): string =>
  text.replace(/[\\`*[\]<>#|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');
const escapeHtml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
