/**
 * Writes what agents kept beside `state.db`, in `<home>/sessions`: snapshots as JSON, gateway transcripts as JSONL,
 * notes.
 */
import { join } from 'node:path';
import { chatMessage, writeAt } from './sampleFiles';
import type { SampleMessage, SampleSession } from './sample/script';
import { hex, stampOf } from './sample/script';

/** Agents write local time without a zone; the sample's machine stands in UTC. */
const naive = (at: number): string => new Date(at).toISOString().replace('Z', '000');

/** `session_<id>.json`, rewritten whole after each turn by agents from February to May 2026. */
export function writeAgentSnapshot(dir: string, session: SampleSession): void {
  const content = {
    session_id: session.id,
    model: session.model,
    base_url: 'https://inference.example/v1',
    platform: session.source,
    session_start: naive(session.startedAt),
    last_updated: naive(session.endedAt),
    system_prompt: 'You are Hermes.',
    tools: [],
    message_count: session.messages.length,
    messages: session.messages.map(messageOf),
  };
  writeAt(join(dir, `session_${session.id}.json`), JSON.stringify(content, null, 2), session.endedAt);
}

/** `<id>.jsonl`, one message a line, the first naming the session. `torn`: the last line lacks its end. */
export function writeGatewayTranscript(dir: string, session: SampleSession, torn = false): void {
  const meta = {
    role: 'session_meta',
    tools: [],
    model: session.model,
    platform: session.source,
    timestamp: naive(session.startedAt),
  };
  const lines = [meta, ...session.messages.map((m) => ({ ...messageOf(m), timestamp: naive(m.at) }))].map((m) =>
    JSON.stringify(m),
  );
  const text = `${lines.join('\n')}\n`;
  writeAt(
    join(dir, `${session.id}.jsonl`),
    torn ? `${text}{"role": "user", "content": "Thanks, and wh` : text,
    session.endedAt,
  );
}

/** `sessions.json`, the gateway's routing: which session answers in which chat. Not a list of sessions. */
export function writeRouting(dir: string, sessions: readonly SampleSession[], now: number): void {
  const entries = sessions.map((s) => {
    const key = String(s.columns.session_key);
    const { display_name, chat_type } = s.columns;
    return [
      key,
      {
        session_key: key,
        session_id: s.id,
        created_at: naive(s.startedAt),
        updated_at: naive(s.endedAt),
        display_name,
        platform: s.source,
        chat_type,
        metadata: {},
      },
    ];
  });
  const note = 'Written by the gateway. Do not edit while it runs.';
  writeAt(join(dir, 'sessions.json'), JSON.stringify({ _README: note, ...Object.fromEntries(entries) }, null, 2), now);
}

/**
 * What lies in such a directory and is no conversation: a dump of a failed request, and an unfinished temporary file.
 */
export function writeBystanders(dir: string, session: SampleSession, now: number): void {
  const dump = {
    timestamp: naive(session.endedAt),
    session_id: session.id,
    reason: 'max_retries_exhausted',
    request: {
      method: 'POST',
      url: 'https://inference.example/v1/chat/completions',
      headers: {},
      body: { model: session.model, messages: session.messages.map(messageOf) },
    },
    error: { type: 'APIStatusError', status_code: 529 },
  };
  writeAt(
    join(dir, `request_dump_${session.id}_${stampOf(session.endedAt)}_000417.json`),
    JSON.stringify(dump, null, 2),
    session.endedAt,
  );
  writeAt(join(dir, `.sessions_${hex('tmp', 8)}.tmp`), '{', now);
}

const messageOf = (message: SampleMessage): Record<string, unknown> => ({
  ...chatMessage(message),
  ...(typeof message.columns.finish_reason === 'string' ? { finish_reason: message.columns.finish_reason } : {}),
});
