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

// One conversation's index or file is kept: paging through it must not read it again for each page.
interface KeptRows {
  readonly sessionId: string;
  readonly token: string;
  readonly index: MessageIndex;
  /** False when the database has neither a row nor a message of this session. */
  readonly isKnown: boolean;
}

interface KeptFile {
  readonly place: Place;
  readonly token: string;
  readonly messages: readonly Message[];
  readonly incomplete: boolean;
}

/** The one store that answers for a session. */
type Store = { readonly rows: KeptRows } | { readonly file: KeptFile };

export class MessageReader {
  private keptRows: KeptRows | null = null;
  private keptFile: KeptFile | null = null;

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
    const { shown, undone, incomplete } = index;
    return { place: 'state.db', messageCount: shown.length, undoneCount: undone.length, incomplete, token };
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
    return this.readEntries(target.sessionId, store.rows.index.shown.slice(from, from + count), asHere, bound);
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
    const { shown } = store.rows.index;
    const index = shown.findIndex((entry) => String(entry.id) === messageId);
    const [message] = index === -1 ? [] : this.readEntries<Message>(target.sessionId, shown.slice(index, index + 1), itself, UNBOUNDED);
    return message === undefined ? null : { message, index };
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
      if (this.keptRows?.sessionId === sessionId && this.keptRows.token === this.database.token()) return this.keptRows;
      const { value, snapshot } = this.database.read((db) => {
        const index = readMessageIndex(db, probeSchema(db), sessionId);
        return { index, isKnown: index.shown.length + index.undone.length > 0 || hasSession(db, sessionId) };
      });
      this.keptRows = { sessionId, token: snapshot.token, ...value };
      return this.keptRows;
    } catch (error) {
      // The database is out of reach, but the conversation may also live in a file.
      if (error instanceof Failure && hasCopy) return null;
      throw error;
    }
  }

  private fileMessages(file: CopyFile): KeptFile {
    const token = `${file.path}:${file.sizeBytes}:${file.modifiedAt}`;
    if (this.keptFile?.token === token) return this.keptFile;
    const { messages, problem } = readConversation(file, this.files);
    this.keptFile = { place: file.place, token, messages, incomplete: problem !== null };
    return this.keptFile;
  }
}

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
