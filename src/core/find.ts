/** Finding in a transcript: what is asked, what is searched, what is found. */
import type { Message } from './message';
import { allTexts, type TextSlot } from './transcriptMessage';
import { cutText } from './visibleText';

export const FIND_SCOPES = ['all', 'prompts', 'answers', 'tools', 'errors'] as const;
export type FindScope = (typeof FIND_SCOPES)[number];

export interface FindQuery {
  readonly text: string;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
  readonly isRegex: boolean;
  readonly scope: FindScope;
}

/** What one text of a message holds of what was looked for. */
export interface FindHit {
  /** Position of the message in the conversation. */
  readonly index: number;
  readonly slot: TextSlot;
  readonly count: number;
  /** The different forms that matched, as they stand there: what is to be shown is looked for by these, never by the pattern. */
  readonly words: readonly string[];
}

/**
 * Texts of neighbouring messages, made for a thread that searches them: one long string, and for each text the index of its message,
 * its slot, what it belongs to (`scopeBit`s) and where it ends.
 */
export interface FindPage {
  /** Of the store, taken before it was read: as long as it is the same, so are these texts. */
  readonly token: string;
  /** Messages `from` .. `next - 1`; equal when there are no more. */
  readonly from: number;
  readonly next: number;
  readonly text: string;
  readonly indexes: readonly number[];
  readonly slots: readonly TextSlot[];
  readonly scopes: readonly number[];
  readonly ends: readonly number[];
}

/** Longer ones are refused at the door. */
export const LONGEST_QUERY = 1000;
/** Characters of one page of texts, and of one text that are searched. */
export const FIND_PAGE_CHARS = 1024 * 1024;
const LONGEST_TEXT = 5 * 1024 * 1024;
/** Different forms of a match that are told, and how long each may be. */
const MOST_WORDS = 20;
const LONGEST_WORD = 200;

const BITS: Readonly<Record<FindScope, number>> = { all: 0, prompts: 1, answers: 2, tools: 4, errors: 8 };

/** Reasons of an answer's end that are errors. */
export const ERROR_ENDINGS: ReadonlySet<string> = new Set(['error', 'agent_error', 'content_filter']);

/** A message made ready for searching. */
export interface FindTexts {
  readonly index: number;
  readonly scope: number;
  readonly texts: readonly { readonly slot: TextSlot; readonly text: string }[];
}

export function toFindTexts(message: Message, index: number): FindTexts {
  const { texts, failed } = allTexts(message);
  const isError = failed || ERROR_ENDINGS.has(message.finishReason ?? '');
  const by =
    message.role === 'user' ? BITS.prompts : message.role === 'assistant' ? BITS.answers : message.role === 'tool' ? BITS.tools : 0;
  return {
    index,
    scope: by | (isError ? BITS.errors : 0),
    texts: texts.map(({ slot, text }) => ({ slot, text: cutText(text, LONGEST_TEXT) })),
  };
}

export const findTextsChars = ({ texts }: FindTexts): number => texts.reduce((sum, { text }) => sum + text.length, 1);

export function toFindPage(token: string, from: number, read: readonly FindTexts[]): FindPage {
  const page = { indexes: [] as number[], slots: [] as TextSlot[], scopes: [] as number[], ends: [] as number[] };
  let text = '';
  for (const { index, scope, texts } of read) {
    for (const each of texts) {
      text += each.text;
      page.indexes.push(index);
      page.slots.push(each.slot);
      // What was asked of a tool belongs to the tools, whoever asked.
      page.scopes.push(each.slot.startsWith('call:') ? (scope & BITS.errors) | BITS.tools : scope);
      page.ends.push(text.length);
    }
  }
  return { token, from, next: from + read.length, text, ...page };
}

const SYNTAX = /[\\^$.*+?()[\]{}|/]/g;

/** The pattern of a question; null for a regular expression that is none. Only a thread that can be ended may run it. */
export function findPattern({ text, matchCase, wholeWord, isRegex }: FindQuery): RegExp | null {
  const words = isRegex ? text : text.replace(SYNTAX, '\\$&');
  const whole = wholeWord ? `(?<![\\p{L}\\p{N}_])(?:${words})(?![\\p{L}\\p{N}_])` : words;
  const flags = matchCase ? 'gmu' : 'gimu';
  try {
    return new RegExp(whole, flags);
  } catch {
    // What people write is often no Unicode pattern ("\-"); as an old one it is one.
    try {
      return isRegex && !wholeWord ? new RegExp(words, flags.replace('u', '')) : null;
    } catch {
      return null;
    }
  }
}

/** Hits of one page, in order. May not end: see `findPattern`. */
export function findInPage(page: FindPage, pattern: RegExp, scope: FindScope): FindHit[] {
  const bit = BITS[scope];
  const hits: FindHit[] = [];
  let start = 0;
  page.ends.forEach((end, i) => {
    const text = page.text.slice(start, end);
    start = end;
    if (bit !== 0 && (page.scopes[i]! & bit) === 0) return;
    const { count, words } = matchesIn(text, pattern);
    if (count > 0) hits.push({ index: page.indexes[i]!, slot: page.slots[i]!, count, words });
  });
  return hits;
}

function matchesIn(text: string, pattern: RegExp): { readonly count: number; readonly words: readonly string[] } {
  const words = new Set<string>();
  let count = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    // An empty match is nothing a reader could be shown.
    if (match[0] === '') {
      pattern.lastIndex += 1;
      continue;
    }
    count += 1;
    if (words.size < MOST_WORDS) words.add(cutText(match[0], LONGEST_WORD));
  }
  return { count, words: [...words] };
}
