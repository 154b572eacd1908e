/** Folders with one thing wrong in them, and what the terminal command must not do about it. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FIXTURE_SECOND, FixtureDatabase } from '../../support/fixtureDatabase';
import { Command } from './command';

export class BadPlaces {
  private made = 0;

  private constructor(
    readonly command: Command,
    readonly root: string,
    /** A sound database with the session `s1`. */
    readonly good: Buffer,
  ) {}

  static async make(): Promise<BadPlaces> {
    const command = await Command.build();
    return new BadPlaces(command, fs.mkdtempSync(join(tmpdir(), 'hs-')), Buffer.from((await sessions(1)).toBytes()));
  }

  /** A new folder with these files in it; the path of `state.db` there, whether or not it is one of them. */
  place(files: Readonly<Record<string, Uint8Array>> = {}): string {
    const dir = join(this.root, `case${(this.made += 1)}`);
    fs.mkdirSync(dir);
    for (const [name, bytes] of Object.entries(files)) fs.writeFileSync(join(dir, name), bytes);
    return join(dir, 'state.db');
  }

  remove(): void {
    this.command.remove();
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}

/** Call inside `describe`: makes the folder before its tests and removes it after them. */
export function useBadPlaces(take: (places: BadPlaces) => void): void {
  let places: BadPlaces | null = null;
  before(async () => {
    places = await BadPlaces.make();
    take(places);
  });
  after(() => places?.remove());
}

export function assertNoStack(stderr: string): void {
  assert.doesNotMatch(stderr, /\n\s+at |node:internal|Something unexpected|\{\w+\}/);
}

/** Sessions `s1` … with a title and a message each. */
export async function sessions(count: number): Promise<FixtureDatabase> {
  const db = await FixtureDatabase.create({ schema: 30 });
  for (let i = 1; i <= count; i += 1) {
    db.addSession({ id: `s${i}`, title: `Title of s${i}`, started_at: FIXTURE_SECOND + i });
    db.addMessage({ session_id: `s${i}`, role: 'user', content: `Words of s${i}`, timestamp: FIXTURE_SECOND + i });
  }
  return db;
}
