import * as assert from 'node:assert/strict';
import type { ShownMessage } from '../../../src/core/protocol';
import { MessageWindow } from '../../../src/webview/messageWindow';

/** Messages `from` .. `to - 1`, of which only the places matter here. */
const messages = (from: number, to: number): ShownMessage[] =>
  Array.from({ length: to - from }, (_, i) => ({ id: `${from + i}`, index: from + i }) as ShownMessage);

describe('MessageWindow', () => {
  const open = (from: number, to: number): MessageWindow => new MessageWindow({ post: () => undefined }, messages(from, to), () => undefined);
  const span = (joined: readonly ShownMessage[] | null): [number, number] | null => joined && [joined[0]!.index, joined.at(-1)!.index];

  it('grows by the page that was asked for, also by a shorter one at the edge that was asked for', () => {
    const above = open(400, 600);
    above.ask({ kind: 'above', from: 200, to: 400 });
    assert.deepEqual(span(above.joined('above', messages(350, 400))), [350, 599]);
    const below = open(400, 600);
    below.ask({ kind: 'below', from: 600, to: 800 });
    assert.deepEqual(span(below.joined('below', messages(600, 620))), [400, 619]);
  });

  it('takes no page that nobody asked for, and none that is empty', () => {
    const window = open(400, 600);
    assert.equal(window.joined('above', messages(200, 400)), null);
    window.ask({ kind: 'above', from: 200, to: 400 });
    assert.equal(window.joined('above', []), null);
    assert.deepEqual(window.pending, []);
  });

  it('goes on waiting for a page when that of an older question comes before it', () => {
    for (const [edge, older, newer] of [
      ['above', messages(800, 1000), { kind: 'above', from: 200, to: 400 }],
      ['below', messages(1000, 1200), { kind: 'below', from: 600, to: 800 }],
    ] as const) {
      const window = open(400, 600);
      window.ask(newer);
      assert.equal(window.joined(edge, older), null);
      assert.deepEqual(window.pending, [newer]);
      assert.equal(window.joined(edge, messages(newer.from, newer.to))?.length, 400);
    }
  });
});
