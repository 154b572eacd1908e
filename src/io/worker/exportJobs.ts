/**
 * Exports that run in a worker, asked for piece by piece: between two pieces the worker answers whoever else asks, and no
 * thread ever holds a whole document.
 */
import type { ExportDocument } from '../../core/export/exportDocument';
import type { ExportRequest } from '../../core/export/exportRequest';
import { renderDocument } from '../../core/export/renderDocument';
import type { SecretCounts } from '../../core/export/secretKinds';
import { Failure } from '../../core/failure';
import { cutText } from '../../core/visibleText';
import { parseMarkdown } from '../../markdown/markdown';
import { exportDocument, exportRows, exportSource } from '../profile/exportDocument';
import type { ProfileLocation } from '../hermesHome';
import { nameIn } from '../profile/conversationReader';
import type { ProfileReader } from '../profile/profileReader';

/** A part of a document. */
export interface ExportPiece {
  readonly text: string;
  /** Where in `text` messages begin, by their ids in the whole conversation. Empty for rows. */
  readonly marks: readonly ExportMark[];
  /** Messages written until now, and all there are; equal with the last piece. */
  readonly done: number;
  readonly total: number;
  readonly isLast: boolean;
  /** Parts of the conversation cannot be read, as far as is known until now; every format but jsonl says so, too. */
  readonly incomplete: boolean;
  /** What was replaced until now; null where nothing was to be. */
  readonly redacted: SecretCounts | null;
}

export interface ExportMark {
  readonly messageId: string;
  readonly at: number;
}

/** Characters of a piece, and the work it may be, as either is reached first. */
const PIECE_CHARS = 256 * 1024;
const PIECE_STEPS = 200;
/** An abandoned export is forgotten when so many newer ones have begun. */
const MOST_JOBS = 8;

interface Job {
  readonly steps: Iterator<string, void>;
  /** `begun`: the message whose words come next; null between two. */
  readonly progress: { done: number; total: number; incomplete: boolean; begun: string | null };
  readonly redacted: (() => SecretCounts) | null;
  /** Text of a step that did not fit into the piece before, and where in it messages begin. */
  rest: string;
  restMarks: readonly ExportMark[];
}

export class ExportJobs {
  private readonly jobs = new Map<string, Job>();

  /**
   * The next piece of the export called `id`; the first one (`isFirst`) begins it.
   * @throws Failure worker_lost when a later piece is asked of a worker that never began it; what the reader throws
   */
  piece(reader: ProfileReader, location: ProfileLocation, id: string, isFirst: boolean, request: ExportRequest): ExportPiece {
    if (isFirst) this.begin(reader, location, id, request);
    const job = this.jobs.get(id);
    // After a crash, another worker: what it would write need not fit what was written.
    if (job === undefined) throw new Failure('worker_lost', { method: 'exportPiece' });
    const { text, marks, isLast } = this.next(id, job);
    const { done, total, incomplete } = job.progress;
    return { text, marks, done: isLast ? total : done, total, isLast, incomplete, redacted: job.redacted?.() ?? null };
  }

  end(id: string): void {
    this.jobs.get(id)?.steps.return?.();
    this.jobs.delete(id);
  }

  private begin(reader: ProfileReader, location: ProfileLocation, id: string, request: ExportRequest): void {
    this.end(id);
    for (const old of [...this.jobs.keys()].slice(0, Math.max(0, this.jobs.size - MOST_JOBS + 1))) this.end(old);
    this.jobs.set(id, jobOf(reader, location, request));
  }

  private next(id: string, job: Job): Pick<ExportPiece, 'text' | 'marks' | 'isLast'> {
    const { progress } = job;
    const marks = [...job.restMarks];
    let text = job.rest;
    job.rest = '';
    job.restMarks = [];
    try {
      for (let steps = 0; steps < PIECE_STEPS && text.length < PIECE_CHARS; steps += 1) {
        const step = job.steps.next();
        if (step.done === true) {
          this.jobs.delete(id);
          return { text, marks, isLast: true };
        }
        // A message is read when its words are asked for, so that what it comes to begins here.
        if (progress.begun !== null) marks.push({ messageId: progress.begun, at: text.length });
        progress.begun = null;
        text += step.value;
      }
    } catch (error) {
      this.jobs.delete(id);
      throw error;
    }
    // Not between the halves of a character: each piece is encoded by itself.
    const cut = cutText(text, PIECE_CHARS);
    job.rest = text.slice(cut.length);
    const isIn = ({ at }: ExportMark): boolean => at < cut.length;
    job.restMarks = marks.filter((mark) => !isIn(mark)).map(({ messageId, at }) => ({ messageId, at: at - cut.length }));
    return { text: cut, marks: marks.filter(isIn), isLast: false };
  }
}

function jobOf(reader: ProfileReader, location: ProfileLocation, request: ExportRequest): Job {
  const { sessionIds, format } = request;
  const progress: Job['progress'] = { done: 0, total: 0, incomplete: false, begun: null };
  const onDamage = (): void => void (progress.incomplete = true);
  const unread = { progress, rest: '', restMarks: [] };
  if (format === 'jsonl') return { ...unread, steps: exportRows(reader, sessionIds, onDamage), redacted: null };
  const document = exportDocument(reader, location, request, onDamage);
  const { segments } = document;
  progress.total = segments.reduce((sum, segment) => sum + segment.messageCount, 0);
  progress.incomplete = exportSource(reader, request).incomplete;
  const counted = segments.map((segment, position) => ({
    ...segment,
    messages: watched(
      segment.messages,
      ({ id }) => (progress.begun = nameIn(position)(id)),
      () => (progress.done += 1),
    ),
  }));
  // Made from the document, not copied: its head is redacted when it is asked for.
  const whole = Object.defineProperty(Object.create(document) as ExportDocument, 'segments', { value: counted });
  return { ...unread, steps: renderDocument(whole, format, parseMarkdown), redacted: document.redacted };
}

function* watched<T>(values: Iterable<T>, begin: (value: T) => void, end: () => void): Generator<T> {
  for (const value of values) {
    begin(value);
    yield value;
    end();
  }
}
