/**
 * Fields that providers leave on an assistant message, under the same names in `state.db` columns (as JSON text) and in
 * files (as structures). Source: Hermes's `reasoning`, `reasoning_content`, `reasoning_details`,
 * `codex_reasoning_items`, `codex_message_items`.
 */
import { isRecord, textOf } from './jsonValue';
import { argumentsText } from './messageParts';
import type { ToolCall } from './message';

export interface ReasoningFields {
  readonly reasoning?: unknown;
  readonly reasoning_content?: unknown;
  readonly reasoning_details?: unknown;
  readonly codex_reasoning_items?: unknown;
}

/** The reasoning in words, from the first field that has any; null when none has (it may be encrypted). */
export function reasoningText(fields: ReasoningFields): string | null {
  for (const text of [fields.reasoning, fields.reasoning_content])
    if (typeof text === 'string' && text.trim() !== '') return text;
  return itemsText(fields.reasoning_details) ?? itemsText(fields.codex_reasoning_items);
}

/**
 * The words in `codex_message_items`. Some builds leave `content` empty and keep an answer's final text only there.
 */
export const codexMessageText = (items: unknown): string | null => itemsText(items);

/**
 * The calls in a `tool_calls` value: a list, or its JSON text. `broken` when it is neither, or an entry is not a call.
 */
export function parseToolCalls(value: unknown): { readonly calls: readonly ToolCall[]; readonly broken: boolean } {
  const list = structureOf(value);
  const isBlank = typeof list === 'string' && list.trim() === '';
  if (list === null || list === undefined || isBlank) return { calls: [], broken: false };
  if (!Array.isArray(list)) return { calls: [], broken: true };
  const calls = (list as unknown[]).flatMap((entry) => parseToolCall(entry) ?? []);
  return { calls, broken: calls.length !== list.length };
}

function parseToolCall(entry: unknown): ToolCall | null {
  if (!isRecord(entry)) return null;
  const called = isRecord(entry.function) ? entry.function : entry;
  const name = textOf(called.name);
  if (name === '') return null;
  // `id` is what the tool's answer names; `call_id` is the Responses API's own; `tid` is WebUI's.
  const id = textOf(entry.id) || textOf(entry.call_id) || textOf(entry.tid);
  return { id, name, argumentsText: argumentsText(called.arguments ?? called.input ?? called.args) };
}

function itemsText(value: unknown): string | null {
  const items = structureOf(value);
  const texts = (Array.isArray(items) ? (items as unknown[]) : [items]).flatMap(textsOfItem);
  return texts.length === 0 ? null : texts.join('\n\n');
}

/** `{text}`, `{summary: text | [{text}]}` or `{content: text | [{text}]}`: the shapes of all providers' items. */
function textsOfItem(item: unknown): string[] {
  if (!isRecord(item)) return [];
  const texts: string[] = [];
  for (const field of [item.text, item.thinking, item.summary, item.content]) {
    for (const piece of Array.isArray(field) ? (field as unknown[]) : [field]) {
      const text = isRecord(piece) ? piece.text : piece;
      if (typeof text === 'string' && text.trim() !== '') texts.push(text);
    }
  }
  return texts;
}

/** A structure that may be stored as JSON text; text that is not JSON stays text. */
function structureOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
