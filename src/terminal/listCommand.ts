/** `hermes-sessions list`. */
import type { Conversation } from '../core/conversation';
import { toSessionJson } from '../core/sessionJson';
import { newestActivityFirst, overviewOf } from '../core/sessionTree';
import { visibleText } from '../core/visibleText';
import { notShownWords } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { jsonText } from '../core/jsonText';
import type { OpenProfile } from './openProfiles';
import type { Output } from './output';
import { sessionTable, type TableRow } from './sessionTable';

export interface ListOptions {
  readonly all: boolean;
  /** 0 is all. */
  readonly limit: number;
  readonly json: boolean;
}

interface Listed {
  readonly open: OpenProfile;
  readonly conversation: Conversation;
}

/** Conversations of all profiles together, newest activity first. */
export async function list(profiles: readonly OpenProfile[], options: ListOptions, output: Output): Promise<void> {
  const listed = profiles
    .flatMap((open) => open.reader.list().conversations.map((conversation): Listed => ({ open, conversation })))
    .filter(({ conversation }) => options.all || conversation.hidden === null)
    .sort((a, b) => newestActivityFirst(a.conversation, b.conversation));
  const shown = options.limit === 0 ? listed : listed.slice(0, options.limit);
  if (options.json) {
    await writeJson(shown, profiles, output);
    return;
  }
  await writeTable(shown, profiles, output);
  if (shown.length < listed.length)
    output.remark(say(TERMINAL_WORDS, 'more', { count: listed.length - shown.length }, output.locale));
  if (!options.all) remarkOnHidden(profiles, output);
}

/** One conversation a line, so that a line is a whole value. */
async function writeJson(shown: readonly Listed[], profiles: readonly OpenProfile[], output: Output): Promise<void> {
  const previews = new Map(profiles.map((open) => [open, open.reader.previewsOf(idsOf(shown, open))]));
  const lines = shown.map(({ open, conversation }) => {
    const preview = previews.get(open)?.get(conversation.id) ?? '';
    return jsonText(toSessionJson(conversation, open.reader.list().tree, preview, open.location.profile));
  });
  await output.write(lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`);
}

async function writeTable(shown: readonly Listed[], profiles: readonly OpenProfile[], output: Output): Promise<void> {
  if (shown.length === 0) {
    await output.write(`${TERMINAL_WORDS.none}\n`);
    return;
  }
  const rows = new Map<Conversation, TableRow>();
  for (const open of profiles) {
    const own = shown.filter((entry) => entry.open === open).map(({ conversation }) => conversation);
    open.reader
      .toRows(own)
      .forEach((row, i) => rows.set(own[i] as Conversation, { row, id: row.id, profile: open.location.profile }));
  }
  const inOrder = shown.flatMap(({ conversation }) => rows.get(conversation) ?? []);
  const { columns, locale } = output;
  const lines = sessionTable(inOrder, { columns, locale, now: output.now(), withProfile: profiles.length > 1 });
  await output.write(`${lines.join('\n')}\n`);
}

const idsOf = (shown: readonly Listed[], open: OpenProfile): string[] =>
  shown.filter((entry) => entry.open === open).map(({ conversation }) => conversation.id);

function remarkOnHidden(profiles: readonly OpenProfile[], output: Output): void {
  const { locale } = output;
  for (const { reader, location } of profiles) {
    const { notShown } = overviewOf(reader.list().tree, new Set(), output.now());
    const count = Object.values(notShown).reduce((sum, n) => sum + n, 0);
    if (count === 0) continue;
    const words = say(TERMINAL_WORDS, 'notShown', { count, categories: notShownWords(notShown, locale) }, locale);
    output.remark(profiles.length === 1 ? words : `${visibleText(location.profile)}: ${words}`);
  }
}
