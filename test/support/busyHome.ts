/** A home with more in it than a screen holds: 450 conversations of one day, one of them with 20,000 messages. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { FixtureDatabase } from './fixtureDatabase';

/** Saturday 14 March 2026, 08:00 UTC: the same day in every time zone with people in it. */
const DAY_STARTS = Date.UTC(2026, 2, 14, 8) / 1000;

export const BUSY_SESSIONS = 450;
/** The heading all of them are listed under. */
export const BUSY_GROUP = 'March 2026';

export const LONG_SESSION = { id: '20260314_080000_10ad10', title: 'A year at the lock', messages: 20_000 } as const;

/** Title of the conversation with number `n`, counted from 1, the oldest. */
export const busyTitle = (n: number): string => `Boat ${String(n).padStart(3, '0')} through the lock`;

/** Text of message `n` of the long one, counted from 1. Of uneven length, as messages are. */
export const longText = (n: number): string =>
  `Entry ${n}. ${'The gauge was read, the gate was opened and closed again. '.repeat(1 + ((n * 7) % 5))}`;

/** Makes the home in `dir`: a `state.db` whose newest conversation is only in the log. */
export async function makeBusyHome(dir: string): Promise<void> {
  fs.mkdirSync(dir, { recursive: true });
  const db = await FixtureDatabase.create();
  db.exec('BEGIN');
  const { id, title, messages } = LONG_SESSION;
  // Half a second between its messages: it lies between the others, and ends last.
  db.addSession({
    id,
    title,
    started_at: DAY_STARTS,
    last_activity_at: DAY_STARTS + messages,
    message_count: messages,
  });
  for (let n = 1; n <= messages; n += 1) {
    const role = n % 2 === 1 ? 'user' : 'assistant';
    db.addMessage({ session_id: id, role, content: longText(n), timestamp: DAY_STARTS + n });
  }
  for (let n = 1; n < BUSY_SESSIONS - 1; n += 1) addBoat(db, n);
  db.exec('COMMIT');
  db.toFileWithWal(join(dir, 'state.db'), () => addBoat(db, BUSY_SESSIONS - 1));
  db.close();
}

function addBoat(db: FixtureDatabase, n: number): void {
  const id = `20260314_${String(n).padStart(6, '0')}_b0a7b0`;
  const at = DAY_STARTS + n * 40;
  db.addSession({ id, title: busyTitle(n), started_at: at, last_activity_at: at + 2, message_count: 2 });
  db.addMessage({ session_id: id, role: 'user', content: `Boat ${n} is waiting.`, timestamp: at + 1 });
  db.addMessage({ session_id: id, role: 'assistant', content: 'The gate opens in four minutes.', timestamp: at + 2 });
}
