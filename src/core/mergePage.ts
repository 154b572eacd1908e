/**
 * What the page "Merge Copies" shows, and what it may ask for. The host says everything in words and keeps the decisions; the page
 * names stretches by their places in what it was sent.
 */
import { isPlace, type PageAction } from './findingPage';
import { TAKES, type Take } from './recovery/mergeCopies';

export interface MergePage {
  /** "profile default": joined by dots. */
  readonly state: readonly string[];
  readonly title: string;
  /** The conversation; "" while it is not known. */
  readonly subtitle: string;
  readonly intro: string;
  /** A sentence above all others, when nothing can be decided here (any more); else null. */
  readonly notice: string | null;
  /** What can be done where nothing can be decided. */
  readonly actions: readonly PageAction[];
  /** False: nothing can be chosen. */
  readonly isOpen: boolean;
  readonly stretches: readonly ShownStretch[];
  /** How many stretches are not drawn, in words; "" for none. */
  readonly more: string;
  readonly path: string;
  readonly words: MergeWords;
}

/** The words of the page's own frame. */
export interface MergeWords {
  /** Above the buttons that decide about all stretches. */
  readonly all: string;
  readonly take: Readonly<Record<Take, string>>;
  readonly taken: string;
  readonly leftOut: string;
  /** A side of a stretch that has nothing. */
  readonly nothing: string;
  readonly copies: string;
  readonly review: string;
  readonly repair: string;
}

export type ShownStretch =
  /** "998 messages that both have"; the first and the last of them. */
  | { readonly kind: 'common'; readonly label: string; readonly ends: readonly ShownMessage[] }
  | { readonly kind: 'differing'; readonly label: string; readonly live: ShownSide; readonly previous: ShownSide };

export interface ShownSide {
  readonly name: string;
  /** "2 messages". */
  readonly count: string;
  readonly messages: readonly ShownMessage[];
  /** How many are not drawn, in words; "" for none. */
  readonly more: string;
}

export interface ShownMessage {
  readonly who: string;
  readonly time: string;
  readonly text: string;
}

/** How far the decisions are. */
export interface MergeState {
  /** One for each differing stretch, in their order; null for what is not decided. Also of those that are not drawn. */
  readonly takes: readonly (Take | null)[];
  readonly summary: string;
  readonly isDecided: boolean;
}

export type HostToMerge =
  /** A complete statement: it replaces everything. */
  | { readonly type: 'page'; readonly page: MergePage; readonly state: MergeState }
  | { readonly type: 'state'; readonly state: MergeState };

export type MergeToHost =
  /** The script runs: send the page. `takes` are those that it kept, as `writeTakes` writes them. */
  | { readonly type: 'ready'; readonly takes: readonly (Take | null)[] }
  | { readonly type: 'take'; readonly stretch: number; readonly take: Take }
  | { readonly type: 'takeAll'; readonly take: Take }
  /** The page of the finding, from which both copies are read and compared whole. */
  | { readonly type: 'copies' }
  | { readonly type: 'review' }
  /** The action at this place of `actions`. */
  | { readonly type: 'act'; readonly action: number }
  | { readonly type: 'repair' };

const LETTERS: Readonly<Record<Take, string>> = { live: 'l', previous: 'p', union: 'u' };

/** Decisions as one word, for the state of a panel. */
export const writeTakes = (takes: readonly (Take | null)[]): string =>
  takes.map((take) => (take === null ? '-' : LETTERS[take])).join('');

/** What is no decision is none. */
export const readTakes = (word: unknown): (Take | null)[] =>
  typeof word === 'string' ? [...word].map((letter) => TAKES.find((take) => LETTERS[take] === letter) ?? null) : [];

/** What was decided about so many stretches; nothing of it where there were others: a place would be another one. */
export const takesFor = (count: number, takes: readonly (Take | null)[]): (Take | null)[] =>
  Array.from({ length: count }, (_, i) => (takes.length === count ? (takes[i] ?? null) : null));

const isTake = (value: unknown): value is Take => TAKES.some((take) => take === value);

/** The only door for what the page says; null for anything that is not exactly one of ours. */
export function parseMergeMessage(value: unknown): MergeToHost | null {
  if (typeof value !== 'object' || value === null) return null;
  const { type, stretch, take, takes, action } = value as Record<string, unknown>;
  switch (type) {
    case 'ready':
      return { type, takes: readTakes(takes) };
    case 'take':
      return Number.isSafeInteger(stretch) && (stretch as number) >= 0 && isTake(take) ? { type, stretch: stretch as number, take } : null;
    case 'takeAll':
      return isTake(take) ? { type, take } : null;
    case 'act':
      return isPlace(action) ? { type, action } : null;
    case 'copies':
    case 'review':
    case 'repair':
      return { type };
    default:
      return null;
  }
}
