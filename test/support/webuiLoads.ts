/** The check list for "Hermes WebUI loads this conversation file": what is wrong with it, nothing when it is fine. */

const PREFIX_BYTES = 64 * 1024;
const SAFE_ID = /^[0-9A-Za-z_-]+$/;

export function webuiComplaints(name: string, bytes: Uint8Array): string[] {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return ['a byte order mark'];
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return ['not UTF-8'];
  }
  // Python reads these words as numbers, JSON.parse does not.
  const value: unknown = JSON.parse(text.replace(/:\s*(NaN|-?Infinity)/g, ':null'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['not an object'];
  return complaintsOf(name, text, value as Record<string, unknown>);
}

function complaintsOf(name: string, text: string, file: Record<string, unknown>): string[] {
  const found: string[] = [];
  const id = name.replace(/\.json$/, '');
  if (file.session_id !== id || !SAFE_ID.test(id)) found.push(`the id is ${JSON.stringify(file.session_id)}`);
  const { messages } = file;
  if (!Array.isArray(messages)) return [...found, 'messages is no list'];
  // WebUI reads metadata from the beginning, up to this key.
  const at = Buffer.byteLength(text.slice(0, text.search(/"messages"\s*:/)));
  if (at > PREFIX_BYTES) found.push(`messages begin at byte ${at}`);
  const keys = Object.keys(file);
  for (const key of ['title', 'workspace', 'created_at', 'updated_at', 'pending_user_message', 'message_count'])
    if (keys.indexOf(key) > keys.indexOf('messages')) found.push(`${key} behind the messages`);
  if (file.message_count !== undefined && file.message_count !== messages.length)
    found.push(`message_count ${JSON.stringify(file.message_count)} for ${messages.length}`);
  for (const key of ['created_at', 'updated_at'])
    if (file[key] !== undefined && typeof file[key] !== 'number') found.push(`${key} is no number`);
  (messages as unknown[]).forEach((message, i) =>
    found.push(...messageComplaints(message).map((what) => `message ${i}: ${what}`)),
  );
  return [...found, ...positionComplaints(file, messages.length)];
}

function messageComplaints(message: unknown): string[] {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return ['no object'];
  const { role, content, timestamp, tool_calls: calls } = message as Record<string, unknown>;
  const found: string[] = [];
  if (typeof role !== 'string' || role === '') found.push('no role');
  if (content === undefined) found.push('no content');
  if (typeof content === 'string' && content.startsWith('\0')) found.push('content is not decoded');
  if (timestamp !== undefined && typeof timestamp !== 'number') found.push('the time is no number');
  if (calls !== undefined && !Array.isArray(calls)) found.push('tool_calls is no list');
  return found;
}

/** Every index into the messages names one. */
function positionComplaints(file: Record<string, unknown>, count: number): string[] {
  const calls = Array.isArray(file.tool_calls) ? (file.tool_calls as unknown[]) : [];
  const indexes = calls.map((call) => (call as { assistant_msg_idx?: unknown } | null)?.assistant_msg_idx);
  return indexes.flatMap((index) =>
    typeof index === 'number' && (index < 0 || index >= count) ? [`a tool call of message ${index}`] : [],
  );
}
