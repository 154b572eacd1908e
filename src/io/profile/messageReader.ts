/** The messages of one session in pages, from state.db or, where it has none, from the fullest file. */
import { Failure } from '../../core/failure';
import type { FileConversation } from '../../core/fileConversation';
import type { Place } from '../../core/conversation';
import type { Message } from '../../core/message';
import { readConversation } from '../conversationFile';
import { nodeFiles, type ReadFiles } from '../files';
import type { ReadableDatabase } from '../sqlite/snapshotReader';
import { readMessageIndex, type MessageIndex } from '../stateDb/messageIndex';
import { readMessages } from '../stateDb/messageRows';
import { probeSchema } from '../stateDb/schema';

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

// One conversation's index or file is kept: paging through it must not read it again for each page.
interface Kept {
  readonly sessionId: string;
  readonly token: string;
  readonly index: MessageIndex;
}

export class MessageReader {
  private kept: Kept | null = null;
  private keptFile: { readonly key: string; readonly messages: readonly Message[]; readonly incomplete: boolean } | null = null;

  constructor(
    private readonly database: ReadableDatabase | null,
    private readonly filesOf: (sessionId: string) => readonly FileConversation[],
    private readonly files: ReadFiles = nodeFiles,
  ) {}

  /** @throws Failure session_not_found, and what the database or file throws */
  source(sessionId: string): MessageSource {
    const index = this.indexOf(sessionId);
    if (index !== null && index.index.shown.length + index.index.undone.length > 0) {
      const { shown, undone, incomplete } = index.index;
      return { place: 'state.db', messageCount: shown.length, undoneCount: undone.length, incomplete, token: index.token };
    }
    const copy = this.filesOf(sessionId)[0];
    if (copy !== undefined) {
      const { messages, incomplete } = this.fileMessages(copy);
      return { place: copy.place, messageCount: messages.length, undoneCount: 0, incomplete, token: fileKey(copy) };
    }
    if (index === null) throw new Failure('session_not_found', { id: sessionId });
    return { place: 'state.db', messageCount: 0, undoneCount: 0, incomplete: index.index.incomplete, token: index.token };
  }

  /** Messages `from` .. `from + count - 1` of those shown; fewer at the end. */
  page(sessionId: string, from: number, count: number): Message[] {
    const kept = this.indexOf(sessionId);
    if (kept !== null && kept.index.shown.length > 0) return this.readEntries(kept.index.shown.slice(from, from + count));
    const copy = this.filesOf(sessionId)[0];
    return copy === undefined ? [] : this.fileMessages(copy).messages.slice(from, from + count);
  }

  /** One message by its id, with its position among those shown; null when there is none. */
  message(sessionId: string, messageId: string): { readonly message: Message; readonly index: number } | null {
    const kept = this.indexOf(sessionId);
    const index = kept?.index.shown.findIndex((candidate) => String(candidate.id) === messageId) ?? -1;
    const entry = kept?.index.shown[index];
    if (entry !== undefined) return withIndex(this.readEntries([entry])[0], index);
    const copy = this.filesOf(sessionId)[0];
    if (copy === undefined) return null;
    const { messages } = this.fileMessages(copy);
    const position = messages.findIndex((message) => message.id === messageId);
    return withIndex(messages[position], position);
  }

  private readEntries(entries: MessageIndex['shown']): Message[] {
    return this.database === null ? [] : this.database.read((db) => readMessages(db, probeSchema(db), entries)).value;
  }

  private indexOf(sessionId: string): Kept | null {
    if (this.database === null) return null;
    try {
      if (this.kept?.sessionId === sessionId && this.kept.token === this.database.token()) return this.kept;
      const { value, snapshot } = this.database.read((db) => readMessageIndex(db, probeSchema(db), sessionId));
      this.kept = { sessionId, token: snapshot.token, index: value };
      return this.kept;
    } catch (error) {
      // The database is out of reach, but the conversation may also live in a file.
      if (error instanceof Failure && this.filesOf(sessionId).length > 0) return null;
      throw error;
    }
  }

  private fileMessages(file: FileConversation): { messages: readonly Message[]; incomplete: boolean } {
    const key = fileKey(file);
    if (this.keptFile?.key === key) return this.keptFile;
    const { messages, problem } = readConversation(file, this.files);
    this.keptFile = { key, messages, incomplete: problem !== null };
    return this.keptFile;
  }
}

const withIndex = (message: Message | undefined, index: number): { message: Message; index: number } | null =>
  message === undefined ? null : { message, index };

const fileKey = (file: FileConversation): string => `${file.path}:${file.sizeBytes}:${file.modifiedAt}`;
