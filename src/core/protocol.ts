/**
 * Messages between the extension host and the transcript's webview. Host messages are complete statements; the webview
 * names messages, texts and links by id and number, never by path or address. Everything inbound is `unknown` until
 * `parseInbound`. A panel shows one session for its whole life, so no message names it.
 */
import { FIND_SCOPES, LONGEST_QUERY, type FindHit, type FindQuery } from './find';
import type { Kin } from './kin';
import type { Block } from './markdownTree';
import { parseFilter, type MessageFilter } from './messageFilter';
import type { FilterFacts } from './messageTraits';
import type { OutlinePage } from './outline';
import type { PictureHeader } from './pictureHeader';
import type { SlotText, TextSlot, TranscriptMessage } from './transcriptMessage';
import { parseCopySource, type CopySource } from './transcriptTarget';

/** What the transcript's header says. All strings are untrusted data of the store. */
export interface TranscriptHeader {
  readonly title: string;
  readonly source: string;
  readonly sourceLabel: string;
  readonly model: string | null;
  /** First and last activity, milliseconds since 1970. */
  readonly startedAt: number | null;
  readonly lastActiveAt: number | null;
  /** Messages that the reader can go through, counted, never taken from a cached number: what the filter leaves, where there is one. */
  readonly messageCount: number;
  /** What is filtered, how many messages that shows, and how many there are; null without a filter. */
  readonly filtered: { readonly filter: MessageFilter; readonly shown: number; readonly total: number } | null;
  /** Rows Hermes hides after an undo; they are not shown and this says so. */
  readonly undoneCount: number;
  readonly costUsd: number | null;
  /** Where the shown copy lives, in words: "state.db", "conversation file", … */
  readonly storeLabel: string;
  /** Segments of the conversation that are shown, one after the other. `copies` are those of the newest one. */
  readonly segments: number;
  /** Older segments of the same conversation that this panel does not show. */
  readonly earlierSegments: number;
  /** Undone messages stand in their places. */
  readonly showsUndone: boolean;
  /** The copies of the session, once they are counted; fewer than two where there is nothing to choose. */
  readonly copies: readonly HeaderCopy[];
  /** What another copy has more, in words; `copy` is its number in `copies`. */
  readonly offer: { readonly text: string; readonly copy: number } | null;
  /** The system prompt the session started with, where the store keeps one beside the messages; cut by the reader. */
  readonly systemPrompt: { readonly text: string; readonly chars: number } | null;
}

/** One copy of the session. All but the words are counted. */
export interface HeaderCopy {
  readonly label: string;
  readonly messageCount: number;
  readonly isShown: boolean;
  /** What is to be said of it, in a sentence; may be empty. */
  readonly note: string;
}

/** A message with its Markdown parsed: `markdown[slot]` stands for every text that is shown as Markdown. */
export interface ShownMessage extends TranscriptMessage {
  readonly markdown: Readonly<Partial<Record<TextSlot, readonly Block[]>>>;
}

/** Where a reader was: the first visible message and how many pixels of it were above the edge. */
export interface Place {
  readonly messageId: string;
  readonly offset: number;
}

/** What a person chose to see instead of what is shown by default. */
export interface Choice {
  /** Null: whichever copy is shown by default. */
  readonly copy: CopySource | null;
  readonly withUndone: boolean;
  /** Only what this leaves; everything without one. */
  readonly filter?: MessageFilter;
}

export type HostToWebview =
  /**
   * To be answered at once. VS Code holds messages back until a page stands and has been given the focus, so the answer
   * tells that both are over.
   */
  | { readonly type: 'ping' }
  /**
   * The whole state of the panel: replaces everything. `messages` are neighbours, in order; `place` is where to stand,
   * null is the end.
   */
  | {
      readonly type: 'transcript';
      readonly header: TranscriptHeader;
      readonly messages: readonly ShownMessage[];
      readonly place: Place | null;
      readonly locale: string;
      /** What a person chose to see; to be kept, and said with the next `ready`. */
      readonly choice: Choice | null;
    }
  /** The messages asked for with `page`, as many as fit, next to the asked-for edge. */
  | { readonly type: 'page'; readonly edge: PageEdge; readonly messages: readonly ShownMessage[] }
  /** The messages asked for with `around`, as many as fit around its `index`; empty when there is none. */
  | { readonly type: 'around'; readonly index: number; readonly messages: readonly ShownMessage[] }
  /** What stands at the end now: replaces every message at and after the first of `messages`. */
  | { readonly type: 'tail'; readonly header: TranscriptHeader; readonly messages: readonly ShownMessage[] }
  /** A piece of one text after `showMore`. An empty piece means that no more is shown. */
  | { readonly type: 'more'; readonly messageId: string; readonly from: number; readonly piece: SlotText }
  /**
   * More of what the question `id` found, in order; it has an end with `isLast`. `problem` says why it ended early: the pattern took
   * too long, is no regular expression, there are too many matches, or the texts cannot be read.
   */
  | {
      readonly type: 'found';
      readonly id: number;
      readonly hits: readonly FindHit[];
      readonly isLast: boolean;
      readonly problem: FindProblem | null;
    }
  /** The next page of the outline after `outline`; without messages (`next === from`) it is all there is. */
  | ({ readonly type: 'outline' } & OutlinePage)
  /** What there is to filter, after `filterFacts`. */
  | { readonly type: 'filterFacts'; readonly facts: FilterFacts }
  /** Stand at this message: the reader chose it in the editor's own list, or by its number. */
  | { readonly type: 'goTo'; readonly index: number }
  /** A line above the text: the state shown is not the newest, or cannot be read any more. Null removes it. */
  | { readonly type: 'notice'; readonly text: string | null }
  /** The picture that was asked for; null when it is not shown. */
  | { readonly type: 'picture'; readonly messageId: string; readonly part: number; readonly picture: ShownPicture | null }
  /** What hangs on the conversation, all of it; a number in the list says which. */
  | { readonly type: 'kin'; readonly kin: readonly Kin[] }
  /** Paths in texts that were asked for with `paths`. */
  | { readonly type: 'paths'; readonly texts: readonly PathText[] }
  /** What was told of paths may be other now: ask again. */
  | { readonly type: 'pathsChanged' }
  /** Say where the reader is now, with `place`. */
  | { readonly type: 'tellPlace' }
  /** Copy what is selected, as by key: chosen from the editor's menu. */
  | { readonly type: 'copySelected' }
  /** The session cannot be shown at all. `text` is a sentence for a person. */
  | { readonly type: 'failed'; readonly text: string };

/** A picture that a message holds, as its bytes, which are what `mediaType` says. */
export interface ShownPicture extends PictureHeader {
  readonly bytes: Uint8Array;
}

/** A text of a message. */
export interface TextName {
  readonly messageId: string;
  readonly slot: TextSlot;
}

/** Words of a text that name a file which is there; `number` says which, `title` where it lies, for a person. */
export interface TextPath {
  readonly number: number;
  readonly words: string;
  readonly title: string;
}

export interface PathText extends TextName {
  readonly paths: readonly TextPath[];
}

/** Texts that may be asked about at once. */
export const MOST_PATH_TEXTS = 60;

export type FindProblem = 'slow' | 'pattern' | 'many' | 'unreadable';

/**
 * `above` asks for messages before the first one shown: when not all fit, the later ones come. `below` is its mirror.
 */
export type PageEdge = 'above' | 'below';

export const PAGE_LIMIT = 200;

export type WebviewToHost =
  /** The script runs (first load, reload, restore): send the whole state. */
  | { readonly type: 'ready'; readonly place: Place | null; readonly choice: Choice | null }
  /** The answer to `ping`. */
  | { readonly type: 'pong' }
  /** The reader asked for another one, and there is none that way. */
  | { readonly type: 'noMore'; readonly kind: 'prompt' | 'error' }
  /** Send messages `from` .. `from + count - 1`. `count` is at most PAGE_LIMIT. */
  | { readonly type: 'page'; readonly edge: PageEdge; readonly from: number; readonly count: number }
  /**
   * Send messages `from` .. `from + count - 1`, of which `index` is the one that must come, whatever is shown now.
   */
  | { readonly type: 'around'; readonly index: number; readonly from: number; readonly count: number }
  /** Send the part of a text that begins at `from` (UTF-16 units). */
  | { readonly type: 'showMore'; readonly messageId: string; readonly slot: TextSlot; readonly from: number }
  /** Somebody is about to look for something. */
  | { readonly type: 'findBegin' }
  /** Find in all messages; whatever was looked for before is not any more. */
  | { readonly type: 'find'; readonly id: number; readonly query: FindQuery }
  /** Nothing is looked for any more. */
  | { readonly type: 'findEnd' }
  /** Send what the outline says of the messages from `from` on. */
  | { readonly type: 'outline'; readonly from: number }
  /** Let the reader choose a turn in the editor's own list; `index` is the message that is read now. */
  | { readonly type: 'pickTurn'; readonly index: number }
  /** Open the `link`-th link of a message, counted from 0 in document order; the host asks before leaving. */
  | { readonly type: 'openLink'; readonly messageId: string; readonly link: number }
  /** Send the picture that is part `part` of a message. */
  | { readonly type: 'picture'; readonly messageId: string; readonly part: number }
  /** Open a conversation that hangs on this one, by its number in `kin`. */
  | { readonly type: 'openKin'; readonly kin: number }
  /** Say which words of these texts, which are in sight, name a file that is there. */
  | { readonly type: 'paths'; readonly texts: readonly TextName[] }
  /** Open the file that a text names, by the number that was told. */
  | { readonly type: 'openPath'; readonly messageId: string; readonly slot: TextSlot; readonly number: number }
  /** Show another copy, by its number in `header.copies`; `place` is where the reader is now. */
  | { readonly type: 'showCopy'; readonly copy: number; readonly place: Place | null }
  /** Lay the shown copy beside another one. */
  | { readonly type: 'compareCopy'; readonly copy: number }
  /** Where the reader is, after `tellPlace`; null is the end. */
  | { readonly type: 'place'; readonly place: Place | null }
  | { readonly type: 'showUndone'; readonly shown: boolean; readonly place: Place | null }
  /** Show only what this leaves; null for everything. */
  | { readonly type: 'filter'; readonly filter: MessageFilter | null; readonly place: Place | null }
  /** Count what there is to filter. */
  | { readonly type: 'filterFacts' }
  /** Answer with `goTo` and the message of this number in the whole conversation, from 0, or the next one that is shown. */
  | { readonly type: 'goToNumber'; readonly number: number }
  /** Copy whole messages, from one to another, or from the beginning (null) or to the end (null). */
  | { readonly type: 'copyRange'; readonly from: string | null; readonly to: string | null }
  /** Copy a message as a Markdown document has it: with its name, time, reasoning and calls. */
  | { readonly type: 'copyMarkdown'; readonly messageId: string }
  /** Copy the `code`-th block of code of a text, counted from 0 in document order. */
  | { readonly type: 'copyCode'; readonly messageId: string; readonly slot: TextSlot; readonly code: number }
  /** Copy a link that opens the conversation at a message. */
  | { readonly type: 'copyLink'; readonly messageId: string }
  /** Copy all texts of a message, whole, but not its reasoning and calls. */
  | { readonly type: 'copyMessage'; readonly messageId: string }
  /** What is selected, of the page's own words, where the page may not reach the clipboard. */
  | { readonly type: 'copySelected'; readonly text: string }
  /** Copy one text of a message, whole. */
  | { readonly type: 'copyText'; readonly messageId: string; readonly slot: TextSlot };

const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isId = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 200;
const isEnd = (value: unknown): value is string | null => value === null || isId(value);
const isEdge = (value: unknown): value is PageEdge => value === 'above' || value === 'below';
const isSlot = (value: unknown): value is TextSlot =>
  typeof value === 'string' && /^(?:reasoning|(?:part|call):(?:0|[1-9]\d{0,3}))$/.test(value);

function parseTextNames(value: unknown): TextName[] | null {
  if (!Array.isArray(value) || value.length > MOST_PATH_TEXTS) return null;
  const names: TextName[] = [];
  for (const each of value as unknown[]) {
    if (typeof each !== 'object' || each === null) return null;
    const { messageId, slot } = each as Record<string, unknown>;
    if (!isId(messageId) || !isSlot(slot)) return null;
    names.push({ messageId, slot });
  }
  return names;
}

function parseQuery(value: unknown): FindQuery | null {
  if (typeof value !== 'object' || value === null) return null;
  const { text, matchCase, wholeWord, isRegex, scope } = value as Record<string, unknown>;
  const known = FIND_SCOPES.find((each) => each === scope);
  return typeof text === 'string' &&
    text.length >= 1 &&
    text.length <= LONGEST_QUERY &&
    typeof matchCase === 'boolean' &&
    typeof wholeWord === 'boolean' &&
    typeof isRegex === 'boolean' &&
    known !== undefined
    ? { text, matchCase, wholeWord, isRegex, scope: known }
    : null;
}

/** The place a panel kept; null for anything else. */
export function parsePlace(value: unknown): Place | null {
  if (typeof value !== 'object' || value === null) return null;
  const { messageId, offset } = value as Record<string, unknown>;
  return isId(messageId) && typeof offset === 'number' && Number.isFinite(offset) ? { messageId, offset } : null;
}

/** The choice a panel kept; null for anything else. */
export function parseChoice(value: unknown): Choice | null {
  if (typeof value !== 'object' || value === null) return null;
  const { copy, withUndone, filter } = value as Record<string, unknown>;
  const source = copy === null ? null : parseCopySource(copy);
  if ((copy !== null && source === null) || typeof withUndone !== 'boolean') return null;
  const known = parseFilter(filter);
  return { copy: source, withUndone, ...(known !== null && { filter: known }) };
}

/** Characters of a page's own words; it holds no more than a few pages of messages. */
const LONGEST_COPY = 32 * 1024 * 1024;

/** The only door for what a webview says; null for anything that is not exactly one of ours. */
export function parseInbound(value: unknown): WebviewToHost | null {
  if (typeof value !== 'object' || value === null) return null;
  const m = value as Record<string, unknown>;
  switch (m.type) {
    case 'ready':
      return { type: 'ready', place: parsePlace(m.place), choice: parseChoice(m.choice) };
    case 'pong':
      return { type: 'pong' };
    case 'noMore':
      return m.kind === 'prompt' || m.kind === 'error' ? { type: 'noMore', kind: m.kind } : null;
    case 'page':
      return isEdge(m.edge) && isIndex(m.from) && isIndex(m.count) && m.count >= 1 && m.count <= PAGE_LIMIT
        ? { type: 'page', edge: m.edge, from: m.from, count: m.count }
        : null;
    case 'around':
      return isIndex(m.index) && isIndex(m.from) && isIndex(m.count) && m.count <= PAGE_LIMIT && m.index >= m.from && m.index < m.from + m.count
        ? { type: 'around', index: m.index, from: m.from, count: m.count }
        : null;
    case 'find': {
      const query = parseQuery(m.query);
      return isIndex(m.id) && query !== null ? { type: 'find', id: m.id, query } : null;
    }
    case 'outline':
      return isIndex(m.from) ? { type: 'outline', from: m.from } : null;
    case 'pickTurn':
      return isIndex(m.index) ? { type: 'pickTurn', index: m.index } : null;
    case 'findBegin':
    case 'findEnd':
      return { type: m.type };
    case 'showMore':
      return isId(m.messageId) && isSlot(m.slot) && isIndex(m.from)
        ? { type: 'showMore', messageId: m.messageId, slot: m.slot, from: m.from }
        : null;
    case 'showCopy':
      return isIndex(m.copy) ? { type: 'showCopy', copy: m.copy, place: parsePlace(m.place) } : null;
    case 'compareCopy':
      return isIndex(m.copy) ? { type: 'compareCopy', copy: m.copy } : null;
    case 'place':
      return { type: 'place', place: parsePlace(m.place) };
    case 'showUndone':
      return typeof m.shown === 'boolean'
        ? { type: 'showUndone', shown: m.shown, place: parsePlace(m.place) }
        : null;
    case 'filter': {
      const filter = parseFilter(m.filter);
      return filter === null && m.filter !== null ? null : { type: 'filter', filter, place: parsePlace(m.place) };
    }
    case 'filterFacts':
      return { type: 'filterFacts' };
    case 'goToNumber':
      return isIndex(m.number) ? { type: 'goToNumber', number: m.number } : null;
    case 'copyText':
      return isId(m.messageId) && isSlot(m.slot) ? { type: 'copyText', messageId: m.messageId, slot: m.slot } : null;
    case 'copyRange':
      return isEnd(m.from) && isEnd(m.to) ? { type: 'copyRange', from: m.from, to: m.to } : null;
    case 'copyMarkdown':
    case 'copyLink':
      return isId(m.messageId) ? { type: m.type, messageId: m.messageId } : null;
    case 'copyCode':
      return isId(m.messageId) && isSlot(m.slot) && isIndex(m.code)
        ? { type: 'copyCode', messageId: m.messageId, slot: m.slot, code: m.code }
        : null;
    case 'copySelected':
      return typeof m.text === 'string' && m.text.length <= LONGEST_COPY ? { type: 'copySelected', text: m.text } : null;
    case 'copyMessage':
      return isId(m.messageId) ? { type: 'copyMessage', messageId: m.messageId } : null;
    case 'paths': {
      const texts = parseTextNames(m.texts);
      return texts === null ? null : { type: 'paths', texts };
    }
    case 'openPath':
      return isId(m.messageId) && isSlot(m.slot) && isIndex(m.number)
        ? { type: 'openPath', messageId: m.messageId, slot: m.slot, number: m.number }
        : null;
    case 'picture':
      return isId(m.messageId) && isIndex(m.part) ? { type: 'picture', messageId: m.messageId, part: m.part } : null;
    case 'openKin':
      return isIndex(m.kin) ? { type: 'openKin', kin: m.kin } : null;
    case 'openLink':
      return isId(m.messageId) && isIndex(m.link) ? { type: 'openLink', messageId: m.messageId, link: m.link } : null;
    default:
      return null;
  }
}
