/**
 * A program of its own that uses the reader in every way it has: argv is the wasm, then databases. Exits 0 when each
 * gave an answer or a `Failure`. Its standard output is left to the tracer.
 */
import { Failure } from '../../../../src/core/failure';
import { openDatabase } from '../../../../src/io/sqlite/openDatabase';
import { loadSqlJs } from '../../../../src/io/sqlite/openSqlJs';

async function main(): Promise<void> {
  const [wasmPath, ...paths] = process.argv.slice(2);
  const sqlJs = await loadSqlJs(wasmPath!);
  for (const path of paths) {
    for (const pinBytes of [0, 1 << 24]) {
      const db = openDatabase({ path, sqlJs, pinBytes });
      try {
        db.token();
        for (let i = 0; i < 3; i++) db.read((reader) => reader.all('SELECT count(*), sum(n), sum(length(pad)) FROM t'));
        db.close();
        db.read((reader) => reader.all('PRAGMA integrity_check'));
      } catch (error) {
        if (!Failure.is(error)) throw error;
        process.stderr.write(`${error.code} ${String(error.details.errno ?? '')}\n`);
      } finally {
        db.close();
      }
    }
  }
}

void main();
