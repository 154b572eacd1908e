/** A Hermes home for one test, in which something went wrong long ago: conversation files and databases by a few words. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FIXTURE_SECOND, FixtureDatabase, type Cell } from './fixtureDatabase';

export interface Said {
  readonly role: string;
  readonly content: unknown;
  readonly timestamp: number;
  readonly [key: string]: unknown;
}

/** Prompts and answers in turn, ten seconds apart, from number `from` on. */
export const talk = (count: number, from = 0): Said[] =>
  Array.from({ length: count }, (_, i) => ({
    role: (from + i) % 2 === 0 ? 'user' : 'assistant',
    content: `message ${from + i}`,
    timestamp: FIXTURE_SECOND + (from + i) * 10,
  }));

/** A conversation object in Hermes WebUI's own order of keys. */
export const conversation = (
  id: string,
  messages: readonly Said[],
  metadata: object = {},
): Readonly<Record<string, unknown>> => ({
  session_id: id,
  title: `Talk of ${id}`,
  workspace: '/home/mara/harbour',
  model: 'm',
  created_at: FIXTURE_SECOND,
  updated_at: messages.at(-1)?.timestamp ?? FIXTURE_SECOND,
  pinned: false,
  archived: false,
  active_stream_id: null,
  pending_user_message: null,
  pending_attachments: [],
  pending_user_source: null,
  pending_started_at: null,
  ...metadata,
  message_count: messages.length,
  messages,
  tool_calls: [],
  context_messages: [],
});

export interface Row {
  readonly id: string;
  readonly messages: readonly Said[];
  readonly columns?: Readonly<Record<string, Cell>>;
}

export class DamagedHome {
  readonly dir: string;

  constructor() {
    this.dir = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    fs.writeFileSync(join(this.dir, 'active_profile'), 'default\n');
    fs.mkdirSync(this.path(), { recursive: true });
  }

  /** A path in the session directory. */
  path(...names: string[]): string {
    return join(this.dir, 'webui', 'sessions', ...names);
  }

  /** Writes a file of the session directory, or of the home where the name begins with "../". Objects become JSON. */
  write(name: string, content: object | string): void {
    const path = this.path(name);
    fs.mkdirSync(dirname(path), { recursive: true });
    fs.writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2), { mode: 0o600 });
    fs.utimesSync(path, FIXTURE_SECOND, FIXTURE_SECOND);
  }

  /** An index row for each id, as WebUI makes them. */
  writeIndex(rows: readonly object[]): void {
    this.write('_index.json', rows);
  }

  async writeDatabase(rows: readonly Row[], path = 'state.db'): Promise<void> {
    const db = await FixtureDatabase.create();
    for (const { id, messages, columns } of rows) {
      db.addSession({ id, source: 'webui', ...columns });
      for (const { role, content, timestamp, ...more } of messages)
        db.addMessage({ session_id: id, role, content: content as Cell, timestamp, ...(more as Record<string, Cell>) });
    }
    fs.mkdirSync(dirname(join(this.dir, path)), { recursive: true });
    db.toFile(join(this.dir, path));
    db.close();
  }

  read(name: string): string {
    return fs.readFileSync(this.path(name), 'utf8');
  }

  /** What the messages of a conversation file say. */
  said(name: string): unknown[] {
    return (JSON.parse(this.read(name)) as { messages: Said[] }).messages.map(({ content }) => content);
  }

  exists(name: string): boolean {
    return fs.existsSync(this.path(name));
  }

  remove(): void {
    fs.rmSync(this.dir, { recursive: true, force: true });
  }
}
