/** One message as a document has it, for the clipboard. */
import type { Message } from '../message';
import { WHOLE_TEXT_LIMIT } from '../transcriptMessage';
import { cutText } from '../visibleText';
import { say } from '../words/say';
import { TRANSCRIPT_WORDS } from '../words/transcript';
import { piecesOf } from './messagePieces';
import { renderMarkdownMessage } from './renderMarkdown';
import { renderTextMessage } from './renderText';

export type WrittenForm = 'text' | 'markdown';

/** Ends with an empty line, so that messages follow each other. Cut where no reader is shown more, and says so. */
export function writeMessage(message: Message, form: WrittenForm): string {
  const pieces = piecesOf(message);
  const whole = form === 'text' ? renderTextMessage(pieces) : renderMarkdownMessage(pieces);
  if (whole.length <= WHOLE_TEXT_LIMIT) return whole;
  const text = cutText(whole, WHOLE_TEXT_LIMIT);
  return `${text}\n${say(TRANSCRIPT_WORDS, 'copyCut', { count: whole.length - text.length })}\n\n`;
}
