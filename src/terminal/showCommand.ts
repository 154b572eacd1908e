/** `hermes-sessions show`. */
import { Failure } from '../core/failure';
import { findSession } from '../core/findSession';
import type { Message } from '../core/message';
import { toSessionJson } from '../core/sessionJson';
import { newestActivityFirst } from '../core/sessionTree';
import { placesWords } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import type { MessageSource } from '../io/profile/messageReader';
import { isDamagedMessage } from '../io/stateDb/messageRows';
import type { Format } from './arguments';
import { shownId, shownShort } from './columns';
import { jsonText } from './jsonText';
import { toMessageJson } from './messageJson';
import { piecesOf } from './messagePieces';
import type { OpenProfile } from './openProfiles';
import type { Output } from './output';
import { renderMarkdownHead, renderMarkdownMessage } from './renderMarkdown';
import { renderTextHead, renderTextMessage } from './renderText';
import { sessionHead } from './sessionHead';
import { sessionTable } from './sessionTable';

export interface ShowOptions {
  readonly wanted: string;
  readonly format: Format;
}

interface Candidate {
  readonly open: OpenProfile;
  readonly id: string;
}

/** Messages are read in pieces of this many and written one by one: single ones can have megabytes. */
const PAGE = 32;
const MOST_CANDIDATES = 20;

/**
 * Exit code 0, or 1 when the session was not found or several fit.
 * @throws Failure of the database; db_damaged also when not one of the session's messages can be read, in any format
 */
export async function show(
  profiles: readonly OpenProfile[],
  { wanted, format }: ShowOptions,
  output: Output,
): Promise<0 | 1> {
  const candidates = candidatesFor(profiles, wanted);
  const [only, ...others] = candidates;
  if (only === undefined) {
    output.remark(say(TERMINAL_WORDS, 'notFound', { wanted: shownShort(wanted) }));
    return 1;
  }
  if (others.length > 0) {
    remarkOnSeveral(candidates, profiles.length > 1, wanted, output);
    return 1;
  }
  switch (format) {
    case 'jsonl':
      return showRow(only, output);
    case 'json':
      return showJson(only, output);
    case 'text':
    case 'markdown':
      return showText(only, format, output);
  }
}

/** Newest activity first. */
function candidatesFor(profiles: readonly OpenProfile[], wanted: string): readonly Candidate[] {
  const found = profiles.flatMap((open) => {
    const { tree } = open.reader.list();
    const result = findSession(tree, wanted);
    const ids = result.kind === 'one' ? [result.id] : result.kind === 'several' ? result.ids : [];
    return ids.flatMap((id) => {
      const conversation = tree.bySessionId.get(id);
      return conversation === undefined ? [] : [{ open, id, conversation }];
    });
  });
  found.sort((a, b) => newestActivityFirst(a.conversation, b.conversation));
  // An exact id outranks what other profiles offer by prefix or title.
  const exact = found.filter(({ id }) => id === wanted);
  return exact.length > 0 ? exact : found;
}

function remarkOnSeveral(candidates: readonly Candidate[], withProfile: boolean, wanted: string, output: Output): void {
  const { locale, columns } = output;
  output.remark(say(TERMINAL_WORDS, 'several', { count: candidates.length, wanted: shownShort(wanted) }, locale));
  const rows = candidates.slice(0, MOST_CANDIDATES).flatMap(({ open, id }) => {
    const row = open.reader.row(id);
    return row === null ? [] : [{ row, id, profile: open.location.profile }];
  });
  const indent = '  ';
  const lines = sessionTable(rows, { columns: columns - indent.length, locale, now: output.now(), withProfile });
  for (const line of lines) output.remark(`${indent}${line}`);
  const more = candidates.length - rows.length;
  if (more > 0) output.remark(say(TERMINAL_WORDS, 'severalMore', { count: more }, locale));
}

/** One `state.db` row with its live messages, as `hermes sessions export` writes it. */
async function showRow({ open, id }: Candidate, output: Output): Promise<0 | 1> {
  try {
    const { row, incomplete } = open.reader.export(id);
    if (incomplete) output.remark(TERMINAL_WORDS.warningIncomplete);
    await output.write(`${jsonText(row)}\n`);
    return 0;
  } catch (error) {
    if (!Failure.is(error, 'session_not_found')) throw error;
    output.remark(
      say(TERMINAL_WORDS, 'noRow', { id: shownId(id), places: placesWords(open.reader.row(id)?.places ?? []) }),
    );
    return 1;
  }
}

/** The conversation as `list --json` gives it, with its messages, one a line. */
async function showJson({ open, id }: Candidate, output: Output): Promise<0> {
  const { reader, location } = open;
  const source = sourceOf(open, id, output);
  const { tree } = reader.list();
  const conversation = tree.bySessionId.get(id);
  const preview = reader.previewsOf([id]).get(id) ?? '';
  const head = conversation === undefined ? {} : toSessionJson(conversation, tree, preview, location.profile);
  const whole = jsonText({ ...head, id, messages_from: source.place, messages: [] });
  await output.write(whole.slice(0, -']}'.length));
  let separator = '\n';
  for (const message of messagesOf(open, id, source, output)) {
    await output.write(`${separator}${jsonText(toMessageJson(message))}`);
    separator = ',\n';
  }
  await output.write('\n]}\n');
  return 0;
}

async function showText({ open, id }: Candidate, format: 'text' | 'markdown', output: Output): Promise<0> {
  const { reader } = open;
  const source = sourceOf(open, id, output);
  const row = reader.row(id);
  const [renderHead, renderMessage] =
    format === 'text' ? [renderTextHead, renderTextMessage] : [renderMarkdownHead, renderMarkdownMessage];
  if (row !== null)
    await output.write(renderHead(sessionHead(row, reader.list().tree.records.get(id), source, id, output.locale)));
  for (const message of messagesOf(open, id, source, output)) await output.write(renderMessage(piecesOf(message)));
  return 0;
}

/** Written one by one as they are read; how many of them could not be is said at the end. */
function* messagesOf(
  { reader }: OpenProfile,
  id: string,
  { messageCount }: MessageSource,
  output: Output,
): Generator<Message> {
  let damaged = 0;
  for (let from = 0; from < messageCount; from += PAGE) {
    for (const message of reader.messages.page(id, from, PAGE)) {
      if (isDamagedMessage(message)) damaged += 1;
      yield message;
    }
  }
  if (damaged > 0) output.remark(say(TERMINAL_WORDS, 'warningDamagedMessages', { count: damaged }, output.locale));
}

/** Where the messages come from; what of them is missing is said first. @throws Failure db_damaged when all of them are */
function sourceOf(open: OpenProfile, id: string, output: Output): MessageSource {
  const source = open.reader.messages.source(id);
  if (source.place === 'state.db' && isAllDamaged(open, id, source))
    throw new Failure('db_damaged', { path: open.location.stateDbPath, reason: 'pages' });
  if (source.incomplete) output.remark(TERMINAL_WORDS.warningIncomplete);
  else if (source.messageCount === 0) output.remark(TRANSCRIPT_WORDS.empty);
  if (source.undoneCount > 0)
    output.remark(say(TERMINAL_WORDS, 'warningUndone', { count: source.undoneCount }, output.locale));
  return source;
}

function isAllDamaged({ reader }: OpenProfile, id: string, { messageCount, undoneCount, incomplete }: MessageSource): boolean {
  if (messageCount === 0) return incomplete && undoneCount === 0;
  // Ends at the first page with a readable message: nearly always the first of all.
  for (let from = 0; from < messageCount; from += PAGE)
    if (reader.messages.page(id, from, PAGE).some((message) => !isDamagedMessage(message))) return false;
  return true;
}
