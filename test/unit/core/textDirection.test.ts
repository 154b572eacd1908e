import * as assert from 'node:assert/strict';
import { runsRightToLeft } from '../../../src/core/textDirection';

describe('runsRightToLeft', () => {
  it('goes by the first letter, whatever stands before it', () => {
    for (const text of ['مرحبا', 'שלום', '12. «تم» done', '\u{1E922}\u{1E923}']) assert.equal(runsRightToLeft(text), true, text);
    for (const text of ['', '12 ?', 'done: تم', '时区', 'Ж שלום']) assert.equal(runsRightToLeft(text), false, text);
  });
});
