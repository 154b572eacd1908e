import * as assert from 'node:assert/strict';
import { createFormats } from '../../../src/core/words/format';
import { View } from '../../../src/webview/view';

describe('View', () => {
  const made = (): View => new View({ post: () => undefined }, createFormats('en', 'UTC'));

  it('says nothing of what nobody opened', () => {
    const view = made();
    assert.deepEqual([view.openState('1', 'run', 'run'), view.isOpen('1', 'run', true, 'run'), view.isKindOpen('run')], [null, true, false]);
  });

  it('goes by what was done last: to the line, to its kind, or to all', () => {
    const view = made();
    view.setOpen('1', 'run', true);
    assert.deepEqual([view.openState('1', 'run', 'run'), view.openState('2', 'run', 'run')], [true, null]);
    view.setKindOpen('run', false);
    assert.deepEqual([view.openState('1', 'run', 'run'), view.openState('2', 'run', 'run'), view.openState('2', 'x', 'other')], [false, false, null]);
    assert.equal(view.openState('1', 'run', null), true, 'of no kind');
    view.setKindOpen('all', true);
    assert.deepEqual([view.openState('1', 'run', 'run'), view.openState('2', 'x', 'other'), view.isKindOpen('run')], [true, true, true]);
    view.setOpen('1', 'run', false);
    assert.deepEqual([view.openState('1', 'run', 'run'), view.openState('2', 'run', 'run')], [false, true]);
  });
});
