/** The first words of single messages of a conversation file, for a person. */
import { parseFileMessage } from '../../core/fileMessage';
import { parseLenientJson } from '../../core/jsonPrefix';
import { isRecord } from '../../core/jsonValue';
import { contentPreview, plainText } from '../../core/messageParts';
import type { ReadFiles } from '../files';
import { readStable } from '../stableFile';
import { decodeUtf8 } from '../utf8Text';
import { LARGEST_BYTES } from './largestFile';

/** `places` are indexes into `messages`. Empty when the file cannot be read any more. */
export function messagePreviews(path: string, places: readonly number[], files: ReadFiles): string[] {
  const reading = readStable(files, path, (file) =>
    file.sizeBytes > LARGEST_BYTES ? null : decodeUtf8(file.bytes(0, file.sizeBytes)).text,
  );
  const json = reading.kind === 'read' && reading.value !== null ? parseLenientJson(reading.value) : null;
  if (json === null || !isRecord(json.value) || !Array.isArray(json.value.messages)) return [];
  const messages = json.value.messages as readonly unknown[];
  return places.flatMap((place) => {
    const message = parseFileMessage(messages[place], '', place);
    return message === null ? [] : [contentPreview(plainText(message.parts))];
  });
}
