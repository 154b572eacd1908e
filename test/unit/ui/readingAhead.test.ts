import * as assert from 'node:assert/strict';
import { ReadingAhead } from '../../../src/ui/readingAhead';

const REST_MS = 20;
const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('ReadingAhead', () => {
  let ahead: ReadingAhead;
  let begun: (() => boolean)[];
  let read: () => Promise<void>;
  beforeEach(() => {
    begun = [];
    read = async () => undefined;
    ahead = new ReadingAhead((isWanted) => (begun.push(isWanted), read()), REST_MS);
  });
  afterEach(() => ahead.stop());

  async function until(holds: () => boolean): Promise<void> {
    for (let i = 0; i < 500 && !holds(); i += 1) await soon(10);
    assert.ok(holds());
  }

  it('reads once all that was asked is answered', async () => {
    ahead.start();
    const [one, other] = [ahead.hold(), ahead.hold()];
    one();
    one();
    await soon(REST_MS * 4);
    assert.equal(begun.length, 0);
    other();
    await until(() => begun.length === 1);
  });

  it('gives up at once when something is asked, and goes on a moment later, also where that was never read to its end', async () => {
    read = () => new Promise(() => undefined);
    ahead.start();
    ahead.hold()();
    await until(() => begun.length === 1);
    assert.equal(begun[0]!(), true);
    const done = ahead.hold();
    assert.equal(begun[0]!(), false);
    done();
    await until(() => begun.length === 2);
    assert.deepEqual(begun.map((isWanted) => isWanted()), [false, true]);
  });

  it('reads nothing that nobody sees, whatever is still being answered', async () => {
    ahead.hold()();
    ahead.start();
    const late = ahead.hold();
    ahead.stop();
    late();
    ahead.hold()();
    await soon(REST_MS * 4);
    assert.equal(begun.length, 0);
    ahead.start();
    ahead.hold()();
    await until(() => begun.length === 1);
  });

  it('takes a twentieth of the time at most, and what fails keeps nobody from reading later', async () => {
    const times: number[] = [];
    let ended = 0;
    read = async () => {
      times.push(performance.now());
      await soon(15);
      ended += 1;
      throw new Error('torn');
    };
    ahead.start();
    ahead.hold()();
    await until(() => ended === 1);
    await soon(1);
    ahead.hold()();
    await until(() => times.length === 2);
    assert.ok(times[1]! - times[0]! >= 15 * 20, `${times[1]! - times[0]!}`);
  });
});
