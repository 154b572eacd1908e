/** Leaves out of messages what was not asked for. */
import type { Message } from '../message';
import { EXPORT_WORDS } from '../words/export';
import { say } from '../words/say';
import type { ExportParts } from './exportRequest';

/** The message without the parts that were not chosen; null when nothing of it is left. */
export function chosenParts(message: Message, parts: ExportParts): Message | null {
  if (message.role === 'system' && parts.systemPrompt === 'none') return null;
  if (message.role === 'tool' && !parts.tools) return null;
  const chosen: Message = {
    ...message,
    ...(!parts.tools && { toolCalls: [], toolCallsBroken: false }),
    ...(!parts.reasoning && { reasoning: null }),
  };
  // An answer that was nothing but a call or a thought would be a heading without words.
  const hadMore = message.toolCalls.length > chosen.toolCalls.length || message.reasoning !== chosen.reasoning;
  return hadMore && isSilent(chosen) ? null : chosen;
}

const isSilent = (message: Message): boolean =>
  message.toolCalls.length === 0 &&
  (message.reasoning ?? '').trim() === '' &&
  message.parts.every((part) => part.kind === 'text' && part.text.trim() === '');

/** The parts that are left out altogether. */
export const leftOutParts = (parts: ExportParts): ('tools' | 'reasoning' | 'systemPrompt')[] =>
  (['tools', 'reasoning', 'systemPrompt'] as const).filter((name) => parts[name] === false || parts[name] === 'none');

/** "Left out: reasoning, system prompts"; null when everything is in. */
export function leftOutWords(parts: ExportParts): string | null {
  const names = leftOutParts(parts);
  return names.length === 0
    ? null
    : say(EXPORT_WORDS, 'leftOut', { what: names.map((name) => EXPORT_WORDS[`part_${name}`]).join(', ') });
}
