/** Messages as JSON texts, with what tells them apart. */
import { parseFileMessage } from '../fileMessage';
import { parseLenientJson } from '../jsonPrefix';
import { isRecord, textOf } from '../jsonValue';
import { identityText } from '../recovery/fingerprint';
import type { MessagePrint } from '../recovery/snapshot';
import { membersOf } from './jsonSpans';
import { jsonObject } from './jsonLayout';

export interface MessageText {
  readonly text: string;
  readonly role: string;
  /** Null for what takes no part in comparisons. Its key is not digested. */
  readonly print: MessagePrint | null;
  /** The call that a tool's answer is for; '' otherwise. */
  readonly toolCallId: string;
}

export function readMessageText(text: string): MessageText {
  const value = parseLenientJson(text)?.value;
  const message = parseFileMessage(value, '', 0);
  const key = message === null ? null : identityText(message);
  const role = message?.role ?? '';
  return {
    text,
    role,
    print:
      message === null || key === null
        ? null
        : {
            role: role === 'user' ? 'user' : 'assistant',
            key,
            at: message.at,
            isRecovered: isRecord(value) && value._recovered === true,
          },
    toolCallId: role === 'tool' && isRecord(value) ? textOf(value.tool_call_id) || textOf(value.tool_use_id) : '',
  };
}

/** What a model may see of a message: neither reasoning nor WebUI's own marks; null for a note of WebUI's. */
export function contextText({ text, role }: MessageText): string | null {
  const members = membersOf(text);
  if (role === '' || members.some(({ key }) => key === '_error' || key === 'display_kind')) return null;
  const isOwn = (key: string): boolean =>
    (key.startsWith('_') && key !== '_recovered') || key.startsWith('reasoning') || key.startsWith('codex_');
  return jsonObject(
    members.filter(({ key }) => !isOwn(key)).map(({ key, start, end }) => [key, text.slice(start, end)]),
  );
}
