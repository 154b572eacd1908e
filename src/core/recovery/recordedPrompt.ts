/** Whether a prompt that waits, or is in a journal, is a message already. */
import type { MessagePrint } from './snapshot';

/** A message is stamped when it is saved: a moment before its prompt at most, if the clocks differ. */
const EARLIER_MS = 2000;

/**
 * Where the prompt is: a message of the same words that is not from before it was sent. One without a time proves
 * nothing, because prompts repeat ("yes", "go on"), unless it is the very last message, or the last prompt of a
 * transcript that was written for this conversation anew (`isAgents`; the agent stamps no messages).
 */
function messageOf(prints: readonly MessagePrint[], prompt: MessagePrint, isAgents: boolean): number {
  const last = prints.length - 1;
  if (prints[last]?.key === prompt.key) return last;
  const lastPrompt = prints.findLastIndex(({ role }) => role === 'user');
  return prints.findLastIndex(({ key, at }, index) => {
    if (key !== prompt.key) return false;
    if (at === null || prompt.at === null) return isAgents && index === lastPrompt;
    return at >= prompt.at - EARLIER_MS;
  });
}

export const hasPrompt = (prints: readonly MessagePrint[], prompt: MessagePrint, isAgents = false): boolean =>
  messageOf(prints, prompt, isAgents) !== -1;

/** True when something was said after the prompt, which is there. */
export const isAnswered = (prints: readonly MessagePrint[], prompt: MessagePrint, isAgents = false): boolean =>
  messageOf(prints, prompt, isAgents) < prints.length - 1;
