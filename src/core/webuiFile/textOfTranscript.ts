/** A conversation file with the messages of the agent's own transcript. Source: what WebUI adopts from it. */
import { isSessionMeta } from '../agentMetadata';
import { parseLenientJson } from '../jsonPrefix';
import { isRecord, type JsonRecord } from '../jsonValue';
import { parseContent, plainText } from '../messageParts';
import type { Base } from '../recovery/content';
import { parseStoredTime } from '../storedTime';
import { ConversationText } from './conversationText';
import { frameText } from './frameText';
import { jsonFloat, jsonList, jsonObject } from './jsonLayout';
import { elementsOf, memberOf, membersOf } from './jsonSpans';
import type { Material } from './material';
import { readMessageText } from './messageText';
import { idMember, mergeSettings, newConversation, titleFrom, type Metadata } from './newConversation';
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
  const { messages, object, about } = readTranscriptText(base.transcript.form, text);
  const file = new ConversationText(frame ?? newConversation(transcriptMetadata(base, sessionId, about, messages)));
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

interface TranscriptText {
  /** In the form of a conversation file. */
  readonly messages: string[];
  /** The text of the object around them; '' for lines. */
  readonly object: string;
  readonly about: JsonRecord;
}

function readTranscriptText(form: 'agentJson' | 'agentJsonl', text: string): TranscriptText {
  if (form === 'agentJsonl') {
    const lines = text.split('\n').filter((line) => parseLenientJson(line)?.ending === 'whole');
    const meta = lines.map((line) => parseLenientJson(line)?.value).find(isSessionMeta);
    return { messages: lines.flatMap(adoptMessage), object: '', about: meta ?? {} };
  }
  const json = parseLenientJson(text);
  const member = memberOf(membersOf(text), 'messages');
  const spans = member === null ? [] : elementsOf(text, member.start);
  // The last message of a torn file may be cut.
  const whole = json?.ending === 'whole' ? spans : spans.slice(0, -1);
  return {
    messages: whole.flatMap(({ start, end }) => adoptMessage(text.slice(start, end))),
    object: text,
    about: isRecord(json?.value) ? json.value : {},
  };
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

/** `about`: what describes the session, the object or the lines' own first one. */
function transcriptMetadata(
  { settings }: TranscriptBase,
  sessionId: string,
  about: JsonRecord,
  messages: readonly string[],
): Metadata {
  const read = messages.map(readMessageText);
  const times = read.flatMap(({ print }) => print?.at ?? []);
  const prompt = read.find(({ role }) => role === 'user')?.text ?? '';
  const [first, last] = [seconds(about.session_start ?? about.timestamp), seconds(about.last_updated)];
  const updated = last ?? (times.length === 0 ? first : Math.max(...times) / 1000);
  return {
    ...mergeSettings(settings, {
      title: settings.title ?? about.title ?? titleFrom(wordsOf(prompt)),
      model: settings.model ?? about.model,
      created_at: settings.created_at ?? first ?? (times.length === 0 ? null : Math.min(...times) / 1000),
    }),
    ...(updated === null ? {} : { updated_at: jsonFloat(updated) }),
    ...idMember(sessionId),
  };
}

function seconds(time: unknown): number | null {
  const at = parseStoredTime(time);
  return at === null ? null : at / 1000;
}

function wordsOf(message: string): string {
  const value = parseLenientJson(message)?.value;
  return isRecord(value) ? plainText(parseContent(value.content).parts) : '';
}
