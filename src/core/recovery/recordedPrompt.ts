/** Whether a prompt that waits, or is in a journal, is a message already. */
import type { MessagePrint } from './snapshot';

/** A message is stamped when it is saved: a moment before its prompt at most, if the clocks differ. */
const EARLIER_MS = 2000;

/** The message that is this prompt: the same words, not from before it was sent; or the very last message. */
function messageOf(prints: readonly MessagePrint[], prompt: MessagePrint): number {
  const last = prints.length - 1;
  if (prints[last]?.key === prompt.key) return last;
  return prints.findLastIndex(
    ({ key, at }) => key === prompt.key && at !== null && prompt.at !== null && at >= prompt.at - EARLIER_MS,
  );
}

export const hasPrompt = (prints: readonly MessagePrint[], prompt: MessagePrint): boolean =>
  messageOf(prints, prompt) !== -1;

/** True when something was said after the prompt. */
export const isAnswered = (prints: readonly MessagePrint[], prompt: MessagePrint): boolean =>
  messageOf(prints, prompt) < prints.length - 1;
