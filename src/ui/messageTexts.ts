/** Texts of messages, whole: what the webview holds of them is cut to what a screen needs. */
import { WHOLE_TEXT_LIMIT, type TextSlot, type TranscriptMessage } from '../core/transcriptMessage';
import type { TranscriptTarget } from '../core/transcriptTarget';
import { withoutTerminalSequences } from '../core/visibleText';
import type { TranscriptSource } from './transcriptSource';

type Texts = Pick<TranscriptSource, 'text'>;

/** What was said in a message, part by part, but not its reasoning and calls. */
export async function readTexts(source: Texts, target: TranscriptTarget, message: TranscriptMessage): Promise<string> {
  const texts: string[] = [];
  for (const part of message.parts) if ('slot' in part) texts.push(await readText(source, target, message, part.slot));
  return texts.filter((text) => text !== '').join('\n\n');
}

/** One text; of what a tool answered without the sequences that are its colours. */
export async function readText(
  source: Texts,
  target: TranscriptTarget,
  message: TranscriptMessage,
  slot: TextSlot,
): Promise<string> {
  const text = await readPieces(source, target, message.id, slot);
  return message.role === 'tool' ? withoutTerminalSequences(text) : text;
}

/** One text as far as any reader gets it, fetched in pieces; '' when it is not there. */
async function readPieces(source: Texts, target: TranscriptTarget, messageId: string, slot: TextSlot): Promise<string> {
  const pieces: string[] = [];
  for (let from = 0; from < WHOLE_TEXT_LIMIT;) {
    const piece = await source.text(target, messageId, slot, from);
    if (piece === null || piece.text === '') break;
    pieces.push(piece.text);
    from += piece.text.length;
    if (from >= piece.chars) break;
  }
  return pieces.join('');
}
