/** A conversation file whose metadata are kept around messages from elsewhere. */
import { parseLenientJson } from '../jsonPrefix';
import type { Frame } from '../recovery/content';
import { salvagedText } from './conversationText';
import type { Material } from './material';

/** A file that is whole but for some bytes that are no UTF-8 keeps everything. */
export const wholeOrSalvaged = (text: string, count: number): string | null =>
  parseLenientJson(text)?.ending === 'whole' ? text : salvagedText(text, count);

/** Null for no frame; undefined when the material is not what the frame says. */
export function frameText(frame: Frame | null, { files }: Material): string | null | undefined {
  if (frame === null) return null;
  const text = files.get(frame.file);
  if (text === undefined) return undefined;
  return frame.isTorn ? (wholeOrSalvaged(text, 0) ?? undefined) : text;
}
