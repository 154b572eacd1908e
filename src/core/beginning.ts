/** How messages begin: what a reader who goes through thousands of them can be shown of one before it is there. */
import type { Message } from './message';
import { seenText } from './seenText';
import { splitPictures } from './textPictures';
import { cutText, oneLine } from './visibleText';

export interface Beginning {
  /** Who speaks; `other` is whatever is neither said nor asked of a tool. */
  readonly by: 'you' | 'hermes' | 'tool' | 'other';
  /** Its first words in one line; may be empty. */
  readonly text: string;
}

const LONGEST = 100;
/** Of Markdown so much is read for a line. */
const READ = LONGEST * 5;
const LEADING_MARKS = /^(?:\s*(?:#{1,6}|>|[-*+]|`{3,}\w*)\s)+/gm;

/** Of a tool's answer `asked` is what was asked of it, '' when that is not known. Null for a message that shows nothing of its own. */
export function beginningOf(message: Message, asked: string): Beginning | null {
  const { role, reasoning, parts, toolCalls, toolName } = message;
  if (message.isCompactionSummary || message.displayKind !== null) return { by: 'other', text: words(message) };
  switch (role) {
    case 'user':
      return { by: 'you', text: words(message) };
    case 'assistant': {
      const text = words(message) || (reasoning === null ? '' : lineOf(reasoning));
      // Calls are shown with their answers.
      return text === '' && parts.every(({ kind }) => kind === 'text') && toolCalls.length > 0 ? null : { by: 'hermes', text };
    }
    case 'tool':
      return { by: 'tool', text: oneLine([toolName ?? '', asked === toolName ? '' : asked].filter((each) => each !== '').join(' · '), LONGEST) };
    default:
      return { by: 'other', text: words(message) };
  }
}

/** The first line of what it says, without pictures that stand in the text as data. */
function words({ parts }: Message): string {
  for (const part of parts) {
    if (part.kind !== 'text') continue;
    for (const piece of splitPictures(part.text)) {
      const line = piece.kind === 'text' ? lineOf(piece.text) : '';
      if (line !== '') return line;
    }
  }
  return '';
}

const lineOf = (text: string): string => oneLine(seenText(cutText(text.trimStart(), READ)).replace(LEADING_MARKS, ''), LONGEST);
