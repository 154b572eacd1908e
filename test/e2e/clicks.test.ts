import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixtureDatabase } from '../support/fixtureDatabase';
import { NativeWriter } from '../support/nativeWriter';
import { openWorkbench, type Workbench } from './harness';

const SESSIONS = 20;
const CLICKS = 50;

/** A title without a number that begins another. */
const title = (n: number): string => `Boat ${String(n).padStart(2, '0')} through the lock`;

describe('a click on a row while Hermes writes', () => {
  let scratch: string;
  let workbench: Workbench;
  let writer: NativeWriter;
  let written = 0;
  let isWriting = true;
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
    // The first two rows change their places with each message, and the list of the day is drawn anew: no other row moves.
    writing = (async () => {
      for (let at = now + 8 * 86_400; isWriting && written < 20_000; at += 1) {
        const id = `s${1 + (written % 2)}`;
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
    const orders = new Set<string>();
    for (let click = 0; click < CLICKS; click += 1) {
      const label = title(3 + (click % (SESSIONS - 2)));
      await workbench.treeRow(label).click();
      const opened = page.locator('.tab.active', { hasText: label }).waitFor({ timeout: 10_000 });
      await opened.catch(() => missed.push(`${label}, click ${click}`));
      const [, first, second] = await workbench.treeRows();
      orders.add(`${first?.label} ${second?.label}`);
    }
    assert.deepEqual(missed, []);
    assert.ok(written > CLICKS / 4, `only ${written} messages were written`);
    assert.equal(orders.size, 2, `the first rows never changed places: ${[...orders].join(' | ')}`);
  });
});
