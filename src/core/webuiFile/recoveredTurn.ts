/** A prompt that was lost as the message it would have become, and WebUI's note that it got no answer. */
import { parseStoredTime } from '../storedTime';
import { INTERRUPTED_NOTE } from '../words/webuiNotes';
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

/**
 * WebUI's own fields of August 2026. It names a cause where it knows one; from outside none is known.
 *
 * @param at seconds
 */
export const interruptedNote = (at: number): string =>
  jsonObject([
    ['role', '"assistant"'],
    ['content', jsonString(INTERRUPTED_NOTE)],
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
