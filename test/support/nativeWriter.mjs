/**
 * Hermes at work, seen from outside: a process of its own that keeps a database open in WAL mode and never checkpoints.
 * node nativeWriter.mjs <database>; each line of its input is `{ "sql", "params" }`, run as one transaction and
 * answered with a line: `{}`, or `{ "error" }`. Ends with its input.
 */
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';

const db = new DatabaseSync(process.argv[2]);
db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA foreign_keys = OFF');
for await (const line of createInterface({ input: process.stdin })) {
  const { sql, params } = JSON.parse(line);
  try {
    db.prepare(sql).run(...params);
    console.log('{}');
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
// No close: the last connection to close would move everything into the main file and remove the log.
process.exit(0);
