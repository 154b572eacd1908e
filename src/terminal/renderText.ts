/** A session as text for a terminal. */
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import type { MessagePieces, Piece } from './messagePieces';
import type { SessionHead } from './sessionHead';

export const renderTextHead = (head: SessionHead): string =>
  `${[head.title, head.facts.join(' · '), ...head.chain].join('\n')}\n\n`;

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
      return say(TERMINAL_WORDS, 'remark', { text: piece.text });
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
