/**
 * What an agent had said in a run before it was cut off, from the run's journal: WebUI mirrors there what it sent to the
 * browser, one event a line. Reasoning was never part of the answer; tools part it in messages.
 */
import { parseLenientJson } from '../jsonPrefix';
import { isRecord, textOf, type JsonRecord } from '../jsonValue';
import { parseStoredTime } from '../storedTime';

export interface AnswerPart {
  readonly text: string;
  /** When it began, milliseconds since 1970; null when the journal does not say. */
  readonly at: number | null;
}

/** In order. `journal` is the file's text; lines that are no event, and a torn last one, are passed over. */
export function answerInRun(journal: string): readonly AnswerPart[] {
  const parts: AnswerPart[] = [];
  let said = '';
  let saidAt: number | null = null;
  const close = (): void => {
    if (said.trim() !== '') parts.push({ text: said, at: saidAt });
    said = '';
    saidAt = null;
  };
  // Only the newline ends a line: U+2028 and its like are part of what people write.
  for (const line of journal.split('\n')) {
    const json = line === '' ? null : parseLenientJson(line);
    if (json?.ending !== 'whole' || !isRecord(json.value)) continue;
    const event = json.value;
    const name = textOf(event.event) || textOf(event.type);
    const payload: JsonRecord = isRecord(event.payload) ? event.payload : {};
    // What was said at once may have been streamed before, word by word.
    const isWhole = name === 'interim_assistant' && payload.already_streamed !== true;
    if (isWhole || name === 'tool') close();
    if (isWhole || name === 'token') {
      saidAt ??= parseStoredTime(event.created_at);
      said += textOf(payload.text);
    }
    if (isWhole) close();
  }
  close();
  return parts;
}
