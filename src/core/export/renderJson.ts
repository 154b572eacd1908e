/**
 * A conversation as one JSON object: what `list --json` says of it, then its messages, one a line. It is put together
 * from pieces, so that no string ever holds the whole.
 */
import { jsonText } from '../jsonText';
import { leftOutParts } from './chosenParts';
import type { ExportDocument, ExportSegment } from './exportDocument';
import { toMessageJson } from './messageJson';

export function* renderJson(document: ExportDocument): Generator<string> {
  const { record, segments, parts, filtered } = document;
  const [only, ...others] = segments;
  const isOne = others.length === 0;
  const leftOut = leftOutParts(parts).map((name) => (name === 'systemPrompt' ? 'system_prompt' : name));
  const before = {
    ...record,
    ...(isOne
      ? { id: only?.id, messages_from: only?.place }
      : { segments: segments.map(({ id, place }) => ({ id, messages_from: place })) }),
    ...(leftOut.length > 0 && { left_out: leftOut }),
    ...(filtered !== null && { filtered: { ...filtered.filter, shown: filtered.shown, of: filtered.total } }),
    ...promptsOf(segments, isOne),
  };
  yield `${jsonText(before).slice(0, -'}'.length)},"messages":[`;
  let separator = '\n';
  for (const segment of segments) {
    for (const message of segment.messages) {
      // Ids of messages are unique in their session only.
      const json = isOne ? toMessageJson(message) : { session_id: segment.id, ...toMessageJson(message) };
      yield `${separator}${jsonText(json)}`;
      separator = ',\n';
    }
  }
  yield '\n]';
  if (document.redacted !== null) yield `,"redacted":${jsonText(document.redacted())}`;
  yield '}\n';
}

function promptsOf(segments: readonly ExportSegment[], isOne: boolean): Record<string, unknown> {
  const prompts = segments.flatMap(({ id, systemPrompt }) =>
    systemPrompt === null ? [] : [{ id, text: systemPrompt.text }],
  );
  if (prompts.length === 0) return {};
  return isOne
    ? { system_prompt: prompts[0]?.text }
    : { system_prompts: Object.fromEntries(prompts.map(({ id, text }) => [id, text])) };
}
