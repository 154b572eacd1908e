/** `hermes-sessions show`. */
import { findSession } from '../core/findSession';
import { Failure } from '../core/failure';
import { toSessionJson } from '../core/sessionJson';
import { visibleText } from '../core/visibleText';
import { placesWords, rowLabel } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';
import type { Format } from './arguments';
import type { OpenProfile } from './openProfiles';
import type { Output } from './output';
import { renderMessage, renderTitle } from './renderMessage';
import { toMessageJson } from './messageJson';

export interface ShowOptions {
  readonly wanted: string;
  readonly format: Format;
}

/** Messages are rendered in pieces of this many, so that a long session does not become one string. */
const PAGE = 500;

/** Exit code 0, or 1 when the session was not found or several fit. */
export async function show(profiles: readonly OpenProfile[], options: ShowOptions, output: Output): Promise<0 | 1> {
  const found = profiles.flatMap((open) => {
    const result = findSession(open.reader.list().tree, options.wanted);
    return result.kind === 'one' ? [{ open, id: result.id }] : result.kind === 'several' ? result.ids.map((id) => ({ open, id })) : [];
  });
  // An exact id outranks what other profiles offer by prefix or title.
  const exact = found.filter(({ id }) => id === options.wanted);
  const candidates = exact.length > 0 ? exact : found;
  const [only] = candidates;
  if (only === undefined) {
    output.remark(say(TERMINAL_WORDS, 'notFound', { wanted: visibleText(options.wanted) }));
    return 1;
  }
  if (candidates.length > 1) {
    output.remark(say(TERMINAL_WORDS, 'several', { count: candidates.length, wanted: visibleText(options.wanted) }, output.locale));
    for (const { open, id } of candidates) {
      const row = open.reader.row(id);
      output.remark(`  ${visibleText(id)}  ${open.location.profile}  ${row === null ? '' : rowLabel(row)}`);
    }
    return 1;
  }
  return (options.format === 'jsonl' ? showRow : options.format === 'json' ? showJson : showText)(only.open, only.id, options.format, output);
}

/** One `state.db` row with its live messages, as `hermes sessions export` writes it. */
async function showRow(open: OpenProfile, id: string, _format: Format, output: Output): Promise<0 | 1> {
  const conversation = open.reader.row(id);
  try {
    await output.write(`${JSON.stringify(open.reader.export(id))}\n`);
    return 0;
  } catch (error) {
    if (!Failure.is(error, 'session_not_found')) throw error;
    output.remark(say(TERMINAL_WORDS, 'noRow', { id: visibleText(id), places: placesWords(conversation?.places ?? []) }));
    return 1;
  }
}

async function showJson(open: OpenProfile, id: string, _format: Format, output: Output): Promise<0> {
  const { reader, location } = open;
  const source = remarkOnSource(open, id, output);
  const { tree } = reader.list();
  const conversation = tree.bySessionId.get(id);
  const preview = reader.previewsOf([id]).get(id) ?? '';
  const head = conversation === undefined ? { id } : toSessionJson(conversation, tree, preview, location.profile);
  const messages = source.messageCount === 0 ? [] : reader.messages.page(id, 0, source.messageCount).map(toMessageJson);
  await output.write(`${JSON.stringify({ ...head, id, messages_from: source.place, messages }, null, 1)}\n`);
  return 0;
}

async function showText(open: OpenProfile, id: string, format: Format, output: Output): Promise<0> {
  const { reader } = open;
  const source = remarkOnSource(open, id, output);
  const row = reader.row(id);
  const style = format === 'markdown' ? 'markdown' : 'text';
  if (row !== null) await output.write(renderTitle(row, id, source, style, { now: output.now(), locale: output.locale }));
  for (let from = 0; from < source.messageCount; from += PAGE) {
    const page = reader.messages.page(id, from, PAGE);
    await output.write(page.map((message) => renderMessage(message, style, output.locale)).join(''));
  }
  return 0;
}

function remarkOnSource(open: OpenProfile, id: string, output: Output) {
  const source = open.reader.messages.source(id);
  if (source.incomplete) output.remark(TERMINAL_WORDS.warningIncomplete);
  if (source.undoneCount > 0) output.remark(say(TERMINAL_WORDS, 'warningUndone', { count: source.undoneCount }, output.locale));
  return source;
}
