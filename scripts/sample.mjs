/** `node scripts/sample.mjs DIR`: makes the sample home in a new directory, its times ending now. Needs a build with tests. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../out/js/test/support/sampleHome.js', import.meta.url));
const [dir] = process.argv.slice(2);

if (dir === undefined) fail('usage: node scripts/sample.mjs DIR', 64);
if (existsSync(resolve(dir))) fail(`${dir} exists. Name a directory that does not.`, 64);
if (!existsSync(built)) fail('Not built yet: node esbuild.mjs --tests', 64);

const { makeSampleHome } = createRequire(import.meta.url)(built);
await makeSampleHome(resolve(dir), { now: Date.now() });
console.log(resolve(dir));

function fail(message, code) {
  console.error(message);
  process.exit(code);
}
