/**
 * The copies of a session, counted and compared: in slices, so that whoever waits for a page does not wait for them. What
 * was read of a copy is kept as long as the copy is the same.
 */
import { basename, dirname } from 'node:path';
import { judgeCopies, moreIn, type CountedCopy, type Judgement, type JudgedCopy } from '../../core/recovery/fullestCopy';
import { Failure } from '../../core/failure';
import { hasAnyIntent } from '../../core/recovery/guards';
import type { StoredPrint } from '../../core/recovery/snapshot';
import type { CopyName, TranscriptTarget } from '../../core/transcriptTarget';
import { errnoOf, type ReadFiles } from '../files';
import { readTranscript } from '../recovery/agentFacts';
import { readTombstones } from '../recovery/bookFacts';
import { readFileFact } from '../recovery/conversationFacts';
import { printOf, printOfNote } from '../recovery/digests';
import type { CopyFile, CopyFiles } from './copyFiles';
import type { MessageReader } from './messageReader';

/** A copy beside the one that is shown. */
export interface ComparedCopy extends JudgedCopy {
  /** What a person said and was answered here, and what is shown lacks; null where nothing is compared with it. */
  readonly more: number | null;
}

/** What is known until now. `isDone` false: ask again. */
export interface CopiesAnswer extends Omit<Judgement, 'copies'> {
  readonly copies: readonly ComparedCopy[];
  readonly isDone: boolean;
}

/** Rows that one slice reads, and files that are not compared because one slice could not be short. */
const SLICE_ROWS = 400;
const LARGEST_BYTES = 32 * 1024 * 1024;
/** What is compared before the first page: so little that nobody waits for it. */
const SMALL_BYTES = 1024 * 1024;
const SMALL_ROWS = 600;
/** Conversations whose copies are kept. */
const MOST_KEPT = 8;

interface Kept {
  readonly copies: Map<CopyName, { readonly token: string; readonly copy: CountedCopy | null }>;
  /** Prints of rows by their ids; null for tools' answers and the like. */
  readonly rows: Map<number, { readonly print: StoredPrint | null; readonly isNote: boolean }>;
  work: Generator<void, Judgement> | null;
  judged: { readonly token: string; readonly judgement: Judgement } | null;
}

const FILES = ['conversation_file', 'previous_copy', 'session_json', 'session_jsonl'] as const;

export class CopyCounts {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly messages: MessageReader,
    private readonly copyFiles: CopyFiles,
    private readonly sessionDir: string | null,
    private readonly files: ReadFiles,
  ) {}

  /** One slice of the work. `shown` is the copy that the others are compared with. */
  compare(sessionId: string, shown: CopyName | null): CopiesAnswer {
    const kept = this.of(sessionId);
    const token = this.tokenOf(sessionId);
    if (kept.judged?.token !== token) {
      kept.work ??= this.judge(sessionId, kept);
      const step = kept.work.next();
      if (step.done !== true) return { fullest: null, isDiverged: false, copies: [], isDone: false };
      kept.work = null;
      kept.judged = { token, judgement: step.value };
    }
    const { judgement } = kept.judged;
    const beside = shown === null ? null : (kept.copies.get(shown)?.copy ?? null);
    const copies = judgement.copies.map((copy) => {
      const counted = kept.copies.get(copy.source)?.copy ?? null;
      return { ...copy, more: beside === null || counted === null ? null : moreIn(counted, beside).length };
    });
    return { ...judgement, copies, isDone: true };
  }

  /**
   * The copy to be shown first; null where nothing is known that speaks for another than the usual one. Where all copies
   * are small they are compared at once; where they are not, only what was done on purpose is asked for.
   */
  firstChoice(sessionId: string): CopyName | null {
    const found = FILES.map((source) => this.copyFiles.find(sessionId, source)).filter((file) => file !== null);
    if (found.length === 0) return null;
    const bytes = found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (bytes <= SMALL_BYTES && this.rowIds(sessionId).length <= SMALL_ROWS) {
      for (;;) {
        const answer = this.compare(sessionId, null);
        if (answer.isDone) return answer.fullest;
      }
    }
    const judged = this.kept.get(sessionId)?.judged;
    if (judged?.token === this.tokenOf(sessionId)) return judged.judgement.fullest;
    const live = found.find(({ place }) => place === 'conversationFile');
    return live !== undefined && this.wasTakenFrom(live) ? 'conversation_file' : null;
  }

  /** The message of `to` that says what `messageId` says in `from`; null when it has none, or they were not compared. */
  counterpart(sessionId: string, from: CopyName, messageId: string, to: CopyName): string | null {
    const copies = this.kept.get(sessionId)?.copies;
    const here = copies?.get(from)?.copy?.prints ?? [];
    const place = Number(messageId);
    // Messages that are not compared stand beside one that is.
    const print = here.findLast((each) => each.place <= place) ?? here[0];
    const same = (copies?.get(to)?.copy?.prints ?? []).filter(({ key }) => key === print?.key);
    const distance = ({ at }: StoredPrint): number => (at === null || print?.at == null ? Infinity : Math.abs(at - print.at));
    const nearest = same.reduce<StoredPrint | null>((best, each) => (best === null || distance(each) < distance(best) ? each : best), null);
    return nearest === null ? null : String(nearest.place);
  }

  private *judge(sessionId: string, kept: Kept): Generator<void, Judgement> {
    const counted: CountedCopy[] = [];
    for (const source of FILES) {
      const file = this.copyFiles.find(sessionId, source);
      const token = file === null ? '' : fileToken(file);
      let known = kept.copies.get(source);
      if (known?.token !== token) {
        known = { token, copy: file === null ? null : this.countFile(file, source) };
        kept.copies.set(source, known);
        yield;
      }
      if (known.copy !== null) counted.push(known.copy);
    }
    const rows = yield* this.countRows(sessionId, kept);
    if (rows !== null) counted.push(rows);
    return judgeCopies(counted, this.isDeleted(sessionId));
  }

  /** Rows that were read before are not read again: what Hermes changes of a conversation is its end, and flags. */
  private *countRows(sessionId: string, kept: Kept): Generator<void, CountedCopy | null> {
    const target: TranscriptTarget = { sessionId, source: 'state_db' };
    const { rows } = kept;
    for (let from = 0; from < this.rowIds(sessionId).length; from += SLICE_ROWS) {
      if (this.rowIds(sessionId).slice(from, from + SLICE_ROWS).every((id) => rows.has(id))) continue;
      for (const message of this.messages.page(target, from, SLICE_ROWS)) {
        const isNote = message.displayKind !== null || message.isCompactionSummary;
        rows.set(Number(message.id), { print: isNote ? printOfNote(message) : printOf(message), isNote });
      }
      yield;
    }
    const ids = this.rowIds(sessionId);
    const printsOf = (ofNotes: boolean): StoredPrint[] =>
      ids.map((id) => rows.get(id)).flatMap((row) => (row?.print != null && row.isNote === ofNotes ? [row.print] : []));
    const counted = { messageCount: ids.length, prints: printsOf(false), notes: printsOf(true), intent: null };
    const copy = ids.length === 0 ? null : { source: 'state_db' as const, ...counted };
    kept.copies.set('state_db', { token: '', copy });
    return copy;
  }

  private rowIds(sessionId: string): readonly number[] {
    try {
      return this.messages.rowIds(sessionId);
    } catch (error) {
      // Out of reach, or damaged: it has nothing to be compared.
      if (Failure.is(error)) return [];
      throw error;
    }
  }

  private countFile(file: CopyFile, source: (typeof FILES)[number]): CountedCopy | null {
    const { place } = file;
    if (place === 'agentJson' || place === 'agentJsonl') {
      const { digest, messageCount, prints } = readTranscript({ ...file, place }, this.files);
      return digest === null ? null : { source, messageCount, prints, notes: [], intent: null };
    }
    const fact = this.factOf(file, 'messages');
    const content = fact?.content;
    const conversation = content?.state === 'whole' ? content.conversation : content?.state === 'damaged' ? content.salvage : null;
    // The file says that it is another conversation.
    const isForeign = source === 'previous_copy' && conversation?.innerId != null && conversation.innerId !== file.id;
    if (conversation === null || isForeign) return null;
    const { messageCount, prints, intent } = conversation;
    return { source, messageCount, prints, notes: [], intent };
  }

  private wasTakenFrom(live: CopyFile): boolean {
    const content = this.factOf(live, 'outline')?.content;
    return content?.state === 'whole' && hasAnyIntent(content.conversation.intent);
  }

  private factOf({ id, path }: CopyFile, depth: 'outline' | 'messages'): ReturnType<typeof readFileFact> {
    const entry = { name: basename(path), kind: 'file' } as const;
    return readFileFact(dirname(path), entry, id, this.files, { depth, largestBytes: LARGEST_BYTES });
  }

  private isDeleted(sessionId: string): boolean {
    const { sessionDir } = this;
    if (sessionDir === null) return false;
    try {
      const tombstones = readTombstones(sessionDir, this.files.list(sessionDir), this.files);
      return tombstones.state === 'read' && tombstones.value.ids.has(sessionId);
    } catch (error) {
      if (errnoOf(error) === '') throw error;
      return false;
    }
  }

  private tokenOf(sessionId: string): string {
    const files = FILES.map((source) => this.copyFiles.find(sessionId, source));
    const ids = this.rowIds(sessionId);
    return [ids.length, ids.at(-1) ?? '', ...files.map((file) => (file === null ? '' : fileToken(file)))].join('|');
  }

  private of(sessionId: string): Kept {
    const kept = this.kept.get(sessionId) ?? { copies: new Map(), rows: new Map(), work: null, judged: null };
    // The newest last, so that the first one is the one to go.
    this.kept.delete(sessionId);
    this.kept.set(sessionId, kept);
    for (const [oldest] of this.kept) {
      if (this.kept.size <= MOST_KEPT) break;
      this.kept.delete(oldest);
    }
    return kept;
  }
}

const fileToken = ({ path, sizeBytes, modifiedAt }: CopyFile): string => `${path}:${sizeBytes}:${modifiedAt}`;
