import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Said } from './catalogue/catalogueChild';

const GOLDEN = join('test', 'fixtures', 'recovery-words.md');
const WORDS = join('out', 'js', 'src', 'core', 'words');
const CHILD = join('out', 'js', 'test', 'unit', 'core', 'words', 'catalogue', 'catalogueChild.js');

/** Words that are not about recovery, or have a test like this one of their own. Everything else is in the document. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  ...['copyWords', 'document', 'export', 'filterWords', 'outlineWords', 'rowWords', 'secretWords', 'sessions', 'terminal', 'transcript', 'webuiNotes'],
  ...['describeFailure', 'failures', 'logProblems', 'format', 'say'],
]);

/** What a person meets is made in these, too. */
const PAGES = ['proofPageOf'].map((name) => join('out', 'js', 'src', 'ui', 'recovery', `${name}.js`));

const words = readdirSync(WORDS)
  .filter((name) => name.endsWith('.js') && !ELSEWHERE.has(basename(name, '.js')))
  .map((name) => join(WORDS, name));

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly functionName: string; readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[] }[];
}

/** Branches that nobody went, as the text of the compiled file. The head that esbuild gives every module does not count. */
function untakenOf(path: string, scripts: readonly ScriptCoverage[]): string[] {
  const url = pathToFileURL(resolve(path)).href;
  const script = scripts.find((one) => one.url === url);
  if (script === undefined) return [`${path} was not loaded`];
  const text = readFileSync(path, 'utf8');
  return script.functions
    .filter(({ functionName }) => !functionName.startsWith('__'))
    .flatMap(({ ranges }) => ranges.filter(({ count }) => count === 0))
    .map(({ startOffset, endOffset }) => text.slice(startOffset, endOffset).trim())
    .filter((code) => /\w/.test(code) && !code.startsWith('__') && !code.startsWith('&& (module.exports ='))
    .map((code) => `${basename(path)}: ${code.slice(0, 160)}`);
}

describe('everything that is said about recovery', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-words-'));
  let said: Said;
  let scripts: readonly ScriptCoverage[];

  before(() => {
    // One zone and one language, whatever those of this machine are.
    const env = { ...process.env, TZ: 'UTC', NODE_V8_COVERAGE: folder };
    const { stdout, stderr, status } = spawnSync(process.execPath, [CHILD, ...words.map((path) => resolve(path))], { env, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
    assert.equal(status, 0, stderr);
    said = JSON.parse(stdout) as Said;
    scripts = readdirSync(folder).flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { result: ScriptCoverage[] }).result);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('stands in one document, which a person has read', () => {
    if (process.env.UPDATE === '1') writeFileSync(GOLDEN, said.document);
    assert.equal(said.document, readFileSync(GOLDEN, 'utf8'), 'Look at what is said now, then write it with UPDATE=1.');
  });

  it('has every entry of the tables, and each of its forms', () => {
    // Ways stand in the words of findings, which took them when they were loaded.
    assert.deepEqual(said.unsaid.filter((name) => !name.startsWith('ways.')), []);
    assert.deepEqual(said.missingForms, []);
  });

  it('goes every branch in which words are chosen', () => {
    assert.deepEqual([...words, ...PAGES].flatMap((path) => untakenOf(path, scripts)), []);
  });

  it('says nothing in a notification that is cut off', () => assert.deepEqual(said.cut, []));

  it('leaves no hole, and says nothing in the words of a program', () => {
    assert.doesNotMatch(said.document, /\{\w+[|}]|undefined|NaN|\[object/);
  });
});
