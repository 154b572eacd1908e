/** The words for the copies of a conversation, in the transcript's header and in dialogs. */
import type { Against } from '../recovery/fullestCopy';
import { pathOfSource, type CopyName, type CopySource } from '../transcriptTarget';
import { say } from './say';

export const COPY_WORDS = {
  state_db: 'state.db',
  conversation_file: 'conversation file',
  previous_copy: 'previous copy',
  session_json: 'agent JSON',
  session_jsonl: 'agent JSONL',
  path: 'kept copy',

  in_state_db: 'state.db',
  in_conversation_file: 'the conversation file',
  in_previous_copy: 'the previous copy',
  in_session_json: 'the agent’s JSON file',
  in_session_jsonl: 'the agent’s JSONL file',

  moreIn: '{count|more message|more messages} in {copy}',
  isFullest: 'The fullest copy: it has every message of the others.',
  hasNoMore: 'Has no message that is not shown.',
  isDiverged: 'No copy has every message of all others.',
  against_cleared: 'From before the conversation was cleared in Hermes WebUI.',
  against_compressed: 'From before the conversation was compressed in Hermes WebUI.',
  against_undone: 'Has what was undone in Hermes WebUI.',
  against_truncated: 'Has what was cut off in Hermes WebUI.',
  against_taken_out: 'May have what was taken out on purpose in Hermes WebUI.',
  against_deleted: 'Deleted in Hermes WebUI.',
} as const satisfies Readonly<Record<string, string>> &
  Readonly<Record<CopyName | `in_${CopyName}` | `against_${Against}`, string>>;

/** "previous copy" */
export const copyLabel = (source: CopySource): string =>
  COPY_WORDS[pathOfSource(source) === null ? (source as CopyName) : 'path'];

/** "3 more messages in the previous copy" */
export const moreInCopy = (source: CopyName, count: number, locale: string): string =>
  say(COPY_WORDS, 'moreIn', { count, copy: COPY_WORDS[`in_${source}`] }, locale);
