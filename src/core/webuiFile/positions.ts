/** Indexes into `messages` that stand elsewhere in a conversation file. None of them may become stale. */
import type { ConversationText } from './conversationText';
import { memberOf, membersOf } from './jsonSpans';

/** For messages that are replaced by others. */
export function forgetPositions(file: ConversationText): void {
  file.setIfPresent('tool_calls', '[]');
  file.setIfPresent('compression_anchor_visible_idx', 'null');
  file.setIfPresent('compression_anchor_message_key', 'null');
  file.setIfPresent('anchor_scene_index', '{}');
  file.setIfPresent('anchor_activity_scenes', '{}');
}

/**
 * An entry of `tool_calls` for its message's new index; none when the message is not there any more.
 *
 * @param newIndex the new index by the old one
 */
export function moveCall(call: string, newIndex: ReadonlyMap<number, number>): string[] {
  const member = memberOf(membersOf(call), 'assistant_msg_idx');
  if (member === null) return [call];
  const index = newIndex.get(Number(call.slice(member.start, member.end)));
  return index === undefined ? [] : [`${call.slice(0, member.start)}${index}${call.slice(member.end)}`];
}
