/** A message as exported JSON gives it, in Hermes's own names; from any store. */
import type { Message, MessagePart } from '../message';

export function toMessageJson(message: Message): Record<string, unknown> {
  return {
    id: message.id,
    role: message.role,
    content: contentOf(message.parts),
    timestamp: message.at === null ? null : message.at / 1000,
    ...(message.toolCalls.length > 0 && {
      tool_calls: message.toolCalls.map((call) => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: call.argumentsText },
      })),
    }),
    ...(message.toolCallId !== null && { tool_call_id: message.toolCallId }),
    ...(message.toolName !== null && { tool_name: message.toolName }),
    ...(message.reasoning !== null && { reasoning: message.reasoning }),
    ...(message.finishReason !== null && { finish_reason: message.finishReason }),
    ...(message.displayKind !== null && { display_kind: message.displayKind }),
    ...(message.state !== 'live' && { state: message.state }),
  };
}

/** One text stays text; anything else is a list of parts. Pictures are named, not repeated. */
function contentOf(parts: readonly MessagePart[]): unknown {
  const [only] = parts;
  if (only === undefined) return null;
  if (parts.length === 1 && only.kind === 'text') return only.text;
  return parts.map((part) => {
    switch (part.kind) {
      case 'text':
        return { type: 'text', text: part.text };
      case 'image':
        return { type: 'image', origin: part.origin, media_type: part.mediaType, host: part.host, bytes: part.bytes };
      case 'attachment':
        return { type: 'attachment', name: part.name, media_type: part.mediaType };
      case 'unknown':
        return { type: part.type, json: part.json };
    }
  });
}
