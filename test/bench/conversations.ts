/** The session directories whose audit is measured: what is in them, and where they are kept once written. */
import * as fs from 'node:fs';
import { join } from 'node:path';

export interface DirectorySpec {
  readonly name: string;
  readonly label: string;
  readonly conversations: number;
  /** Of one conversation file. */
  readonly bytes: number;
  /** One conversation in so many has a previous copy of half its messages, from before it went on. */
  readonly copiesEach: number;
}

export const DIRECTORIES: readonly DirectorySpec[] = [
  { name: 'sessions', label: '2,000 conversations', conversations: 2_000, bytes: 300_000, copiesEach: 3 },
  { name: 'manySessions', label: '10,000 conversations', conversations: 10_000, bytes: 4_000, copiesEach: 3 },
];

/** Bump when `writeDirectory` writes something else for the same spec. */
const GENERATOR = 1;

/** The path of the directory, written when there is none of this spec. */
export function ensureDirectory(spec: DirectorySpec, cacheDir: string, say: (line: string) => void): string {
  const dir = join(cacheDir, spec.name);
  const stampPath = `${dir}.stamp`;
  const stamp = JSON.stringify([GENERATOR, spec]);
  if (fs.existsSync(stampPath) && fs.readFileSync(stampPath, 'utf8') === stamp) return dir;
  say(`writing ${spec.label} …`);
  fs.rmSync(dir, { recursive: true, force: true });
  fs.rmSync(stampPath, { force: true });
  writeDirectory(spec, dir);
  // Last, so that a directory that was interrupted is not taken for a whole one.
  fs.writeFileSync(stampPath, stamp);
  return dir;
}

/** Longer ago than Hermes WebUI may still be at work. */
const QUIET_SECONDS = 3_600;

/** A new directory in which every conversation was saved with its first two messages, and was whole before. */
export function writeShrunkenDirectory(dir: string, conversations: number, bytes: number): void {
  writeDirectory({ conversations, bytes, copiesEach: conversations }, dir);
  const quiet = Date.now() / 1000 - QUIET_SECONDS;
  for (const name of fs.readdirSync(dir).filter((each) => /^[^_].*\.json$/.test(each))) {
    const path = join(dir, name);
    const whole = JSON.parse(fs.readFileSync(path, 'utf8')) as { readonly messages: readonly object[] };
    fs.renameSync(path, `${path}.bak`);
    fs.writeFileSync(path, JSON.stringify({ ...whole, messages: whole.messages.slice(0, 2) }, null, 2));
    for (const each of [path, `${path}.bak`]) fs.utimesSync(each, quiet, quiet);
  }
}

/** 2026-11-18T12:00:00Z, in seconds: when the newest conversation starts. */
const NEWEST = 1_795_003_200;
const WORDS =
  'harbour berth pier ferry tide slot booking mole crane gauge timetable zone "visitor" deposit winter storm pilot buoy chart ' +
  'depth north wind rope deck hull mast sail anchor engine fuel Größe café dock {slip: lock} quay lamp light fog bell radio\n';

/** Numbers that are the same in every run. */
class Sequence {
  private state = 0x2545f491;

  /** 0 inclusive to `end` exclusive. */
  below(end: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 0x1_0000_0000) * end);
  }
}

function writeDirectory(spec: Omit<DirectorySpec, 'name' | 'label'>, dir: string): void {
  fs.mkdirSync(join(dir, '_turn_journal'), { recursive: true });
  const sequence = new Sequence();
  const words = WORDS.split(' ');
  const text = Array.from(
    { length: 100_000 },
    () => `${words[sequence.below(words.length)]}${sequence.below(97)}`,
  ).join(' ');
  const prose = (chars: number): string => {
    const from = sequence.below(text.length - chars);
    return text.slice(from, from + chars);
  };
  const index: object[] = [];
  for (let i = 0; i < spec.conversations; i += 1) {
    const id = (0x1_0000_0000 + i * 7919).toString(16).padStart(12, '0');
    const startedAt = NEWEST - (spec.conversations - i) * 900;
    const messages = messagesOf(spec.bytes, startedAt, prose, sequence);
    // A compressed conversation goes on with a context of its own.
    const context = i % 10 === 0 ? messages.slice(-20) : [];
    const write = (name: string, some: readonly object[]): void =>
      fs.writeFileSync(join(dir, name), JSON.stringify(conversation(id, startedAt, some, context), null, 2));
    write(`${id}.json`, messages);
    if (i % spec.copiesEach === 0) write(`${id}.json.bak`, messages.slice(0, messages.length >> 1));
    fs.writeFileSync(join(dir, '_turn_journal', `${id}~4711.jsonl`), journalOf(startedAt, prose));
    index.push({ session_id: id, title: prose(40), message_count: messages.length, updated_at: startedAt });
  }
  fs.writeFileSync(join(dir, '_index.json'), JSON.stringify(index, null, 2));
}

const conversation = (
  id: string,
  startedAt: number,
  messages: readonly object[],
  context: readonly object[],
): object => ({
  session_id: id,
  title: 'A conversation',
  workspace: '/home/mara/src/harbour-web',
  model: 'nous/hermes-4',
  created_at: startedAt,
  updated_at: startedAt + messages.length,
  active_stream_id: null,
  pending_user_message: null,
  pending_attachments: [],
  pending_started_at: null,
  pending_user_source: null,
  pre_compression_snapshot: false,
  truncation_watermark: null,
  truncation_boundary: null,
  clear_generation: null,
  intentional_shrink_generation: null,
  parent_session_id: null,
  message_count: messages.length,
  messages,
  tool_calls: [],
  context_messages: context,
});

/** A prompt, then calls and their answers, then the closing words, over and over. */
function messagesOf(
  bytes: number,
  startedAt: number,
  prose: (chars: number) => string,
  sequence: Sequence,
): object[] {
  const messages: object[] = [];
  for (let written = 0, i = 0; written < bytes * 0.97; i += 1) {
    const message = messageAt(i, startedAt + i, prose, sequence);
    messages.push(message);
    written += Buffer.byteLength(JSON.stringify(message, null, 2)) + 40;
  }
  return messages;
}

function messageAt(i: number, at: number, prose: (chars: number) => string, sequence: Sequence): object {
  const step = i % 12;
  if (step === 0) return { role: 'user', content: `[Workspace::v1: /home/mara]\n${prose(300)}`, timestamp: at };
  if (step === 11) return { role: 'assistant', content: prose(900), timestamp: at, reasoning: prose(400) };
  if (step % 2 === 1) {
    const call = { name: 'terminal', arguments: JSON.stringify({ command: prose(60) }) };
    return { role: 'assistant', content: '', timestamp: at, tool_calls: [{ id: `call_${i}`, type: 'function', function: call }] };
  }
  // Most answers are short and a few are very long.
  const content = JSON.stringify({ output: prose(sequence.below(20) === 0 ? 20_000 : 1_500), exit_code: 0, error: null });
  return { role: 'tool', content, tool_call_id: `call_${i - 1}`, name: 'terminal', timestamp: at };
}

function journalOf(startedAt: number, prose: (chars: number) => string): string {
  return [0, 1, 2]
    .flatMap((turn) => {
      const common = { turn_id: `turn_${turn}`, stream_id: `s${turn}`, created_at: startedAt + turn * 12 };
      return [
        { event: 'submitted', ...common, content: prose(300), attachments: [] },
        { event: 'worker_started', ...common },
        { event: 'completed', ...common },
      ];
    })
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('');
}
