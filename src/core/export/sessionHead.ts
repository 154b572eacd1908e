/** What stands above a conversation's messages. */
import type { ConversationRow, Place } from '../conversation';
import { lastActive, toMs, type SessionRecord } from '../sessionRecord';
import { sourceName } from '../sources';
import { shownId, shownShort } from '../visibleText';
import { EXPORT_WORDS } from '../words/export';
import { placesWords, rowLabel } from '../words/rowWords';
import { say } from '../words/say';
import { SESSION_WORDS } from '../words/sessions';
import { localTime } from './messagePieces';

export interface SessionHead {
  readonly title: string;
  /** Source, time, number of messages, store, id. */
  readonly facts: readonly string[];
  /** The segments before and after, and what is not in the document, in sentences. */
  readonly notes: readonly string[];
}

/** What a store says of one session's messages. */
export interface HeadSource {
  readonly place: Place;
  readonly messageCount: number;
  readonly undoneCount: number;
  readonly incomplete: boolean;
}

/** `records` and `sources` are those of `sessionIds`, neighbours in the conversation of `row`, oldest first. */
export function sessionHead(
  row: ConversationRow,
  sessionIds: readonly string[],
  records: readonly (SessionRecord | undefined)[],
  sources: readonly HeadSource[],
  locale: string,
): SessionHead {
  const ids = (segments: readonly string[]): string => segments.map(shownId).join(', ');
  const older = row.segmentIds.slice(0, row.segmentIds.indexOf(sessionIds[0] ?? ''));
  const newer = row.segmentIds.slice(row.segmentIds.indexOf(sessionIds.at(-1) ?? '') + 1);
  const undone = sources.reduce((sum, source) => sum + source.undoneCount, 0);
  return {
    title: rowLabel(row),
    facts: [
      shownShort(sourceName(row.source)),
      ...timesOf(records),
      say(SESSION_WORDS, 'messages', { count: sources.reduce((sum, source) => sum + source.messageCount, 0) }, locale),
      placesWords([...new Set(sources.map((source) => source.place))]),
      ids(sessionIds),
    ],
    notes: [
      ...(older.length === 0 ? [] : [say(EXPORT_WORDS, 'continues', { ids: ids(older) })]),
      ...(newer.length === 0 ? [] : [say(EXPORT_WORDS, 'continuedIn', { ids: ids(newer) })]),
      ...(undone === 0 ? [] : [say(EXPORT_WORDS, 'undone', { count: undone }, locale)]),
      ...(sources.some((source) => source.incomplete) ? [EXPORT_WORDS.incomplete] : []),
    ],
  };
}

/** "2026-11-17 14:05 – 14:15"; what is equal at both ends is said once. */
function timesOf(records: readonly (SessionRecord | undefined)[]): string[] {
  const last = records.at(-1);
  const [from, to] = [toMs(records[0]?.started_at ?? null), toMs(last === undefined ? null : lastActive(last))].map(
    (at) => (at === null ? null : localTime(at).slice(0, -':00'.length)),
  );
  if (from == null || to == null || from === to) return [from ?? to].filter((time) => time != null);
  const [day, clock] = to.split(' ');
  return [`${from} – ${from.startsWith(`${day} `) ? clock : to}`];
}
