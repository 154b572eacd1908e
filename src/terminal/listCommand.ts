/** `hermes-sessions list`. */
import type { Conversation } from '../core/conversation';
import { newestActivityFirst, overviewOf } from '../core/sessionTree';
import { toSessionJson, type SessionJson } from '../core/sessionJson';
import { notShownWords, relativeTime, rowLabel } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { padEnd, padStart } from './columns';
import type { OpenProfile } from './openProfiles';
import type { Output } from './output';

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
  const listed: Listed[] = [];
  for (const open of profiles) {
    for (const conversation of open.reader.list().conversations) {
      if (options.all || conversation.hidden === null) listed.push({ open, conversation });
    }
  }
  listed.sort((a, b) => newestActivityFirst(a.conversation, b.conversation));
  const shown = options.limit === 0 ? listed : listed.slice(0, options.limit);
  const previews = loadPreviews(shown);
  if (options.json) await output.write(`${JSON.stringify(shown.map((entry) => jsonOf(entry, previews)), null, 1)}\n`);
  else await writeTable(shown, previews, profiles, listed.length, options, output);
}

type Previews = ReadonlyMap<OpenProfile, ReadonlyMap<string, string>>;

function loadPreviews(shown: readonly Listed[]): Previews {
  const ids = new Map<OpenProfile, string[]>();
  for (const { open, conversation } of shown) ids.set(open, [...(ids.get(open) ?? []), conversation.id]);
  return new Map([...ids].map(([open, wanted]) => [open, open.reader.previewsOf(wanted)]));
}

function jsonOf({ open, conversation }: Listed, previews: Previews): SessionJson {
  const preview = previews.get(open)?.get(conversation.id) ?? '';
  return toSessionJson(conversation, open.reader.list().tree, preview, open.location.profile);
}

async function writeTable(
  shown: readonly Listed[],
  previews: Previews,
  profiles: readonly OpenProfile[],
  total: number,
  options: ListOptions,
  output: Output,
): Promise<void> {
  const time = { now: output.now(), locale: output.locale };
  const idWidth = Math.min(64, Math.max(2, ...shown.map(({ conversation }) => conversation.id.length)));
  const lines = shown.map(({ open, conversation }) => {
    const [row] = open.reader.toRows([conversation]);
    const label = row === undefined ? '' : rowLabel(row.label === null ? { ...row, label: previews.get(open)?.get(row.id) ?? null } : row);
    const columns = [
      padStart(conversation.lastActiveAt === null ? '' : relativeTime(conversation.lastActiveAt, time), 8),
      padStart(conversation.messageCount === null ? '' : conversation.messageCount.toLocaleString(output.locale), 7),
      padEnd(conversation.source, 10),
      padEnd(conversation.id, idWidth),
      ...(profiles.length > 1 ? [padEnd(open.location.profile, 10)] : []),
    ];
    const start = `${columns.join('  ')}  `;
    return `${start}${padEnd(label, Math.max(20, output.columns - start.length - 1))}`.trimEnd();
  });
  await output.write(lines.length === 0 ? `${TERMINAL_WORDS.none}\n` : `${lines.join('\n')}\n`);
  if (shown.length < total) output.remark(say(TERMINAL_WORDS, 'more', { count: total - shown.length }, output.locale));
  if (options.all) return;
  for (const open of profiles) {
    const { notShown } = overviewOf(open.reader.list().tree, new Set(), time.now);
    const count = Object.values(notShown).reduce((sum, n) => sum + n, 0);
    if (count > 0) output.remark(say(TERMINAL_WORDS, 'notShown', { count, categories: notShownWords(notShown, output.locale) }, output.locale));
  }
}
