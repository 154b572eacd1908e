import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixtureDatabase } from '../support/fixtureDatabase';
import { NativeWriter } from '../support/nativeWriter';
import { openWorkbench, type Workbench } from './harness';

const SESSIONS = 20;
const CLICKS = 50;
/** The least number of times that rows must have changed places meanwhile. */
const CHANGES = 3;

/** A title without a number that begins another. */
const title = (n: number): string => `Boat ${String(n).padStart(2, '0')} through the lock`;

describe('a click on a row while Hermes writes', () => {
  let scratch: string;
  let workbench: Workbench;
  let writer: NativeWriter;
  let written = 0;
  let isWriting = true;
  /** The first row that the workbench showed last. */
  let shownFirst = title(1);
  let writing: Promise<void>;
  before(async () => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    const home = join(scratch, 'home');
    fs.mkdirSync(home);
    const db = await FixtureDatabase.create();
    const now = Date.now() / 1000;
    for (let n = 1; n <= SESSIONS; n += 1) {
      // All of one group, whatever the time of day: times that are still to come count as today.
      const at = now + 7 * 86_400 - n;
      db.addSession({ id: `s${n}`, title: title(n), started_at: at, last_activity_at: at, message_count: 1 });
      db.addMessage({ session_id: `s${n}`, role: 'user', content: 'Hello', timestamp: at });
    }
    db.toFileWithWal(join(home, 'state.db'), () => db.exec('PRAGMA user_version = 1'));
    db.close();
    workbench = await openWorkbench({ home });
    await workbench.openView();
    await workbench.waitForRows((rows) => rows.length === SESSIONS + 1);
    writer = new NativeWriter(join(home, 'state.db'));
    // The second row gets what is written until it is seen to be the first: with each look at the database the first two change
    // their places, and the list of the day is drawn anew. No other row moves.
    writing = (async () => {
      for (let at = now + 8 * 86_400; isWriting && written < 20_000; at += 1) {
        const id = shownFirst === title(1) ? 's2' : 's1';
        await writer.run("INSERT INTO messages (session_id, role, content, timestamp) VALUES (?, 'assistant', 'Yes.', ?)", [id, at]);
        await writer.run('UPDATE sessions SET message_count = message_count + 1, last_activity_at = ? WHERE id = ?', [at, id]);
        written += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
  });
  after(async () => {
    isWriting = false;
    await writing;
    await writer?.close();
    await workbench?.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  it(`opens its conversation, ${CLICKS} times of ${CLICKS}`, async function () {
    this.timeout(400_000);
    const { page } = workbench;
    const missed: string[] = [];
    let changes = 0;
    let click = 0;
    // On a slow machine few looks at the database fall into so many clicks: more clicks then, until rows have moved under them.
    for (; click < CLICKS || (changes < CHANGES && click < 5 * CLICKS); click += 1) {
      const label = title(3 + (click % (SESSIONS - 2)));
      await workbench.treeRow(label).click();
      const opened = page.locator('.tab.active', { hasText: label }).waitFor({ timeout: 20_000 });
      await opened.catch(() => missed.push(`${label}, click ${click}`));
      const first = (await workbench.treeRows())[1]?.label;
      // Anything else is a list in the middle of being drawn.
      if (first !== title(1) && first !== title(2)) continue;
      if (first !== shownFirst) changes += 1;
      shownFirst = first;
    }
    assert.deepEqual(missed, []);
    assert.ok(changes >= CHANGES, `the first rows changed places ${changes} times in ${click} clicks, while ${written} messages were written`);
  });
});
