/** What a reader wants to see of a conversation, and which of its messages that leaves. */
import type { Message } from './message';
import type { MessageTraits, TraitsOf } from './messageTraits';

export const FILTER_KINDS = ['prompts', 'answers', 'tools', 'reasoning', 'notes'] as const;
export type FilterKind = (typeof FILTER_KINDS)[number];

/**
 * Kinds add up; without any it is all of them. `tools` names the only tools that are shown, and asks for tools itself. `errors` leaves
 * of tools and answers only what failed, and asks for both where neither is asked for; what Hermes WebUI notes in the place of an
 * answer that failed counts as that answer.
 */
export interface MessageFilter {
  readonly kinds: readonly FilterKind[];
  readonly tools: readonly string[];
  readonly errors: boolean;
}

/** Names longer than this, and more of them, are no filter of ours. */
const LONGEST_NAME = 500;
const MOST_TOOLS = 100;

/** The filter somebody chose; null for one that leaves everything, and for anything else. */
export function parseFilter(value: unknown): MessageFilter | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kinds, tools, errors } = value as Record<string, unknown>;
  if (!Array.isArray(kinds) || !Array.isArray(tools) || typeof errors !== 'boolean') return null;
  const known = FILTER_KINDS.filter((kind) => kinds.includes(kind));
  const names = tools.filter((name): name is string => typeof name === 'string' && name.length <= LONGEST_NAME);
  if (known.length !== kinds.length || names.length !== tools.length || names.length > MOST_TOOLS) return null;
  return known.length + names.length === 0 && !errors ? null : { kinds: known, tools: names, errors };
}

/** The kinds a filter shows something of. */
export function kindsOf({ kinds, tools, errors }: MessageFilter): ReadonlySet<FilterKind> {
  const shown = new Set(kinds);
  if (tools.length > 0) shown.add('tools');
  if (errors && !shown.has('tools') && !shown.has('answers')) shown.add('tools').add('answers');
  return shown.size === 0 ? new Set(FILTER_KINDS) : shown;
}

/** What is left of one message. */
interface Left {
  readonly words: boolean;
  readonly reasoning: boolean;
  /** The calls that are shown, by their number in the message. */
  readonly calls: ReadonlySet<number>;
}

/** What a filter leaves of a conversation. Messages go by their place in the whole one. */
export interface Filtered {
  /** In order. Some only hold a call whose answer is shown; they are read, but have nothing to show themselves. */
  readonly places: readonly number[];
  /** How many have something to show, and how many messages there are. */
  readonly shown: number;
  readonly total: number;
  /** Which of `places`, by position, has something to show and stands at or after a place; else the last one. -1 for none. */
  readonly near: (place: number) => number;
  /** What is left of the message at a place. */
  readonly strip: (message: Message, place: number) => Message;
}

export function filtered(traits: MessageTraits, filter: MessageFilter): Filtered {
  const kinds = kindsOf(filter);
  const isWanted = (name: string): boolean => filter.tools.length === 0 || filter.tools.includes(name);
  const left = new Map<number, Left>();
  const places: number[] = [];
  const positions: number[] = [];
  for (let place = 0; place < traits.count; place += 1) {
    const here = traits.at(place);
    const rest = leftOf(here, kinds, filter.errors, isWanted, traits);
    if (rest === null) continue;
    if (here.role === 'assistant') left.set(place, rest);
    const isOpen = [...rest.calls].some((call) => here.calls[call]!.answer === null);
    if (rest.words || rest.reasoning || isOpen) positions.push(places.length);
    places.push(place);
  }
  return {
    places,
    shown: positions.length,
    total: traits.count,
    near: (place) => positions.find((position) => places[position]! >= place) ?? positions.at(-1) ?? -1,
    strip: (message, place) => stripped(message, left.get(place)),
  };
}

/** Null for a message that is not read at all. */
function leftOf(
  here: TraitsOf,
  kinds: ReadonlySet<FilterKind>,
  errors: boolean,
  isWanted: (name: string) => boolean,
  traits: MessageTraits,
): Left | null {
  const whole: Left = { words: true, reasoning: true, calls: new Set() };
  switch (here.role) {
    case 'prompt':
      return kinds.has('prompts') ? whole : null;
    case 'note':
      return kinds.has('notes') || (errors && here.isError && kinds.has('answers')) ? whole : null;
    case 'tool':
      return kinds.has('tools') && isWanted(here.tool) && (!errors || here.isError) ? whole : null;
    case 'assistant': {
      const words = kinds.has('answers') && here.hasWords && (!errors || here.isError);
      const reasoning = kinds.has('reasoning') && here.hasReasoning;
      const fits = ({ name, answer }: TraitsOf['calls'][number]): boolean =>
        kinds.has('tools') && isWanted(name) && (!errors || (answer !== null && traits.at(answer).isError));
      const calls = new Set(here.calls.flatMap((call, i) => (fits(call) ? [i] : [])));
      return words || reasoning || calls.size > 0 ? { words, reasoning, calls } : null;
    }
  }
}

function stripped(message: Message, left: Left | undefined): Message {
  if (left === undefined) return message;
  return {
    ...message,
    ...(!left.words && { parts: [], finishReason: null, toolCallsBroken: false, hadInvalidUtf8: false }),
    ...(!left.reasoning && { reasoning: null }),
    toolCalls: message.toolCalls.filter((_, i) => left.calls.has(i)),
  };
}
