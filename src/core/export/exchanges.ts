/** Calls beside their results: the answers that follow a message belong to it until anybody else speaks. */
import type { Message, ToolCall } from '../message';

export interface Exchange {
  readonly message: Message;
  /** The message's calls, each with the answer to it; null when none is stored. */
  readonly calls: readonly { readonly call: ToolCall; readonly result: Message | null }[];
}

/** Holds no more than one message with its answers at a time. Answers without a call are exchanges of their own. */
export function* exchangesOf(messages: Iterable<Message>): Generator<Exchange> {
  let asking: Message | null = null;
  let results = new Map<ToolCall, Message>();
  let strays: Message[] = [];
  const flush = function* (): Generator<Exchange> {
    if (asking !== null) {
      const answered = results;
      yield { message: asking, calls: asking.toolCalls.map((call) => ({ call, result: answered.get(call) ?? null })) };
    }
    for (const message of strays) yield { message, calls: [] };
    asking = null;
    results = new Map();
    strays = [];
  };
  for (const message of messages) {
    if (message.role !== 'tool') {
      yield* flush();
      asking = message;
      continue;
    }
    const question = questionOf(message, asking, results);
    if (question === null) strays.push(message);
    else results.set(question, message);
  }
  yield* flush();
}

/** The open call an answer names; of two with one id the one that bears the tool's name, else the last. */
function questionOf(answer: Message, asking: Message | null, answered: ReadonlyMap<ToolCall, Message>): ToolCall | null {
  const open = asking?.toolCalls.filter((call) => call.id === answer.toolCallId && !answered.has(call)) ?? [];
  return open.findLast((call) => call.name === answer.toolName) ?? open.at(-1) ?? null;
}
