/** A conversation of a profile as a document to be written: read page by page while it is written. */
import { chosenParts, leftOutWords } from '../../core/export/chosenParts';
import type { ExportDocument, ExportSegment } from '../../core/export/exportDocument';
import type { ExportRequest } from '../../core/export/exportRequest';
import { redactDocument } from '../../core/export/redactMessage';
import { Redactor } from '../../core/export/redactor';
import { sessionHead } from '../../core/export/sessionHead';
import { Failure } from '../../core/failure';
import { jsonText } from '../../core/jsonText';
import type { Message } from '../../core/message';
import { kindsOf, type Filtered } from '../../core/messageFilter';
import type { Range } from '../../core/seam';
import { toSessionJson } from '../../core/sessionJson';
import type { TranscriptTarget } from '../../core/transcriptTarget';
import { EXPORT_WORDS } from '../../core/words/export';
import { filterWords } from '../../core/words/filterWords';
import { say } from '../../core/words/say';
import type { ProfileLocation } from '../hermesHome';
import { isDamagedMessage } from '../stateDb/messageRows';
import type { ConversationSource, SegmentSource } from './conversationReader';
import type { MessageSource } from './messageReader';
import type { ProfileReader } from './profileReader';

/** Single messages can have megabytes; so few of them are in memory at a time. */
const PAGE = 32;

/** Called when something of a document cannot be read: a message in damaged pages, or some of those of a row. */
type OnDamage = () => void;

/**
 * `onDamage` is called for each message in damaged pages, as it is walked.
 * @throws Failure session_not_found, copy_missing, what the database throws, db_damaged also when not one of the messages can be read;
 *   walking messages throws conversation_changed, too
 */
export function exportDocument(
  reader: ProfileReader,
  { profile, stateDbPath }: Pick<ProfileLocation, 'profile' | 'stateDbPath'>,
  request: ExportRequest,
  onDamage: OnDamage,
): ExportDocument {
  const { sessionIds, locale } = request;
  const id = sessionIds.at(-1) ?? '';
  const { tree } = reader.list();
  const row = reader.row(id);
  const conversation = tree.bySessionId.get(id);
  if (row === null || conversation === undefined) throw new Failure('session_not_found', { id });
  const chosen = new Set(sessionIds);
  const segments = exportSource(reader, request).segments.filter(({ target }) => chosen.has(target.sessionId));
  if (isNothingLeft(reader, segments)) throw new Failure('db_damaged', { path: stateDbPath, reason: 'pages' });
  const records = sessionIds.map((each) => tree.records.get(each));
  const head = sessionHead(
    row,
    sessionIds,
    records,
    segments.map(({ source }) => (request.withUndone === true ? { ...source, undoneCount: 0 } : source)),
    locale,
  );
  const { filter } = request;
  const left = filter === undefined ? null : reader.filtered.leaves({ ...targetOf(request), filter });
  const filtered = filter === undefined || left === null ? null : { filter, shown: left.shown, total: left.total };
  const notes = [leftOutWords(request), filtered === null ? null : filteredWords(filtered, locale)].filter((words) => words !== null);
  const document: ExportDocument = {
    head: { ...head, notes: [...head.notes, ...notes] },
    record: { ...toSessionJson(conversation, tree, reader.previewsOf([id]).get(id) ?? '', profile) },
    segments: segments.map((segment) => segmentOf(reader, segment, request, left, onDamage)),
    parts: request,
    filtered,
    locale,
    redacted: null,
  };
  return request.redact ? redactDocument(document, new Redactor()) : document;
}

/** What is exported: the copies that a transcript of the same session shows. @throws as `exportDocument` */
export const exportSource = (reader: ProfileReader, request: ExportRequest): ConversationSource =>
  reader.conversations.source(targetOf(request));

const targetOf = ({ sessionIds, source, withUndone }: ExportRequest): TranscriptTarget => ({
  sessionId: sessionIds.at(-1) ?? '',
  source,
  isWhole: sessionIds.length > 1,
  ...(withUndone === true && { withUndone }),
});

/** "Filtered to prompts and errors: 12 of 44 messages" */
const filteredWords = ({ filter, shown, total }: NonNullable<ExportDocument['filtered']>, locale: string): string =>
  say(EXPORT_WORDS, 'filtered', { what: filterWords(filter, locale), shown, count: total }, locale);

function segmentOf(
  reader: ProfileReader,
  { target, source, repeated, from }: SegmentSource,
  request: ExportRequest,
  left: Filtered | null,
  onDamage: OnDamage,
): ExportSegment {
  return {
    id: target.sessionId,
    place: source.place,
    messageCount: source.messageCount,
    // As in the transcript, where it is one of the notes.
    systemPrompt:
      request.systemPrompt === 'all' && (request.filter === undefined || kindsOf(request.filter).has('notes'))
        ? reader.systemPrompt(target.sessionId, WHOLE_PROMPT_CHARS)
        : null,
    messages: chosenMessages(leftBy(left, from, without(repeated, messagesOf(reader, target, source, onDamage))), request),
  };
}

/** Longer than any prompt; a bound all the same. */
const WHOLE_PROMPT_CHARS = 16 * 1024 * 1024;

/** A reader sees once what a segment repeats of the one before. */
function* without(repeated: readonly Range[], messages: Iterable<Message>): Generator<Message> {
  let position = 0;
  for (const message of messages) {
    const here = position;
    position += 1;
    if (!repeated.some(({ from, to }) => here >= from && here < to)) yield message;
  }
}

/** `from` is the place of the first message in the conversation. */
function* leftBy(left: Filtered | null, from: number, messages: Iterable<Message>): Generator<Message> {
  const places = new Set(left?.places);
  let place = from;
  for (const message of messages) {
    if (left === null) yield message;
    else if (places.has(place)) yield left.strip(message, place);
    place += 1;
  }
}

function* chosenMessages(messages: Iterable<Message>, request: ExportRequest): Generator<Message> {
  for (const message of messages) {
    const chosen = chosenParts(message, request);
    if (chosen !== null) yield chosen;
  }
}

/**
 * The messages that were there when `source` was asked for; what was added since is not among them. Each page begins
 * with the last message of the one before: when that is another one now, something was taken out meanwhile, and what
 * follows would not fit what is already written.
 */
function* messagesOf(
  reader: ProfileReader,
  target: TranscriptTarget,
  source: MessageSource,
  onDamage: OnDamage,
): Generator<Message> {
  let last: Message | null = null;
  for (let from = 0; from < source.messageCount; from += PAGE) {
    const overlap: number = last === null ? 0 : 1;
    const count = Math.min(PAGE, source.messageCount - from);
    const read: Message[] = reader.messages.page(target, from - overlap, count + overlap);
    if (read.length < count + overlap || (last !== null && read[0]?.id !== last.id) || isOtherFile(reader, target, source))
      throw new Failure('conversation_changed', { id: target.sessionId });
    for (const message of read.slice(overlap)) {
      // Told here: what makes another message of it later makes it look like any other.
      if (isDamagedMessage(message)) onDamage();
      yield message;
    }
    last = read.at(-1) ?? null;
  }
}

/** In a file, a message's id is its position, which proves nothing: the file itself has to be the same. */
const isOtherFile = (reader: ProfileReader, target: TranscriptTarget, source: MessageSource): boolean =>
  source.place !== 'state.db' && reader.messages.source(target).token !== source.token;

/** Of several segments, those that have no messages say nothing. */
function isNothingLeft(reader: ProfileReader, segments: readonly SegmentSource[]): boolean {
  const filled = segments.filter(
    ({ target, source }) => source.messageCount > 0 || isWhollyDamaged(reader, target, source),
  );
  return filled.length > 0 && filled.every(({ target, source }) => isWhollyDamaged(reader, target, source));
}

function isWhollyDamaged({ messages }: ProfileReader, target: TranscriptTarget, source: MessageSource): boolean {
  const { place, messageCount, undoneCount, incomplete } = source;
  if (place !== 'state.db') return false;
  if (messageCount === 0) return incomplete && undoneCount === 0;
  // Ends at the first page with a readable message: nearly always the first of all.
  for (let from = 0; from < messageCount; from += PAGE)
    if (messages.page(target, from, PAGE).some((message) => !isDamagedMessage(message))) return false;
  return true;
}

/**
 * Rows of `state.db` with their live messages, one JSON value a line, exactly as `hermes sessions export` writes them;
 * in pieces, so that no string holds a whole row. `onDamage` is called before a row that is not whole.
 * @throws Failure session_not_found where a session has no row, db_damaged where none of its messages can be read
 */
export function* exportRows(
  reader: ProfileReader,
  sessionIds: readonly string[],
  onDamage: OnDamage,
): Generator<string> {
  for (const id of sessionIds) {
    const { row: exported, incomplete } = reader.export(id);
    if (incomplete) onDamage();
    const { messages, ...row } = exported;
    yield jsonText(row).slice(0, -'}'.length);
    yield ',"messages":[';
    let separator = '';
    for (const message of Array.isArray(messages) ? (messages as unknown[]) : []) {
      yield `${separator}${jsonText(message)}`;
      separator = ',';
    }
    yield ']}\n';
  }
}
