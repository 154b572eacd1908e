/**
 * A native writer that is as hard on a reader as its mode says, with invariants that hold in every committed state:
 * - `left_side` and `right_side` have the same ids, and in each pair the same `revision`;
 * - `total` holds the number of pairs, the sum of `value` and the sum of the lengths of `pad`.
 *
 * node writer.mjs <database> <mode> <seconds> <seed>; touches <database>.ready once there is something to read.
 */
import { DatabaseSync } from 'node:sqlite';
import { writeFileSync } from 'node:fs';

const [path, mode, secondsText, seedText] = process.argv.slice(2);
const endAt = Date.now() + Number(secondsText) * 1000;

let seed = Number(seedText);
const random = (below) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const waiting = new Int32Array(new SharedArrayBuffer(4));
const wait = (ms) => Atomics.wait(waiting, 0, 0, ms);

const usesWal = mode.startsWith('wal');
let db = open();
db.exec(`
  CREATE TABLE left_side(id INTEGER PRIMARY KEY, value INTEGER, revision INTEGER, pad TEXT);
  CREATE INDEX left_by_value ON left_side(value);
  CREATE TABLE right_side(id INTEGER PRIMARY KEY, value INTEGER, revision INTEGER);
  CREATE TABLE total(pairs INTEGER, value INTEGER, pad INTEGER);
  INSERT INTO total VALUES (0, 0, 0);
`);
for (let i = 0; i < 20; i++) transaction(20);
writeFileSync(`${path}.ready`, '');

for (let step = 1; Date.now() < endAt; step++) {
  transaction(1 + random(mode === 'wal-hostile' ? 3 : 12));
  if (mode === 'wal-hostile') {
    if (random(3) === 0) db.exec(`PRAGMA wal_checkpoint(${['PASSIVE', 'RESTART', 'TRUNCATE'][random(3)]})`);
    if (random(4) === 0) wait(random(4));
    if (random(60) === 0) wait(15);
  } else if (mode === 'wal-reopen') {
    if (random(6) === 0) reopen();
    wait(random(25));
  } else if (mode === 'wal-vacuum') {
    if (random(12) === 0) db.exec('VACUUM');
    if (random(3) === 0) db.exec(`PRAGMA wal_checkpoint(${['PASSIVE', 'TRUNCATE'][random(2)]})`);
    wait(random(12));
  } else if (mode === 'wal') {
    if (random(8) === 0) db.exec(`PRAGMA wal_checkpoint(${['PASSIVE', 'RESTART', 'TRUNCATE'][random(3)]})`);
    wait(1 + random(8));
  } else {
    if (random(10) === 0) reopen();
    if (random(30) === 0) db.exec(`PRAGMA page_size=${[1024, 4096, 8192][random(3)]}; VACUUM`);
    if (random(3) === 0) wait(random(160));
  }
}
db.close();

function open() {
  const opened = new DatabaseSync(path);
  if (usesWal) opened.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=${random(2)}; PRAGMA wal_autocheckpoint=50`);
  // A tiny cache makes long transactions spill into the main file before they commit.
  else opened.exec(`PRAGMA journal_mode=${['DELETE', 'TRUNCATE', 'PERSIST'][random(3)]}; PRAGMA synchronous=${random(3)}; PRAGMA cache_size=8`);
  return opened;
}

function reopen() {
  db.close();
  db = open();
}

function transaction(changes) {
  db.exec('BEGIN IMMEDIATE');
  for (let i = 0; i < changes; i++) change();
  const rollsBack = !usesWal && random(6) === 0;
  // With changes spilled and the journal live.
  if (!usesWal && random(4) === 0) wait(random(90));
  db.exec(rollsBack ? 'ROLLBACK' : 'COMMIT');
}

function change() {
  const { pairs } = db.prepare('SELECT pairs FROM total').get();
  const pick = db.prepare('SELECT id, value, length(pad) AS pad FROM left_side ORDER BY id LIMIT 1 OFFSET ?').get(random(Math.max(1, pairs)));
  const kind = pairs < 300 ? 0 : pairs > 500 ? 1 : random(3);
  const value = random(1000);
  const pad = 'x'.repeat(random(8) === 0 ? random(12000) : random(400));
  if (kind === 0 || pick === undefined) {
    const { lastInsertRowid } = db.prepare('INSERT INTO left_side(value, revision, pad) VALUES (?, 1, ?)').run(value, pad);
    db.prepare('INSERT INTO right_side VALUES (?, ?, 1)').run(lastInsertRowid, value);
    db.prepare('UPDATE total SET pairs = pairs + 1, value = value + ?, pad = pad + ?').run(value, pad.length);
  } else if (kind === 1) {
    db.prepare('DELETE FROM left_side WHERE id = ?').run(pick.id);
    db.prepare('DELETE FROM right_side WHERE id = ?').run(pick.id);
    db.prepare('UPDATE total SET pairs = pairs - 1, value = value - ?, pad = pad - ?').run(pick.value, pick.pad);
  } else {
    db.prepare('UPDATE left_side SET revision = revision + 1, value = ?, pad = ? WHERE id = ?').run(value, pad, pick.id);
    db.prepare('UPDATE right_side SET revision = revision + 1, value = ? WHERE id = ?').run(value, pick.id);
    db.prepare('UPDATE total SET value = value + ?, pad = pad + ?').run(value - pick.value, pad.length - pick.pad);
  }
}
