/**
 * What the page of a finding shows, and what it may ask for. The host says everything in words; the page names actions and
 * copies by their places in what it was sent, never by path or address.
 */
export interface FindingPage {
  readonly icon: string;
  /** The colour of the icon; the words beside it say the same. */
  readonly tone: 'warning' | 'quiet' | 'good';
  /** "Safe to repair", "profile default", "found at 14:10": joined by dots. */
  readonly state: readonly string[];
  readonly title: string;
  /** The conversation; "" where the finding is about none. */
  readonly subtitle: string;
  /** A sentence above all others, when the finding is not open any more; else null. */
  readonly notice: string | null;
  readonly actions: readonly PageAction[];
  readonly answers: readonly { readonly label: string; readonly text: string }[];
  /** What was proven of a repair; empty for a finding that is open. */
  readonly checks: readonly { readonly text: string; readonly isGood: boolean }[];
  /** Null while they are read, empty where there are none. */
  readonly copies: readonly ShownCopy[] | null;
  /** The file or folder that the finding is about. */
  readonly path: string;
  /** Hermes WebUI's own words and numbers, for whoever has to look closer. */
  readonly evidence: readonly { readonly name: string; readonly value: string }[];
  readonly words: PageWords;
}

export interface PageAction {
  readonly label: string;
  readonly look: 'primary' | 'secondary' | 'link';
}

/** The words of the page's own frame. */
export interface PageWords {
  readonly copies: string;
  readonly copy: string;
  readonly messages: string;
  readonly first: string;
  readonly last: string;
  readonly read: string;
  readonly compare: string;
  readonly evidence: string;
  readonly loading: string;
  readonly none: string;
}

export interface ShownCopy {
  readonly name: string;
  /** "what Hermes WebUI shows", "comes back"; or why it cannot be read. */
  readonly note: string;
  /** Formatted; "" when it is not known. */
  readonly messages: string;
  /** It has less than another copy. */
  readonly isShort: boolean;
  /** What a repair brings back. */
  readonly isChosen: boolean;
  readonly first: ShownEnd | null;
  readonly last: ShownEnd | null;
  readonly canRead: boolean;
  /** With the conversation file, or where there is none with the first copy. */
  readonly canCompare: boolean;
}

/** A message in a few words. */
export interface ShownEnd {
  readonly text: string;
  readonly time: string;
}

/** A complete statement: it replaces everything. */
export type HostToFinding = { readonly type: 'finding'; readonly page: FindingPage };

export type FindingToHost =
  /** The script runs: send the page. */
  | { readonly type: 'ready' }
  /** The action at this place of `actions`. */
  | { readonly type: 'act'; readonly action: number }
  /** The copy at this place of `copies`. */
  | { readonly type: 'read'; readonly copy: number }
  | { readonly type: 'compare'; readonly copy: number };

/** Places beyond this are none of a page. */
const MOST = 1_000;
export const isPlace = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < MOST;

/** The only door for what the page says; null for anything that is not exactly one of ours. */
export function parseFindingMessage(value: unknown): FindingToHost | null {
  if (typeof value !== 'object' || value === null) return null;
  const message = value as Record<string, unknown>;
  switch (message.type) {
    case 'ready':
      return { type: 'ready' };
    case 'act':
      return isPlace(message.action) ? { type: 'act', action: message.action } : null;
    case 'read':
    case 'compare':
      return isPlace(message.copy) ? { type: message.type, copy: message.copy } : null;
    default:
      return null;
  }
}
