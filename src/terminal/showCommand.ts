/** `hermes-sessions show`. */
import type { DocumentFormat, ExportFormat, ExportRequest } from '../core/export/exportRequest';
import { renderDocument } from '../core/export/renderDocument';
import { Failure } from '../core/failure';
import { findSession } from '../core/findSession';
import { newestActivityFirst } from '../core/sessionTree';
import { placesWords } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { redactedWords } from '../core/words/secretWords';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import { exportDocument, exportRows, exportSource } from '../io/profile/exportDocument';
import type { MessageSource } from '../io/profile/messageReader';
import { shownId, shownShort } from './columns';
import type { OpenProfile } from './openProfiles';
import type { Output } from './output';
import { saveDocument } from './saveDocument';
import { sessionTable } from './sessionTable';
import type { DocumentOptions } from './showOptions';

export interface ShowOptions extends DocumentOptions {
  readonly wanted: string;
  readonly format: ExportFormat;
}

interface Candidate {
  readonly open: OpenProfile;
  readonly id: string;
}

const MOST_CANDIDATES = 20;

/**
 * Exit code 0, or 1 when the session was not found or several fit.
 * @throws Failure of the database; db_damaged also when not one of the session's messages can be read, in any format;
 *   file_exists, save_failed, save_protected; CancellationError
 */
export async function show(
  profiles: readonly OpenProfile[],
  options: ShowOptions,
  output: Output,
): Promise<0 | 1> {
  const { wanted, format } = options;
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
  const write = async (pieces: Iterable<string>): Promise<void> => {
    if (options.output !== null) return saveDocument(options.output, pieces, profiles, output);
    for (const piece of pieces) await output.write(piece);
  };
  return format === 'jsonl' ? showRow(only, write, output) : showDocument(only, { ...options, format }, write, output);
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

type Write = (pieces: Iterable<string>) => Promise<void>;

/** One `state.db` row with its live messages, as `hermes sessions export` writes it. */
async function showRow({ open, id }: Candidate, write: Write, output: Output): Promise<0 | 1> {
  try {
    await write(exportRows(open.reader, [id], () => output.remark(TERMINAL_WORDS.warningIncomplete)));
    return 0;
  } catch (error) {
    if (!Failure.is(error, 'session_not_found')) throw error;
    output.remark(
      say(TERMINAL_WORDS, 'noRow', { id: shownId(id), places: placesWords(open.reader.row(id)?.places ?? []) }),
    );
    return 1;
  }
}

async function showDocument(
  { open, id }: Candidate,
  options: DocumentOptions & { readonly format: DocumentFormat },
  write: Write,
  output: Output,
): Promise<0> {
  const { reader, location } = open;
  const { locale } = output;
  let damaged = 0;
  const request: ExportRequest = { ...options, sessionIds: [id], locale };
  const document = exportDocument(reader, location, request, () => (damaged += 1));
  remarkOnSource(exportSource(reader, request), output);
  // No other command needs it.
  const { parseMarkdown } = await import('../markdown/markdown');
  await write(renderDocument(document, options.format, parseMarkdown));
  if (damaged > 0) output.remark(say(TERMINAL_WORDS, 'warningDamagedMessages', { count: damaged }, locale));
  if (document.redacted !== null) output.remark(redactedWords(document.redacted(), locale));
  return 0;
}

/** What of the messages is missing is said first. */
function remarkOnSource(source: MessageSource, output: Output): void {
  if (source.incomplete) output.remark(TERMINAL_WORDS.warningIncomplete);
  else if (source.messageCount === 0) output.remark(TRANSCRIPT_WORDS.empty);
  if (source.undoneCount > 0)
    output.remark(say(TERMINAL_WORDS, 'warningUndone', { count: source.undoneCount }, output.locale));
}
