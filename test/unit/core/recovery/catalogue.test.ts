import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FINDING_GROUPS } from '../../../../src/core/recovery/findings/index';
import type { Report } from '../../../../src/core/recovery/report';
import { DOUBT_WORDS } from '../../../../src/core/words/recovery';
import { FINDING_WORDS } from '../../../../src/core/words/findings';
import { RECOVERY_FIXTURES, recoveryFixtures } from '../../../support/recoveryFixture';
import { readText, sources } from '../../sourceCode';

const kinds = FINDING_GROUPS.flat().map(({ kind }) => kind);
const fixtures = recoveryFixtures();
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();
const reportOf = (fixture: string): Report =>
  JSON.parse(readFileSync(join(RECOVERY_FIXTURES, fixture, 'report.json'), 'utf8')) as Report;
const hasKind = (fixture: string, kind: string): boolean => reportOf(fixture).items.some((item) => item.kind === kind);

describe('the catalogue of findings', () => {
  it('registers every kind once', () => {
    assert.equal(new Set(kinds).size, kinds.length);
  });

  it('has one file a kind, named after it', () => {
    const folder = 'src/core/recovery/findings/';
    const files = sources()
      .map(({ path }) => path)
      .filter((path) => path.startsWith(folder) && path !== `${folder}index.ts`);
    const camelCase = (kind: string): string => kind.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    assert.deepEqual(sorted(files), sorted(kinds.map((kind) => `${folder}${camelCase(kind)}.ts`)));
  });

  it('has a fixture for every kind that shows it, and one that does not, named for the reason', () => {
    assert.deepEqual(sorted(fixtures.map((name) => name.split('--')[0] ?? '')), sorted(kinds));
    for (const kind of kinds) {
      assert.ok(existsSync(join(RECOVERY_FIXTURES, kind)), `no fixture ${kind}`);
      assert.ok(hasKind(kind, kind), `the fixture ${kind} does not show it`);
      const variants = fixtures.filter((name) => name.startsWith(`${kind}--`));
      assert.ok(
        variants.some((name) => !hasKind(name, kind)),
        `${kind} has no fixture without a finding`,
      );
    }
  });

  it('has one paragraph a kind in the README', () => {
    const paragraphs = [...readText('README.md').matchAll(/^\*\*`(\w+)`\*\* \S/gm)].map(([, kind]) => kind ?? '');
    assert.deepEqual(paragraphs, kinds);
  });

  it('uses every entry of its words', () => {
    const prefixed = Object.keys(FINDING_WORDS).filter(
      (key) => !kinds.some((kind) => key === kind || key.startsWith(`${kind}_`)),
    );
    assert.deepEqual(prefixed, []);
    const used = sources().filter(({ path }) => path.startsWith('src/core/recovery/findings/'));
    for (const key of Object.keys(FINDING_WORDS)) {
      const [stem, ending] = [key.slice(0, key.lastIndexOf('_')), key.slice(key.lastIndexOf('_') + 1)];
      const isNamed = used.some(({ tree: { text } }) => {
        const isBuilt = text.includes(`\`${stem}_$`) && text.includes(`'${ending}'`);
        return isBuilt || text.includes(`'${key}'`);
      });
      assert.ok(isNamed, `no finding says ${key}`);
    }
  });

  it('has no hole in what it says, and reasons that fit a line', () => {
    for (const fixture of fixtures) {
      for (const item of reportOf(fixture).items) {
        const text = [item.title, item.explanation, item.why, item.remedy, item.not_a_fault_if].join('\n');
        assert.doesNotMatch(text, /\{\w+|undefined|NaN/, fixture);
        assert.ok(item.title.length <= 90, item.title);
      }
    }
    for (const words of Object.values(DOUBT_WORDS)) assert.ok(words.length < 50, words);
  });
});
