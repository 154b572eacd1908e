/** What filters ask of messages, for all of a conversation: small enough to be kept, and added to while it grows. */
import { ERROR_ENDINGS } from './find';
import type { Message } from './message';
import { plainText } from './messageParts';
import { readToolResult } from './toolResult';
import { isErrorNote } from './transcript';

export type TraitsOf =
  | { readonly role: 'prompt'; readonly isError: false; readonly calls: readonly CallTraits[] }
  /** An error is what Hermes WebUI notes where an answer did not come to its end (`_error`). */
  | { readonly role: 'note'; readonly isError: boolean; readonly calls: readonly CallTraits[] }
  /** A tool's answer; `tool` is the name of the call it belongs to, else its own. */
  | { readonly role: 'tool'; readonly tool: string; readonly isError: boolean; readonly calls: readonly CallTraits[] }
  | {
      readonly role: 'assistant';
      readonly hasWords: boolean;
      readonly hasReasoning: boolean;
      readonly isError: boolean;
      readonly calls: readonly CallTraits[];
    };

interface CallTraits {
  readonly name: string;
  /** The place of the message that answers it; null without one. */
  answer: number | null;
}

/** How many messages there are of each kind, how many calls of each tool, and how much failed. */
export interface FilterFacts {
  readonly prompts: number;
  readonly answers: number;
  /** Calls, and answers whose call is lost. */
  readonly tools: number;
  readonly reasoning: number;
  readonly notes: number;
  readonly errors: number;
  /** Tools by name, those with most calls first. */
  readonly names: readonly { readonly name: string; readonly count: number }[];
}

const NO_CALLS: readonly CallTraits[] = [];
const ENDINGS = new Set([...ERROR_ENDINGS, 'length']);
/** Names beyond these are not offered. */
const MOST_NAMES = 100;

export class MessageTraits {
  private readonly all: TraitsOf[] = [];
  /** Calls that wait for an answer, by the id that it will name. */
  private readonly open = new Map<string, CallTraits[]>();
  /** Each name once, however many calls bear it. */
  private readonly names = new Map<string, string>();

  get count(): number {
    return this.all.length;
  }

  at(place: number): TraitsOf {
    return this.all[place]!;
  }

  /** The message that follows those that are known. */
  add(message: Message): void {
    this.all.push(this.traitsOf(message));
  }

  facts(): FilterFacts {
    const names = new Map<string, number>();
    const facts = { prompts: 0, answers: 0, tools: 0, reasoning: 0, notes: 0, errors: 0 };
    const count = (name: string): void => void names.set(name, (names.get(name) ?? 0) + 1);
    const answered = new Set(this.all.flatMap(({ calls }) => calls.map(({ answer }) => answer)));
    this.all.forEach((each, place) => {
      if (each.role === 'prompt') facts.prompts += 1;
      if (each.role === 'note') facts.notes += 1;
      if (each.role === 'assistant' && each.hasWords) facts.answers += 1;
      if (each.role === 'assistant' && each.hasReasoning) facts.reasoning += 1;
      if (each.role === 'tool' && !answered.has(place)) count(each.tool);
      if (each.isError) facts.errors += 1;
      for (const { name } of each.calls) count(name);
    });
    const known = [...names].map(([name, calls]) => ({ name, count: calls }));
    return {
      ...facts,
      tools: known.reduce((sum, each) => sum + each.count, 0),
      names: known.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, MOST_NAMES),
    };
  }

  private traitsOf(message: Message): TraitsOf {
    if (message.isCompactionSummary || message.displayKind !== null) return { role: 'note', isError: isErrorNote(message), calls: NO_CALLS };
    switch (message.role) {
      case 'user':
        return { role: 'prompt', isError: false, calls: NO_CALLS };
      case 'tool': {
        const tool = this.answer(message) ?? this.once(message.toolName ?? '');
        return { role: 'tool', tool, isError: readToolResult(plainText(message.parts)).failed, calls: NO_CALLS };
      }
      case 'assistant':
        return {
          role: 'assistant',
          hasWords:
            message.toolCallsBroken ||
            ENDINGS.has(message.finishReason ?? '') ||
            message.parts.some((part) => part.kind !== 'text' || part.text.trim() !== ''),
          hasReasoning: message.reasoning !== null && message.reasoning.trim() !== '',
          isError: ERROR_ENDINGS.has(message.finishReason ?? ''),
          calls: message.toolCalls.map(({ id, name }) => this.ask(id, name)),
        };
      default:
        return { role: 'note', isError: false, calls: NO_CALLS };
    }
  }

  private ask(id: string, name: string): CallTraits {
    const call: CallTraits = { name: this.once(name), answer: null };
    const same = this.open.get(id);
    if (same === undefined) this.open.set(id, [call]);
    else same.push(call);
    return call;
  }

  /** Belongs to the newest open call of its id, or to the one that bears its name (as `core/transcript` pairs them). */
  private answer({ toolCallId, toolName }: Message): string | null {
    const same = toolCallId === null ? undefined : this.open.get(toolCallId);
    if (toolCallId === null || same === undefined) return null;
    const [call] = same.splice(same.map(({ name }) => name).lastIndexOf(toolName ?? ''), 1);
    if (same.length === 0) this.open.delete(toolCallId);
    if (call === undefined) return null;
    call.answer = this.all.length;
    return call.name;
  }

  private once(name: string): string {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    this.names.set(name, name);
    return name;
  }
}
