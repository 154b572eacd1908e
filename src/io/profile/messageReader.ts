/** The messages of one session in pages, from the copy that is asked for, or from the one that is shown by default. */
import { Failure } from '../../core/failure';
import type { Place } from '../../core/conversation';
import type { Message } from '../../core/message';
import type { TranscriptTarget } from '../../core/transcriptTarget';
import { readConversation } from '../conversationFile';
import type { ReadFiles } from '../files';
import type { ReadableDatabase } from '../sqlite/snapshotReader';
import { readMessageIndex, type MessageIndex } from '../stateDb/messageIndex';
import { eachMessage } from '../stateDb/messageRows';
import { probeSchema } from '../stateDb/schema';
import { hasSession } from '../stateDb/sessionRows';
import type { CopyFile, CopyFiles } from './copyFiles';

/** Where a session's messages come from and how many there are. */
export interface MessageSource {
  readonly place: Place;
  /** Messages that are shown, counted. */
  readonly messageCount: number;
  readonly undoneCount: number;
  /** Some messages lie in damaged pages, or behind the damage of a torn file. */
  readonly incomplete: boolean;
  /** Changes whenever the messages may have; equal tokens mean equal messages. */
  readonly token: string;
}

/** How much of a page comes at once, in whatever `sizeOf` counts. */
export interface PageBound<T> {
  readonly most: number;
  sizeOf(item: T): number;
}

// Indexes and files are kept: paging through a conversation must not read them again for each page.
interface KeptRows {
  readonly token: string;
  readonly index: MessageIndex;
  /** Messages that are shown and those that were undone, in one order. */
  readonly all: MessageIndex['shown'];
  /** False when the database has neither a row nor a message of this session. */
  readonly isKnown: boolean;
}

interface KeptFile {
  readonly place: Place;
  readonly sizeBytes: number;
  readonly token: string;
  readonly messages: readonly Message[];
  readonly incomplete: boolean;
}

/** Segments of one chain, and files that may be compared: more are read again. */
const MOST_KEPT_ROWS = 64;
const MOST_KEPT_FILES = 4;
const MOST_KEPT_BYTES = 64 * 1024 * 1024;

/** The one store that answers for a session. */
type Store = { readonly rows: KeptRows } | { readonly file: KeptFile };

export class MessageReader {
  private readonly keptRows = new Map<string, KeptRows>();
  private readonly keptFiles = new Map<string, KeptFile>();

  constructor(
    private readonly database: ReadableDatabase | null,
    private readonly copies: CopyFiles,
    private readonly files: ReadFiles,
  ) {}

  /** @throws Failure session_not_found, copy_missing, and what the database throws */
  source(target: TranscriptTarget): MessageSource {
    const store = this.storeOf(target);
    if ('file' in store) {
      const { place, messages, incomplete, token } = store.file;
      return { place, messageCount: messages.length, undoneCount: 0, incomplete, token };
    }
    const { index, token } = store.rows;
    const { undone, incomplete } = index;
    const { length } = entriesOf(store.rows, target);
    return { place: 'state.db', messageCount: length, undoneCount: undone.length, incomplete, token };
  }

  /** Messages `from` .. `from + count - 1` of those shown; fewer at the end. @throws as `source` */
  page(target: TranscriptTarget, from: number, count: number): Message[] {
    return this.pageAs<Message>(target, from, count, itself, UNBOUNDED);
  }

  /**
   * The same page, each message as what `as` makes of it: only that is held of a whole page. It ends early, but never
   * empty, with the message that fills `bound`. Under a database that moves, `as` is called anew from the start.
   * @throws as `source`
   */
  pageAs<T>(
    target: TranscriptTarget,
    from: number,
    count: number,
    as: (message: Message, index: number) => T,
    bound: PageBound<T>,
  ): T[] {
    const store = this.storeOf(target);
    const asHere = (message: Message, i: number): T => as(message, from + i);
    if ('file' in store) return take(store.file.messages.slice(from, from + count), asHere, bound);
    return this.readEntries(target.sessionId, entriesOf(store.rows, target).slice(from, from + count), asHere, bound);
  }

  /** As `pageAs`, for the messages at these places among those shown, in their order; `as` is told the number of the place. */
  pickAs<T>(
    target: TranscriptTarget,
    places: readonly number[],
    as: (message: Message, i: number) => T,
    bound: PageBound<T>,
  ): T[] {
    const store = this.storeOf(target);
    if ('file' in store) return take(picked(store.file.messages, places), as, bound);
    return this.readEntries(target.sessionId, picked(entriesOf(store.rows, target), places), as, bound);
  }

  /** One message by its id, with its position among those shown; null when there is none. @throws as `source` */
  message(target: TranscriptTarget, messageId: string): { readonly message: Message; readonly index: number } | null {
    const store = this.storeOf(target);
    if ('file' in store) {
      const { messages } = store.file;
      return withIndex(
        messages,
        messages.findIndex((message) => message.id === messageId),
      );
    }
    const shown = entriesOf(store.rows, target);
    const index = shown.findIndex((entry) => String(entry.id) === messageId);
    const [message] = index === -1 ? [] : this.readEntries<Message>(target.sessionId, shown.slice(index, index + 1), itself, UNBOUNDED);
    return message === undefined ? null : { message, index };
  }

  /** Ids of the rows that are shown, in order; empty where the database has none. @throws what the database throws */
  rowIds(sessionId: string): readonly number[] {
    return this.rowsOf(sessionId, true)?.index.shown.map(({ id }) => id) ?? [];
  }

  private storeOf({ sessionId, source }: TranscriptTarget): Store {
    if (source === null) return this.usualStore(sessionId);
    if (source === 'state_db') {
      const rows = this.rowsOf(sessionId, false);
      if (rows === null || !rows.isKnown) throw new Failure('copy_missing', { id: sessionId, source });
      return { rows };
    }
    const file = this.copies.find(sessionId, source);
    if (file === null) throw new Failure('copy_missing', { id: sessionId, source });
    return { file: this.fileMessages(file) };
  }

  /** Rows of state.db as soon as it has any, for that is what Hermes itself reads; else the file that speaks for it. */
  private usualStore(sessionId: string): Store {
    const copy = this.copies.speaker(sessionId);
    const rows = this.rowsOf(sessionId, copy !== null);
    if (rows !== null && rows.index.shown.length + rows.index.undone.length > 0) return { rows };
    if (copy !== null) return { file: this.fileMessages(copy) };
    if (rows === null || !rows.isKnown) throw new Failure('session_not_found', { id: sessionId });
    return { rows };
  }

  private readEntries<T>(
    sessionId: string,
    entries: MessageIndex['shown'],
    as: (message: Message, i: number) => T,
    bound: PageBound<T>,
  ): T[] {
    if (this.database === null || entries.length === 0) return [];
    return this.database.read((db) => take(eachMessage(db, probeSchema(db), sessionId, entries), as, bound)).value;
  }

  private rowsOf(sessionId: string, hasCopy: boolean): KeptRows | null {
    if (this.database === null) return null;
    try {
      const kept = this.keptRows.get(sessionId);
      if (kept !== undefined && kept.token === this.database.token()) return kept;
      const { value, snapshot } = this.database.read((db) => {
        const index = readMessageIndex(db, probeSchema(db), sessionId);
        return { index, isKnown: index.shown.length + index.undone.length > 0 || hasSession(db, sessionId) };
      });
      const all = [...value.index.shown, ...value.index.undone].sort((a, b) => a.id - b.id);
      const rows: KeptRows = { token: snapshot.token, all, ...value };
      keep(this.keptRows, sessionId, rows);
      while (this.keptRows.size > MOST_KEPT_ROWS) dropOldest(this.keptRows);
      return rows;
    } catch (error) {
      // The database is out of reach, but the conversation may also live in a file.
      if (error instanceof Failure && hasCopy) return null;
      throw error;
    }
  }

  private fileMessages(file: CopyFile): KeptFile {
    const token = `${file.path}:${file.sizeBytes}:${file.modifiedAt}`;
    const known = this.keptFiles.get(file.path);
    if (known?.token === token) return known;
    const { messages, problem } = readConversation(file, this.files);
    const { place, sizeBytes } = file;
    const kept: KeptFile = { place, sizeBytes, token, messages, incomplete: problem !== null };
    keep(this.keptFiles, file.path, kept);
    const bytes = (): number => [...this.keptFiles.values()].reduce((sum, each) => sum + each.sizeBytes, 0);
    // The newest stays, however large: its next page is asked for at once.
    while (this.keptFiles.size > 1 && (this.keptFiles.size > MOST_KEPT_FILES || bytes() > MOST_KEPT_BYTES))
      dropOldest(this.keptFiles);
    return kept;
  }
}

const picked = <T>(all: readonly T[], places: readonly number[]): T[] => places.flatMap((place) => all.slice(place, place + 1));

/** Puts it last, so that the first one is the oldest. */
function keep<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.delete(key);
  map.set(key, value);
}

function dropOldest<K>(map: Map<K, unknown>): void {
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}

const entriesOf = ({ index, all }: KeptRows, { withUndone }: TranscriptTarget): MessageIndex['shown'] =>
  withUndone === true ? all : index.shown;

function take<T>(messages: Iterable<Message>, as: (message: Message, i: number) => T, bound: PageBound<T>): T[] {
  const taken: T[] = [];
  let size = 0;
  for (const message of messages) {
    const made = as(message, taken.length);
    taken.push(made);
    size += bound.sizeOf(made);
    if (size >= bound.most) break;
  }
  return taken;
}

const UNBOUNDED: PageBound<unknown> = { most: Infinity, sizeOf: () => 0 };
const itself = (message: Message): Message => message;

const withIndex = (messages: readonly Message[], index: number): { message: Message; index: number } | null => {
  const message = messages[index];
  return message === undefined ? null : { message, index };
};
