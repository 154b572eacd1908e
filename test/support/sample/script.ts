/**
 * How a sample conversation is written down: steps with the time since the step before, in the order in which they
 * happen. A conversation is laid out backwards from when it ended, so that everything depends on one `now`.
 */
import { createHash } from 'node:crypto';
import type { Cell } from '../fixtureDatabase';
import type { Call, ContentPart } from './tools';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Columns = Readonly<Record<string, Cell>>;
type Content = string | Uint8Array | null | readonly ContentPart[];

/** One row to be, `afterMs` later than the one before it. */
export interface Step {
  readonly role: string;
  readonly content: Content;
  readonly afterMs: number;
  readonly calls?: readonly Call[];
  readonly columns?: Columns;
  /** The position of the step whose timestamp this row carries too, as a copy made by a compaction does. */
  readonly sameTimeAs?: number;
}

/** One stored message: Hermes's columns without `id` and `session_id`, which the stores give. */
export interface SampleMessage {
  /** When it was stored: the order of rows. The column `timestamp` may say something else. */
  readonly at: number;
  readonly role: string;
  readonly content: Content;
  readonly toolCalls: readonly object[] | null;
  readonly columns: Columns;
}

export interface SampleSession {
  /** Its name within the sample, stored nowhere. */
  readonly key: string;
  readonly id: string;
  readonly title: string | null;
  readonly source: string;
  readonly model: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly systemPrompt: string | null;
  /** Columns of `sessions` beyond the ones above. */
  readonly columns: Columns;
  readonly messages: readonly SampleMessage[];
}

export interface Conversation {
  readonly key: string;
  readonly source: string;
  readonly title?: string;
  /** Milliseconds between the last step and `now`. */
  readonly ago: number;
  readonly steps: readonly Step[];
  readonly model?: string;
  /** Hermes takes any text for an id; left out, one is made in the form its source uses. */
  readonly id?: (startedAt: number) => string;
  /** Hermes's word for why it ended; left out, it never did, as for most sessions. */
  readonly endReason?: string;
  readonly systemPrompt?: string;
  readonly columns?: Columns;
}

interface Timing {
  readonly after?: number;
  readonly columns?: Columns;
}

export const you = (content: Content, { after = 2 * MINUTE, columns }: Timing = {}): Step =>
  step('user', content, after, columns);

export const says = (content: Content, { after = 9 * SECOND, columns }: Timing = {}): Step =>
  step('assistant', content, after, { finish_reason: 'stop', ...columns });

/** An assistant row that asks for `calls`, followed by a `tool` row for each that was answered. */
export const uses = (content: string, calls: readonly Call[], { after = 5 * SECOND, columns }: Timing = {}): Step => ({
  ...step('assistant', content, after, { finish_reason: 'tool_calls', ...columns }),
  calls,
});

/** A row of any role: system notes, legacy `session_meta`, rows with columns out of the ordinary. */
export const row = (role: string, content: Content, columns: Columns = {}, after = SECOND): Step =>
  step(role, content, after, columns);

const step = (role: string, content: Content, afterMs: number, columns: Columns | undefined): Step =>
  columns === undefined ? { role, content, afterMs } : { role, content, afterMs, columns };

export const DEFAULT_MODEL = 'nousresearch/hermes-4-405b';
export const PROJECT = '/home/mara/src/harbour-web';

export function conversation(now: number, spec: Conversation): SampleSession {
  const length = spec.steps.reduce((sum, s) => sum + s.afterMs + (s.calls ?? []).reduce((n, c) => n + callMs(c), 0), 0);
  const endedAt = now - spec.ago - unevenness(spec);
  const startedAt = endedAt - length;
  const id = spec.id?.(startedAt) ?? idFor(spec.source, startedAt, spec.key);
  const messages: SampleMessage[] = [];
  const stepTimes: number[] = [];
  let at = startedAt;
  for (const [index, s] of spec.steps.entries()) {
    stepTimes.push(at + s.afterMs);
    const original = s.sameTimeAs === undefined ? undefined : stepTimes[s.sameTimeAs];
    const timed = original === undefined ? s : { ...s, columns: { ...s.columns, timestamp: original / 1000 } };
    messages.push(...rowsOf(timed, at + s.afterMs, `${spec.key}-${index}`));
    at = messages.at(-1)?.at ?? at;
  }
  const { key, source, title = null, model = DEFAULT_MODEL, systemPrompt = null } = spec;
  const ending = spec.endReason === undefined ? {} : { ended_at: endedAt / 1000, end_reason: spec.endReason };
  const columns = { ...counted(messages), cwd: PROJECT, ...ending, ...spec.columns };
  return { key, id, title, source, model, startedAt, endedAt, systemPrompt, columns, messages };
}

/**
 * Up to 47 minutes, so that older conversations do not all end at the same minute of the hour. Keys with the same first
 * word belong together and keep their distances.
 */
const unevenness = ({ key, ago }: Conversation): number =>
  ago < DAY ? 0 : (Number.parseInt(hex(key.split('-')[0] ?? key, 6), 16) % (47 * 60)) * SECOND;

const callMs = (call: Call): number => (call.result === null ? 0 : call.seconds * SECOND);

function rowsOf(from: Step, at: number, seed: string): SampleMessage[] {
  const calls = (from.calls ?? []).map((call, i) => ({ call, id: `call_${hex(`${seed}-${i}`, 12)}` }));
  const toolCalls = calls.map(({ call, id }) => ({
    id,
    call_id: id,
    type: 'function',
    function: { name: call.name, arguments: typeof call.args === 'string' ? call.args : JSON.stringify(call.args) },
  }));
  const asked: SampleMessage = {
    at,
    role: from.role,
    content: from.content,
    toolCalls: calls.length > 0 ? toolCalls : null,
    columns: { token_count: tokensOf(from.content), ...from.columns },
  };
  let answeredAt = at;
  const answers = calls.flatMap(({ call, id }): SampleMessage[] => {
    if (call.result === null) return [];
    answeredAt += callMs(call);
    const columns = { tool_call_id: id, tool_name: call.name, token_count: tokensOf(call.result) };
    return [{ at: answeredAt, role: 'tool', content: call.result, toolCalls: null, columns }];
  });
  return [asked, ...answers];
}

/** Hermes's cached numbers of a session, from its rows. */
function counted(messages: readonly SampleMessage[]): Columns {
  const tokens = (role: string): number =>
    messages.reduce((sum, m) => sum + (m.role === role ? Number(m.columns.token_count ?? 0) : 0), 0);
  const requests = messages.filter((m) => m.role === 'assistant').length;
  const output = tokens('assistant');
  // Each request sends the conversation so far again; most of it is answered from the provider's cache.
  const input = 2200 + (tokens('user') + tokens('tool')) * Math.max(1, Math.ceil(requests / 3));
  return {
    message_count: messages.filter((m) => m.columns.active !== 0).length,
    tool_call_count: messages.reduce((sum, m) => sum + (m.toolCalls?.length ?? 0), 0),
    input_tokens: input,
    output_tokens: output,
    cache_read_tokens: Math.floor(input * 0.8),
    api_call_count: requests,
    billing_provider: 'openrouter',
    estimated_cost_usd: Math.round(input * 1.1 + output * 3.2) / 1_000_000,
    cost_status: 'estimated',
  };
}

const tokensOf = (content: Content): number =>
  content === null
    ? 0
    : Math.ceil(
        (typeof content === 'string' || content instanceof Uint8Array
          ? content.length
          : JSON.stringify(content).length) / 4,
      );

/** The forms of ids, by the surface that makes them. The random part is a digest of the sample's own key. */
function idFor(source: string, startedAt: number, key: string): string {
  switch (source) {
    case 'webui':
      return hex(key, 12);
    case 'acp':
      return `${hex(key, 8)}-${hex(`${key}b`, 4)}-4${hex(`${key}c`, 3)}-9${hex(`${key}d`, 3)}-${hex(`${key}e`, 12)}`;
    case 'api_server':
      return `api_${Math.floor(startedAt / 1000)}_${hex(key, 8)}`;
    case 'cli':
    case 'tui':
    case 'desktop':
    case 'oneshot':
    case 'subagent':
    case 'tool':
      return `${stampOf(startedAt)}_${hex(key, 6)}`;
    default:
      return `${stampOf(startedAt)}_${hex(key, 8)}`;
  }
}

/** `YYYYMMDD_HHMMSS`, in UTC so that it does not depend on the machine. */
export const stampOf = (at: number): string =>
  new Date(at).toISOString().slice(0, 19).replaceAll('-', '').replaceAll(':', '').replace('T', '_');

export const hex = (seed: string, length: number): string =>
  createHash('sha256').update(seed).digest('hex').slice(0, length);
