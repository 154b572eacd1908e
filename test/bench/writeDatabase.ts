/**
 * Writes one database of the bench. Runs under a Node with `node:sqlite`: `writeDatabase.js PATH SPEC`. The newest
 * schema with its full text tables; compression chains, branches, subagents and cron among the sessions; a `-wal` that
 * is not checkpointed.
 */
import * as fs from 'node:fs';
import { fullTextSql, schemaSql } from '../support/hermesSchema';
import { TRANSCRIPT_ID, TRANSCRIPT_MESSAGES, type DatabaseSpec } from './databases';
import { openNative, type NativeDatabase, type NativeStatement } from './nodeSqlite';

/** 2026-11-18T12:00:00Z, in seconds: when the newest session starts. */
const NEWEST = 1_795_003_200;
const SECONDS_BETWEEN_SESSIONS = 900;
const LOG_MESSAGES = 60;
const WORDS =
  'harbour berth pier ferry tide slot booking mole crane gauge timetable zone visitor deposit winter storm pilot buoy chart ' +
  'depth north wind rope deck hull mast sail anchor engine fuel dock slip lock quay lamp light fog bell radio watch crew';

/** Numbers that are the same in every run. */
class Sequence {
  private state = 0x2545f491;

  /** 0 inclusive to `end` exclusive. */
  below(end: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 0x1_0000_0000) * end);
  }
}

class Writer {
  private readonly sequence = new Sequence();
  private readonly text: string;
  private readonly session: NativeStatement;
  private readonly message: NativeStatement;

  constructor(
    db: NativeDatabase,
    private readonly spec: DatabaseSpec,
  ) {
    const words = WORDS.split(' ');
    this.text = Array.from(
      { length: 200_000 },
      () => `${words[this.sequence.below(words.length)]}${this.sequence.below(97)}`,
    ).join(' ');
    this.session = db.prepare(
      'INSERT INTO sessions (id, source, created_source, model, model_config, title, title_source, parent_session_id, started_at, ' +
        'ended_at, end_reason, message_count, tool_call_count, input_tokens, output_tokens, last_activity_at, cwd, archived) ' +
        'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.message = db.prepare(
      'INSERT INTO messages (session_id, role, content, tool_call_id, tool_calls, tool_name, timestamp, token_count, ' +
        'finish_reason, display_order) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
  }

  writeAll(): void {
    const { sessions, messages } = this.spec;
    let before = '';
    let written = 0;
    for (let i = 0; i < sessions - 1; i += 1) {
      const startedAt = NEWEST - (sessions - i) * SECONDS_BETWEEN_SESSIONS;
      // What is due by now, less what is written: sessions differ in length, the sum is exact.
      const due = Math.floor(((i + 1) * messages) / (sessions - 1)) - written;
      const count = i === sessions - 2 ? messages - written : Math.min(due, 1 + this.sequence.below(due * 2));
      before = this.writeSession(i, startedAt, count, before);
      written += count;
    }
    this.writeRow(TRANSCRIPT_ID, 'cli', 'A thousand messages', NEWEST, TRANSCRIPT_MESSAGES, {});
    this.writeMessages(TRANSCRIPT_ID, NEWEST, TRANSCRIPT_MESSAGES);
  }

  /** The messages that end up in the log only: the newest conversation goes on. */
  writeLog(): void {
    const id = '20261118_121500_1a2b3c';
    this.writeRow(id, 'tui', 'The conversation that is going on', NEWEST + SECONDS_BETWEEN_SESSIONS, LOG_MESSAGES, {});
    this.writeMessages(id, NEWEST + SECONDS_BETWEEN_SESSIONS, LOG_MESSAGES);
  }

  private writeSession(i: number, startedAt: number, count: number, before: string): string {
    const id = `${stamp(startedAt)}_${i.toString(16).padStart(6, '0')}`;
    const kind = i % 20;
    if (kind === 1 || kind === 2)
      this.writeRow(id, 'subagent', null, startedAt, count, { parent: before, config: { _delegate_from: before } });
    else if (kind === 3) this.writeRow(id, 'cron', null, startedAt, count, {});
    else if (kind === 5)
      this.writeRow(id, 'cli', `${this.prose(40)} ${i}`, startedAt, count, { endReason: 'compression' });
    else if (kind === 6) this.writeRow(id, 'cli', null, startedAt, count, { parent: before });
    else if (kind === 8)
      this.writeRow(id, 'cli', `${this.prose(40)} ${i}`, startedAt, count, {
        parent: before,
        config: { _branched_from: before },
      });
    else if (kind === 9) this.writeRow(id, 'telegram', null, startedAt, count, {});
    else if (kind === 10) this.writeRow(id, 'webui', `${this.prose(40)} ${i}`, startedAt, count, { archived: 1 });
    else
      this.writeRow(
        id,
        ['cli', 'tui', 'desktop', 'webui', 'discord'][i % 5] ?? 'cli',
        `${this.prose(40)} ${i}`,
        startedAt,
        count,
        {},
      );
    this.writeMessages(id, startedAt, count);
    return id;
  }

  private writeRow(
    id: string,
    source: string,
    title: string | null,
    startedAt: number,
    count: number,
    more: {
      readonly parent?: string;
      readonly config?: object;
      readonly endReason?: string;
      readonly archived?: number;
    },
  ): void {
    const { parent = null, config, endReason = null, archived = 0 } = more;
    const endedAt = startedAt + count * 4;
    this.session.run(
      id,
      source,
      source,
      'nousresearch/hermes-4-405b',
      config === undefined ? null : JSON.stringify(config),
      title,
      title === null ? null : 'llm',
      parent,
      startedAt,
      endReason === null ? null : endedAt,
      endReason,
      count,
      Math.floor(count / 3),
      count * 900,
      count * 120,
      endedAt,
      '/home/mara/src/harbour-web',
      archived,
    );
  }

  /** A prompt, then calls and their answers, then the closing words, over and over. */
  private writeMessages(id: string, startedAt: number, count: number): void {
    for (let i = 0; i < count; i += 1) {
      const at = startedAt + i * 4;
      const step = i % 12;
      if (step === 0) this.writeMessage(id, 'user', this.prose(this.spec.proseBytes), at);
      else if (step === 11 || i === count - 1) this.writeMessage(id, 'assistant', this.prose(this.spec.proseBytes), at);
      else if (step % 2 === 1) this.writeCall(id, i, at);
      else this.writeAnswer(id, i, at);
    }
  }

  private writeMessage(id: string, role: string, content: string, at: number): void {
    this.message.run(
      id,
      role,
      content,
      null,
      null,
      null,
      at,
      content.length >> 2,
      role === 'user' ? null : 'stop',
      null,
    );
  }

  private writeCall(id: string, i: number, at: number): void {
    const args = JSON.stringify({ command: this.prose(60) });
    const calls = [{ id: `call_${i + 1}`, type: 'function', function: { name: 'terminal', arguments: args } }];
    this.message.run(id, 'assistant', '', null, JSON.stringify(calls), null, at, 40, 'tool_calls', null);
  }

  private writeAnswer(id: string, i: number, at: number): void {
    // Most answers are short and a few are very long; the mean is the spec's.
    const isLong = this.sequence.below(20) === 0;
    const bytes = Math.floor(this.spec.toolBytes * (isLong ? 11 : 0.5) * (0.5 + this.sequence.below(100) / 100));
    const content = JSON.stringify({ output: this.prose(bytes), exit_code: 0, error: null });
    this.message.run(id, 'tool', content, `call_${i}`, null, 'terminal', at, content.length >> 2, null, null);
  }

  private prose(bytes: number): string {
    if (bytes > this.text.length) return this.text.repeat(Math.ceil(bytes / this.text.length)).slice(0, bytes);
    const from = this.sequence.below(this.text.length - bytes);
    return this.text.slice(from, from + bytes);
  }
}

const stamp = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_');

function main(path: string, spec: DatabaseSpec): void {
  const db = openNative(path);
  db.exec(
    'PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA foreign_keys = OFF',
  );
  db.exec(schemaSql(30));
  db.exec(fullTextSql(30));
  const writer = new Writer(db, spec);
  db.exec('BEGIN');
  writer.writeAll();
  db.exec('COMMIT');
  db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0');
  writer.writeLog();
  // The last to close checkpoints the log and removes it. A copy put back is a valid log whose frames the file holds too:
  // a reader has the same work with it as with one that is still needed.
  fs.copyFileSync(`${path}-wal`, `${path}-wal.kept`);
  db.close();
  fs.renameSync(`${path}-wal.kept`, `${path}-wal`);
}

const [path, spec] = process.argv.slice(2);
if (path === undefined || spec === undefined) throw new Error('usage: writeDatabase.js PATH SPEC');
main(path, JSON.parse(spec) as DatabaseSpec);
