/** Which rows and transcripts an audit has to read: those that may say more than the conversation's file does. */
import type { FileFact } from '../../core/recovery/snapshot';
import { WEBUI_SOURCE } from '../../core/recovery/sessionView';
import type { Transcript } from './agentFacts';
import type { RowOutline } from './databaseFacts';

export interface Wishes {
  readonly wantsRow: (row: RowOutline) => boolean;
  readonly wantsTranscript: (sessionId: string) => boolean;
}

/** Times of two stores may differ by this much for one message. */
const SAME_TIME_MS = 1000;

/** `others` are previous copies and temporary files. */
export function wishesOf(
  live: readonly FileFact[],
  others: readonly FileFact[],
  transcripts: readonly Transcript[],
): Wishes {
  const files = new Map(live.map((file) => [file.sessionId, file]));
  const copied = new Set(others.map(({ sessionId }) => sessionId));
  const byId = new Map(transcripts.map((transcript) => [transcript.id, transcript]));
  const isWebuiWish = (row: RowOutline): boolean => {
    const content = files.get(row.id)?.content;
    if (content?.state !== 'whole' || copied.has(row.id)) return true;
    const { messageCount, endAt } = content.conversation;
    return row.messageRows > messageCount || isLater(row.newestAt, endAt);
  };
  return {
    wantsRow: (row) => {
      if (row.source === WEBUI_SOURCE && isWebuiWish(row)) return true;
      const transcript = byId.get(row.id);
      if (transcript === undefined) return false;
      const { messageCount, lastMessageAt } = transcript;
      return messageCount === null || messageCount > row.messageRows || isLater(lastMessageAt, row.newestAt);
    },
    wantsTranscript: (sessionId) => {
      const content = files.get(sessionId)?.content;
      return content !== undefined && (content.state !== 'whole' || content.conversation.messageCount === 0);
    },
  };
}

const isLater = (at: number | null, than: number | null): boolean =>
  at !== null && (than === null || at > than + SAME_TIME_MS);
