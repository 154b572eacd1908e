/**
 * What every part of the page needs to draw itself, and what the reader opened: kept by id, so that any part can be
 * drawn anew.
 */
import type { SlotText, TextSlot } from '../core/transcriptMessage';
import { createFormats, type Formats } from '../core/words/format';
import { say, type SayArguments } from '../core/words/say';
import { TRANSCRIPT_WORDS, type TranscriptWord } from '../core/words/transcript';
import type { Host } from './host';
import { Pictures } from './pictures';

/** Names a text of a message in the page: what shows it bears this name, so that what was found in it can be marked. */
export const textKey = {
  of: (messageId: string, slot: TextSlot): string => `${messageId}/${slot}`,
  parse: (key: string): { readonly id: string; readonly slot: string } => {
    const at = key.lastIndexOf('/');
    return { id: key.slice(0, at), slot: key.slice(at + 1) };
  },
};

/** Lines that are alike: what was thought, the calls of a tool, runs of calls, and the rest. */
export type LineKind = 'all' | 'reasoning' | 'run' | 'other' | `tool:${string}`;

interface Opened {
  readonly isOpen: boolean;
  /** Grows with everything the reader opens or closes. */
  readonly nth: number;
}

export class View {
  /** What the reader opened or closed, by message id and the name of the part. */
  private readonly opened = new Map<string, Opened>();
  /** All lines of a kind that were opened or closed at once; whatever was done last holds. */
  private readonly kinds = new Map<LineKind, Opened>();
  private done = 0;
  /** Pieces of long texts that came after the first one, by message id and slot. */
  private readonly pieces = new Map<string, string[]>();

  readonly pictures: Pictures;

  constructor(
    readonly host: Pick<Host, 'post'>,
    readonly formats: Formats,
  ) {
    this.pictures = new Pictures(host);
  }

  static for(host: Pick<Host, 'post'>, locale: string): View {
    return new View(host, createFormats(locale));
  }

  say(key: TranscriptWord, args: SayArguments = {}): string {
    return say(TRANSCRIPT_WORDS, key, args, this.formats.locale);
  }

  number(value: number): string {
    return value.toLocaleString(this.formats.locale);
  }

  /** `kind` is null for what does not open with others. */
  isOpen(messageId: string, part: string, byDefault = false, kind: LineKind | null = null): boolean {
    return this.openState(messageId, part, kind) ?? byDefault;
  }

  /** Null where the reader did nothing about it. */
  openState(messageId: string, part: string, kind: LineKind | null): boolean | null {
    // Asked of every message that is loaded, whenever some come.
    if (this.done === 0) return null;
    const own = this.opened.get(`${messageId}/${part}`);
    return (kind === null ? own : newest(own, newest(this.kinds.get(kind), this.kinds.get('all'))))?.isOpen ?? null;
  }

  setOpen(messageId: string, part: string, isOpen: boolean): void {
    this.opened.set(`${messageId}/${part}`, { isOpen, nth: ++this.done });
  }

  /** Opens or closes all lines of a kind, also those that are not loaded. */
  setKindOpen(kind: LineKind, isOpen: boolean): void {
    this.kinds.set(kind, { isOpen, nth: ++this.done });
  }

  /** What was done last to all lines of a kind; false for nothing. */
  isKindOpen(kind: LineKind): boolean {
    return newest(this.kinds.get(kind), this.kinds.get('all'))?.isOpen ?? false;
  }

  /** The pieces of a text that were asked for and came, in order. */
  morePieces(messageId: string, slot: TextSlot): readonly string[] {
    return this.pieces.get(`${messageId}/${slot}`) ?? [];
  }

  /** Takes a piece that continues what is there; false for a repeated or displaced one. */
  addPiece(messageId: string, first: SlotText, from: number, text: string): boolean {
    const known = this.morePieces(messageId, first.slot);
    if (from !== first.text.length + lengthOf(known) || text === '') return false;
    this.pieces.set(`${messageId}/${first.slot}`, [...known, text]);
    return true;
  }

  /** Characters of a text that are shown now. */
  shownChars(messageId: string, text: SlotText): number {
    return text.text.length + lengthOf(this.morePieces(messageId, text.slot));
  }
}

const newest = (one: Opened | undefined, other: Opened | undefined): Opened | undefined =>
  one === undefined || (other !== undefined && other.nth > one.nth) ? other : one;
const lengthOf = (pieces: readonly string[]): number => pieces.reduce((sum, piece) => sum + piece.length, 0);
