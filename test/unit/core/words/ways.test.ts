import * as assert from 'node:assert/strict';
import { FINDING_WORDS } from '../../../../src/core/words/findings';
import { describeFinding } from '../../../../src/core/words/recovery';
import { remedyHere, WAYS } from '../../../../src/core/words/ways';

const KEYS = Object.keys(FINDING_WORDS) as (keyof typeof FINDING_WORDS)[];
/** What a finding is told with: its own names and numbers, one of them hostile. */
const ARGS = { run: '20261121T141200000Z-5f0c1a2b3c41', name: '“hermes-sessions show”', count: 3, inner: '$& $1' };

describe('what a finding asks for, where there are buttons', () => {
  it('sends nobody to our terminal command, in no finding', () => {
    for (const key of KEYS) {
      const { title, why, remedy, notAFaultIf } = describeFinding(key, ARGS, 'en');
      for (const text of [title, why, remedyHere(remedy), notAFaultIf]) assert.doesNotMatch(text.replace(ARGS.name, ''), /hermes-sessions/, key);
    }
  });

  it('keeps the commands in the terminal, and everything else of the sentence', () => {
    const { remedy } = describeFinding('interrupted_run', ARGS, 'en');
    assert.match(remedy, /“hermes-sessions repair --complete 20261121T141200000Z-5f0c1a2b3c41”/);
    assert.equal(remedyHere(remedy), WAYS.endRun.editor);
    const foreign = describeFinding('foreign_backup', ARGS, 'en').remedy;
    assert.equal(remedyHere(foreign), `Compare it with $& $1, and give it the name it belongs to. ${WAYS.look.editor}`);
    assert.equal(remedyHere('Nothing has to be done.'), 'Nothing has to be done.');
  });

  it('has no way that no finding goes', () => {
    for (const { terminal } of Object.values(WAYS)) {
      assert.ok(KEYS.some((key) => FINDING_WORDS[key].remedy.includes(terminal)), terminal);
    }
  });
});
