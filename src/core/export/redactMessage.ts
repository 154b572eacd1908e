/** Messages and documents without their secrets. */
import type { Message, MessagePart } from '../message';
import type { ExportDocument } from './exportDocument';
import type { Redactor } from './redactor';

/**
 * Every text of a message, also names and ids: they are data. Ids that link a call to its answer are the same secret in
 * both places, if they are one, and so stay equal.
 */
export function redactMessage(message: Message, redactor: Redactor): Message {
  const text = (value: string): string => redactor.text(value);
  const orNull = (value: string | null): string | null => (value === null ? null : text(value));
  return {
    ...message,
    role: text(message.role),
    parts: message.parts.map((part) => redactPart(part, text)),
    toolCalls: message.toolCalls.map((call) => ({
      id: text(call.id),
      name: text(call.name),
      argumentsText: text(call.argumentsText),
    })),
    toolCallId: orNull(message.toolCallId),
    toolName: orNull(message.toolName),
    reasoning: orNull(message.reasoning),
    finishReason: orNull(message.finishReason),
    displayKind: orNull(message.displayKind),
  };
}

function redactPart(part: MessagePart, text: (value: string) => string): MessagePart {
  switch (part.kind) {
    case 'text':
      return { ...part, text: text(part.text) };
    case 'image':
      return { ...part, mediaType: text(part.mediaType), host: text(part.host) };
    case 'attachment':
      return { ...part, name: text(part.name), mediaType: text(part.mediaType) };
    case 'unknown':
      return { ...part, type: text(part.type), json: text(part.json) };
  }
}

/** The same document, redacted while it is read: its title and its facts now, its messages when they are walked. */
export function redactDocument(document: ExportDocument, redactor: Redactor): ExportDocument {
  const { head } = document;
  const text = (value: string): string => redactor.text(value);
  function* redacted(messages: Iterable<Message>): Generator<Message> {
    for (const message of messages) yield redactMessage(message, redactor);
  }
  const { parts, locale, record, filtered } = document;
  let redactedHead: ExportDocument['head'] | null = null;
  let redactedRecord: ExportDocument['record'] | null = null;
  return {
    parts,
    // Tools go by the names that the conversation gives them.
    filtered: filtered === null ? null : { ...filtered, filter: { ...filtered.filter, tools: filtered.filter.tools.map(text) } },
    locale,
    // Each once and only where it is used: what stands in no document is not counted.
    get head() {
      return (redactedHead ??= { title: redactor.title(head.title), facts: head.facts.map(text), notes: head.notes.map(text) });
    },
    get record() {
      return (redactedRecord ??= redactRecord(record, redactor));
    },
    segments: document.segments.map((segment) => ({
      ...segment,
      id: text(segment.id),
      systemPrompt: promptOf(segment.systemPrompt, text),
      messages: redacted(segment.messages),
    })),
    redacted: () => redactor.counts(),
  };
}

/** Title and preview stand in it. */
const redactRecord = (record: ExportDocument['record'], redactor: Redactor): ExportDocument['record'] =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      typeof value === 'string' ? redactor.title(value) : redactor.value(value),
    ]),
  );

/** The length changes with what was replaced; what was not read of the prompt stays not read. */
function promptOf(
  prompt: { readonly text: string; readonly chars: number } | null,
  text: (value: string) => string,
): { readonly text: string; readonly chars: number } | null {
  if (prompt === null) return null;
  const redacted = text(prompt.text);
  return { text: redacted, chars: redacted.length + prompt.chars - prompt.text.length };
}
