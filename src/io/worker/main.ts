/** The worker's entry: one profile, one request at a time, in the order they arrive. */
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../core/failure';
import {
  PAGE_TEXT_LIMIT,
  readPicture,
  readSlot,
  textChars,
  toTranscriptMessage,
  type TranscriptMessage,
} from '../../core/transcriptMessage';
import { FIND_PAGE_CHARS, findTextsChars, toFindPage, toFindTexts, type FindTexts } from '../../core/find';
import type { Beginning } from '../../core/beginning';
import { writeMessage } from '../../core/export/writeMessage';
import type { Message } from '../../core/message';
import type { TranscriptTarget } from '../../core/transcriptTarget';
import { OutlineReader, type OutlineEntry } from '../../core/outline';
import type { PageBound } from '../profile/messageReader';
import { openProfile } from '../profile/openProfile';
import type { ProfileReader } from '../profile/profileReader';
import { loadSqlJs } from '../sqlite/openSqlJs';
import type { ExportJobs } from './exportJobs';
import { decodePicture } from './picture';
import type { ProfileApi, ProfileMethod, WorkerOptions, WorkerRequest, WorkerResponse } from './api';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');

const { location, sessionDirProfiles, wasmPath } = workerData as WorkerOptions;
let opened: ProfileReader | null = null;
let exportJobs: ExportJobs | null = null;

/** Opened by the first request; when that fails, the next one tries again. */
async function open(): Promise<ProfileReader> {
  const sqlJs = await loadSqlJs(wasmPath);
  return (opened ??= openProfile(location, { sqlJs, sessionDirProfiles }));
}

const PAGE_BOUND: PageBound<TranscriptMessage> = { most: PAGE_TEXT_LIMIT, sizeOf: textChars };

const WRITTEN_BOUND: PageBound<string> = { most: FIND_PAGE_CHARS, sizeOf: (text) => text.length };

const FIND_BOUND: PageBound<FindTexts> = { most: FIND_PAGE_CHARS, sizeOf: findTextsChars };
const FIND_PAGE_MESSAGES = 5_000;

/** The same messages of one store are others under another filter. */
const findToken = (reader: ProfileReader, target: TranscriptTarget): string =>
  JSON.stringify([target, reader.filtered.source(target).token]);

interface Outlined {
  readonly entries: readonly OutlineEntry[];
  readonly beginning: Beginning | null;
  readonly bytes: number;
}

/** So much is read before whoever waits for something else gets a turn. */
const OUTLINE_BOUND: PageBound<Outlined> = { most: 1024 * 1024, sizeOf: ({ bytes }) => bytes };
const OUTLINE_PAGE_MESSAGES = 1_000;

/** Loaded with the first export: its Markdown parser is much of the worker's code, and no reading needs it. */
async function openExportJobs(): Promise<ExportJobs> {
  const { ExportJobs } = await import('./exportJobs');
  return (exportJobs ??= new ExportJobs());
}

type Answered<Call> = Call extends (...args: infer Args) => infer Value ? (...args: Args) => Value | Promise<Value> : never;

const apiOf = (reader: ProfileReader): { readonly [M in ProfileMethod]: Answered<ProfileApi[M]> } => ({
  refresh: (depth) => reader.refresh(depth),
  overview: (shown, now) => reader.overview(shown, now),
  rows: (shown, now, group, offset, limit) => reader.rows(shown, now, group, offset, limit),
  children: (sessionId) => reader.children(sessionId),
  row: (sessionId) => reader.row(sessionId),
  rowsOf: (sessionIds) => reader.rowsOf(sessionIds),
  details: (sessionId) => reader.details(sessionId),
  source: (target) => reader.filtered.source(target),
  prepareFilter: (target) => reader.filtered.prepare(target),
  filterFacts: (target) => reader.filtered.facts(target),
  near: (target, number) => reader.filtered.near(target, number),
  directories: (sessionId) => reader.directories(sessionId),
  compareCopies: (sessionId, shown) => reader.copies.compare(sessionId, shown),
  counterpart: (sessionId, from, messageId, to) => reader.copies.counterpart(sessionId, from, messageId, to),
  systemPrompt: (sessionId) => reader.systemPrompt(sessionId),
  // Cut to what a screen needs before it crosses the thread: a message may have many megabytes.
  page: (target, from, count) => reader.filtered.pageAs(target, from, count, toTranscriptMessage, PAGE_BOUND),
  message: (target, messageId) => reader.filtered.message(target, messageId, toTranscriptMessage),
  text: (target, messageId, slot, from) =>
    reader.filtered.message(target, messageId, (message) => readSlot(message, slot, from)),
  picture: (target, messageId, part) => {
    const data = reader.filtered.message(target, messageId, (message) => readPicture(message, part));
    return data === null ? null : decodePicture(data);
  },
  written: (target, from, count, form) =>
    reader.filtered.pageAs(target, from, count, (message) => writeMessage(message, form), WRITTEN_BOUND),
  findToken: (target) => findToken(reader, target),
  findPage: (target, from) => {
    // Before the texts: what is written meanwhile makes them look older than they are, and they are read again.
    const token = findToken(reader, target);
    return toFindPage(token, from, reader.filtered.pageAs(target, from, FIND_PAGE_MESSAGES, toFindTexts, FIND_BOUND));
  },
  outline: (target, from) => {
    const outline = new OutlineReader();
    const read = (message: Message, index: number, startsSegment: boolean): Outlined => ({
      entries: outline.read(message, index, startsSegment),
      beginning: outline.beginning(message),
      bytes: message.contentBytes,
    });
    const outlined = reader.filtered.pageAs(target, from, OUTLINE_PAGE_MESSAGES, read, OUTLINE_BOUND);
    const [entries, beginnings] = [outlined.flatMap((each) => each.entries), outlined.map(({ beginning }) => beginning)];
    return { from, next: from + outlined.length, entries, beginnings };
  },
  exportPiece: async (job, isFirst, request) => (await openExportJobs()).piece(reader, location, job, isFirst, request),
  exportEnd: (job) => exportJobs?.end(job),
});

async function answer(request: WorkerRequest): Promise<WorkerResponse> {
  const { id, method, args } = request;
  try {
    const reader = await open();
    // After a restart the reader knows nothing; whatever is asked of it stands on a reading.
    if (method !== 'refresh' && reader.state().revision === 0) reader.refresh('full');
    const api = apiOf(reader) as Record<ProfileMethod, (...callArgs: readonly unknown[]) => unknown>;
    return { id, outcome: 'value', value: await api[method](...args) };
  } catch (error) {
    if (error instanceof Failure) return { id, outcome: 'failure', code: error.code, details: error.details };
    const known = error instanceof Error ? error : new Error(String(error));
    return { id, outcome: 'error', message: known.message, stack: known.stack ?? '' };
  }
}

port.on('message', (request: WorkerRequest) => {
  void answer(request).then((response) => port.postMessage(response));
});
