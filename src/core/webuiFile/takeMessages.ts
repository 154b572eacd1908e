/** Messages of two conversation files in the order in which a person put them together. */
import { parseFileMessage } from '../fileMessage';
import { parseLenientJson } from '../jsonPrefix';
import { isRecord, textOf } from '../jsonValue';
import type { MergePart } from '../recovery/alignCopies';
import { ConversationText } from './conversationText';
import { jsonList } from './jsonLayout';
import { memberOf, membersOf } from './jsonSpans';
import { contextText, readMessageText } from './messageText';
import { forgetPositions, moveCall } from './positions';

/**
 * `other` is the text of the file that is not `file`. Each message keeps its text; the settings of `file` stay. False when a
 * part names what is not there.
 */
export function takeMessages(file: ConversationText, other: string, parts: readonly MergePart[]): boolean {
  const previous = new ConversationText(other);
  const lists = { live: file.list('messages'), previous: previous.list('messages') };
  const newIndex = { live: new Map<number, number>(), previous: new Map<number, number>() };
  const texts: string[] = [];
  for (const { from, start, end } of parts) {
    if (start < 0 || end > lists[from].length || start >= end) return false;
    for (let place = start; place < end; place += 1) {
      newIndex[from].set(place, texts.length);
      texts.push(lists[from][place] ?? '');
    }
  }
  // What WebUI shows of tools stands beside the messages and names them by index.
  const ownCalls = file.list('tool_calls').flatMap((call) => moveCall(call, newIndex.live));
  const taken = previous.list('tool_calls').filter((call) => newIndex.live.size === 0 || hasIndex(call));
  const otherCalls = taken.flatMap((call) => moveCall(call, newIndex.previous));
  // A message that both have stands in the words of one of them; what the other file alone knows of its tools goes with it.
  if (newIndex.live.size > 0 && newIndex.previous.size > 0) {
    const asking = askingIn(texts);
    const known = new Set([...ownCalls, ...otherCalls].map(toolIdOf));
    for (const call of [...file.list('tool_calls'), ...taken]) {
      const id = toolIdOf(call);
      const at = id === '' || known.has(id) ? undefined : asking.get(id);
      if (at !== undefined && hasIndex(call)) otherCalls.push(...standingAt(call, at));
      known.add(id);
    }
  }
  const isLonger = lists.live.every((_, place) => newIndex.live.get(place) === place);
  if (isLonger) {
    const added = texts.slice(lists.live.length);
    file.append('messages', added);
    // The model's own list is kept only while WebUI uses it: an empty one means "the messages".
    if (file.countOf('context_messages') > 0)
      file.append('context_messages', added.flatMap((text) => contextText(readMessageText(text)) ?? []));
    file.append('tool_calls', otherCalls);
    return true;
  }
  file.set('messages', jsonList(texts));
  forgetPositions(file);
  const calls = [...(newIndex.live.size === 0 ? [] : ownCalls), ...otherCalls];
  if (calls.length > 0) file.set('tool_calls', jsonList(calls));
  file.setIfPresent('context_messages', (newIndex.live.size === 0 ? previous.get('context_messages') : null) ?? '[]');
  return true;
}

/** Where the message stands that asks for a call, by the call's id. */
function askingIn(texts: readonly string[]): ReadonlyMap<string, number> {
  const asking = new Map<string, number>();
  texts.forEach((text, at) => {
    const calls = parseFileMessage(parseLenientJson(text)?.value, '', at)?.toolCalls ?? [];
    for (const { id } of calls) if (id !== '') asking.set(id, at);
  });
  return asking;
}

function toolIdOf(call: string): string {
  const value = parseLenientJson(call)?.value;
  return isRecord(value) ? textOf(value.tid) : '';
}

function standingAt(call: string, at: number): string[] {
  const member = memberOf(membersOf(call), 'assistant_msg_idx');
  return member === null ? [] : moveCall(call, new Map([[Number(call.slice(member.start, member.end)), at]]));
}

const hasIndex = (call: string): boolean => memberOf(membersOf(call), 'assistant_msg_idx') !== null;
