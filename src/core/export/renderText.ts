/** A conversation as text, for a terminal or a file. */
import { EXPORT_WORDS } from '../words/export';
import { say } from '../words/say';
import { redactedWords } from '../words/secretWords';
import { TRANSCRIPT_WORDS } from '../words/transcript';
import type { ExportDocument } from './exportDocument';
import { piecesOf, piecesOfPrompt, segmentWords, type MessagePieces, type Piece } from './messagePieces';
import type { SessionHead } from './sessionHead';

export function* renderText(document: ExportDocument): Generator<string> {
  const { head, segments, locale } = document;
  yield renderTextHead(head);
  for (const [i, segment] of segments.entries()) {
    if (segments.length > 1) yield `═══ ${segmentWords(segment, i + 1, segments.length, locale)}\n\n`;
    if (segment.systemPrompt !== null) yield renderTextMessage(piecesOfPrompt(segment.systemPrompt, locale));
    for (const message of segment.messages) yield renderTextMessage(piecesOf(message));
  }
  if (document.redacted !== null) yield `${redactedWords(document.redacted(), locale)}\n`;
}

export const renderTextHead = (head: SessionHead): string =>
  `${[head.title, head.facts.join(' · '), ...head.notes].join('\n')}\n\n`;

export function renderTextMessage({ heading, time, pieces }: MessagePieces): string {
  const title = `── ${heading}${time === '' ? '' : ` · ${time}`}`;
  return `${[title, ...pieces.map(renderPiece)].join('\n')}\n\n`;
}

function renderPiece(piece: Piece): string {
  switch (piece.kind) {
    case 'prose':
    case 'data':
      return piece.text;
    case 'reasoning':
      return `${TRANSCRIPT_WORDS.reasoning}:\n${indented(piece.text)}`;
    case 'call':
      return renderCall(piece);
    case 'remark':
      return say(EXPORT_WORDS, 'remark', { text: piece.text });
  }
}

/** What the call is about beside its name, then all that this line does not say. */
function renderCall({ name, gist, rest, argumentsText }: Piece & { readonly kind: 'call' }): string {
  if (rest === null) return `→ ${name}\n${indented(argumentsText)}`.trimEnd();
  return [
    `→ ${name}  ${gist}`.trimEnd(),
    ...rest.map((argument) => indented(`${argument.name}: ${argument.value}`)),
  ].join('\n');
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');
