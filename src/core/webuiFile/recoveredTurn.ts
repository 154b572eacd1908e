/** A prompt that was lost as the message it would have become, and WebUI's note that it got no answer. */
import { parseStoredTime } from '../storedTime';
import { INTERRUPTED_ANSWER_NOTE, INTERRUPTED_NOTE } from '../words/webuiNotes';
import type { AnswerPart } from '../recovery/runAnswer';
import { jsonObject, jsonString } from './jsonLayout';

/** JSON texts of the fields that a pending prompt, or a journal's event, has; null for what it has not. */
export interface LostPrompt {
  readonly content: string | null;
  readonly attachments: string | null;
  readonly startedAt: string | null;
  /** Who asked, where that was not WebUI. */
  readonly source: string | null;
}

/** @param at seconds; counts where the prompt has no time of its own */
export function recoveredTurn({ content, attachments, startedAt, source }: LostPrompt, at: number): string {
  const startedMs = startedAt === null ? null : parseStoredTime(valueOf(startedAt));
  const origin = source === null ? null : valueOf(source);
  return jsonObject([
    ['role', '"user"'],
    ['content', content === null || content === 'null' ? '""' : content],
    ['timestamp', String(startedMs === null ? at : Math.floor(startedMs / 1000))],
    ['_recovered', 'true'],
    ...(typeof origin === 'string' && origin !== '' && origin !== 'webui'
      ? [['_source', jsonString(origin)] as const]
      : []),
    ...(attachments !== null && /^\[\s*[^\s\]]/.test(attachments) ? [['attachments', attachments] as const] : []),
  ]);
}

/** A message of an answer that was cut off, with WebUI's own fields. @param at seconds; counts where the part has no time */
export const recoveredAnswer = (
  part: AnswerPart,
  { at, streamId }: { readonly at: number; readonly streamId: string },
): string =>
  jsonObject([
    ['role', '"assistant"'],
    ['content', jsonString(part.text)],
    ['timestamp', String(part.at === null ? at : Math.floor(part.at / 1000))],
    ['_recovered_from_run_journal', 'true'],
    ['_recovered_stream_id', jsonString(streamId)],
  ]);

/**
 * WebUI's own fields of August 2026. It names a cause where it knows one; from outside none is known.
 *
 * @param at seconds
 * @param isAnswered the beginning of an answer came back before it
 */
export const interruptedNote = (at: number, isAnswered = false): string =>
  jsonObject([
    ['role', '"assistant"'],
    ['content', jsonString(isAnswered ? INTERRUPTED_ANSWER_NOTE : INTERRUPTED_NOTE)],
    ['timestamp', String(at)],
    ['_error', 'true'],
    ['type', '"interrupted"'],
    ['interruption_cause', '"unknown"'],
  ]);

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}
