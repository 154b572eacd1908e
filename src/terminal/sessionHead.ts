/** What stands above a session's messages. */
import type { ConversationRow } from '../core/conversation';
import { lastActive, toMs, type SessionRecord } from '../core/sessionRecord';
import { sourceName } from '../core/sources';
import { placesWords, rowLabel } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { SESSION_WORDS } from '../core/words/sessions';
import { TERMINAL_WORDS } from '../core/words/terminal';
import type { MessageSource } from '../io/profile/messageReader';
import { shownId, shownShort } from './columns';
import { localTime } from './messagePieces';

export interface SessionHead {
  readonly title: string;
  /** Source, time, number of messages, store, id. */
  readonly facts: readonly string[];
  /** The segments before and after this one, in sentences; empty when it is the only one. */
  readonly chain: readonly string[];
}

export function sessionHead(
  row: ConversationRow,
  record: SessionRecord | undefined,
  source: MessageSource,
  id: string,
  locale: string,
): SessionHead {
  const position = row.segmentIds.indexOf(id);
  const ids = (segments: readonly string[]): string => segments.map(shownId).join(', ');
  const older = row.segmentIds.slice(0, position);
  const newer = row.segmentIds.slice(position + 1);
  return {
    title: rowLabel(row),
    facts: [
      shownShort(sourceName(row.source)),
      ...timesOf(record),
      say(SESSION_WORDS, 'messages', { count: source.messageCount }, locale),
      placesWords([source.place]),
      shownId(id),
    ],
    chain: [
      ...(older.length === 0 ? [] : [say(TERMINAL_WORDS, 'continues', { ids: ids(older) })]),
      ...(newer.length === 0 ? [] : [say(TERMINAL_WORDS, 'continuedIn', { ids: ids(newer) })]),
    ],
  };
}

/** "2026-11-17 14:05 – 14:15"; what is equal at both ends is said once. */
function timesOf(record: SessionRecord | undefined): string[] {
  const [from, to] = [toMs(record?.started_at ?? null), toMs(record === undefined ? null : lastActive(record))].map(
    (at) => (at === null ? null : localTime(at).slice(0, -':00'.length)),
  );
  if (from == null || to == null || from === to) return [from ?? to].filter((time) => time != null);
  const [day, clock] = to.split(' ');
  return [`${from} – ${from.startsWith(`${day} `) ? clock : to}`];
}
