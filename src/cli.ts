/** Composition root of the terminal command. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeOutput } from './terminal/output';
import { run } from './terminal/run';

const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
// A closed pipe is an answer to the write that met it (see `run`), not a crash.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
void run(process.argv.slice(2), version, nodeOutput).then((code) => {
  // Not left to the event loop: taking an engine down that still compiles WebAssembly can wait for ever. Both streams are
  // flushed first: `run` waits for each write to the one, and an empty write follows those to the other.
  process.stderr.write('', () => process.exit(code));
});
