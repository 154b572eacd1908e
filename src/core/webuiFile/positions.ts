/** Indexes into `messages` that stand elsewhere in a conversation file. None of them may become stale. */
import type { ConversationText } from './conversationText';
import { memberOf, membersOf } from './jsonSpans';
import { jsonList } from './jsonLayout';

/**
 * Counts them anew, or takes them back where that cannot be done.
 *
 * @param newIndex the new index by the old one; a message that is not in it is gone
 */
export function movePositions(file: ConversationText, newIndex: ReadonlyMap<number, number>): void {
  if ([...newIndex].every(([from, to]) => from === to)) return;
  const calls = file.list('tool_calls').flatMap((call) => moveCall(call, newIndex));
  forgetPositions(file);
  if (calls.length > 0) file.set('tool_calls', jsonList(calls));
}

/** For messages that are all replaced. */
export function forgetPositions(file: ConversationText): void {
  file.setIfPresent('tool_calls', '[]');
  file.setIfPresent('compression_anchor_visible_idx', 'null');
  file.setIfPresent('compression_anchor_message_key', 'null');
  file.setIfPresent('anchor_scene_index', '{}');
  file.setIfPresent('anchor_activity_scenes', '{}');
}

/** The entry for a message at its new index; none when the message is not among those that moved. */
export function moveCall(call: string, newIndex: ReadonlyMap<number, number>): string[] {
  const member = memberOf(membersOf(call), 'assistant_msg_idx');
  if (member === null) return [call];
  const index = newIndex.get(Number(call.slice(member.start, member.end)));
  return index === undefined ? [] : [`${call.slice(0, member.start)}${index}${call.slice(member.end)}`];
}
