/** A conversation file with the messages of the agent's own transcript. Source: what WebUI adopts from it. */
import { isSessionMeta } from '../agentMetadata';
import { parseLenientJson } from '../jsonPrefix';
import { isRecord, type JsonRecord } from '../jsonValue';
import type { Base } from '../recovery/content';
import { parseStoredTime } from '../storedTime';
import { ConversationText } from './conversationText';
import { frameText } from './frameText';
import { jsonFloat, jsonList, jsonObject } from './jsonLayout';
import { elementsOf, memberOf, membersOf } from './jsonSpans';
import type { Material } from './material';
import { idMember, mergeSettings, newConversation, type Metadata } from './newConversation';
import { forgetPositions } from './positions';

type TranscriptBase = Extract<Base, { readonly from: 'transcript' }>;

export function textOfTranscript(
  base: TranscriptBase,
  sessionId: string,
  text: string,
  material: Material,
): string | null {
  const frame = frameText(base.frame, material);
  if (frame === undefined) return null;
  const { messages, object } = transcriptMessages(base.transcript.form, text);
  const file = new ConversationText(frame ?? newConversation(transcriptMetadata(base, sessionId, object)));
  file.set('messages', jsonList(messages));
  // A file that takes over messages has none of its own: what it says of their positions is stale.
  forgetPositions(file);
  const adopted = membersOf(object).filter(({ key }) => ADOPTED.has(key));
  for (const { key, start, end } of adopted)
    if (object.slice(start, end) !== 'null') file.set(key, object.slice(start, end));
  return file.toString();
}

/** What WebUI takes over from the agent's own file, besides its messages. */
const ADOPTED: ReadonlySet<string> = new Set([
  'tool_calls',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'estimated_cost',
]);

/** The messages in the form of a conversation file, and the text of the object around them ('' for lines). */
function transcriptMessages(form: 'agentJson' | 'agentJsonl', text: string): { messages: string[]; object: string } {
  if (form === 'agentJson') {
    const member = memberOf(membersOf(text), 'messages');
    const spans = member === null ? [] : elementsOf(text, member.start);
    const isWhole = parseLenientJson(text)?.ending === 'whole';
    const texts = spans.map(({ start, end }) => text.slice(start, end));
    // The last message of a torn file may be cut.
    return { messages: (isWhole ? texts : texts.slice(0, -1)).flatMap(adoptMessage), object: text };
  }
  const lines = text.split('\n').filter((line) => parseLenientJson(line)?.ending === 'whole');
  return { messages: lines.flatMap(adoptMessage), object: '' };
}

/** A message of the agent's as WebUI has it: with content, and a number for its time. */
function adoptMessage(text: string): string[] {
  const parsed = parseLenientJson(text)?.value;
  if (isSessionMeta(parsed) || !isRecord(parsed)) return [];
  const value: JsonRecord = parsed;
  const members = membersOf(text).map(({ key, start, end }): [string, string] => [key, text.slice(start, end)]);
  const at = typeof value.timestamp === 'string' ? parseStoredTime(value.timestamp) : null;
  const adopted = members.flatMap(([key, json]): [string, string][] => {
    if (key !== 'timestamp' || typeof value.timestamp !== 'string') return [[key, json]];
    return at === null ? [] : [[key, jsonFloat(at / 1000)]];
  });
  if (value.role === undefined) adopted.unshift(['role', '"unknown"']);
  if (value.content === undefined) adopted.push(['content', '""']);
  return [jsonObject(adopted)];
}

function transcriptMetadata({ settings }: TranscriptBase, sessionId: string, object: string): Metadata {
  const parsed = parseLenientJson(object)?.value;
  const value: JsonRecord = isRecord(parsed) ? parsed : {};
  const seconds = (time: unknown): number | null => {
    const at = parseStoredTime(time);
    return at === null ? null : at / 1000;
  };
  const updated = seconds(value.last_updated);
  return {
    ...mergeSettings(settings, {
      title: settings.title ?? value.title,
      model: settings.model ?? value.model,
      created_at: settings.created_at ?? seconds(value.session_start),
    }),
    ...(updated === null ? {} : { updated_at: jsonFloat(updated) }),
    ...idMember(sessionId),
  };
}
