import * as assert from 'node:assert/strict';
import { usualCopy } from '../../../src/core/transcriptTarget';
import { CopyCounting } from '../../../src/ui/copyCounting';
import { NO_COPIES, type FoundCopies } from '../../../src/ui/transcriptSource';

/** Copies of which one has so many messages. */
const found = (messageCount: number): FoundCopies => ({
  ...NO_COPIES,
  copies: [{ label: 'conversation file', messageCount, isShown: true, note: '' }],
});
const target = usualCopy('s');
const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 2_000 && !holds(); i += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(holds());
};

describe('CopyCounting', () => {
  /** `told`: what was told, in order; `asked`: how often was counted. */
  const open = (pauseMs: number) => {
    const said = { now: found(242), asked: 0, told: [] as (number | null)[] };
    const counting = new CopyCounting({ copies: async () => ((said.asked += 1), said.now) }, () => assert.fail(), pauseMs);
    const count = (): Promise<void> => counting.count(() => target, ({ copies }) => said.told.push(copies[0]?.messageCount ?? null));
    return { said, counting, count };
  };

  it('counts again what changed soon after it was counted, once, and not at once', async () => {
    // Long enough for what is done before it is over, on any machine.
    const { said, count } = open(1_500);
    await count();
    said.now = found(2);
    await Promise.all([count(), count(), count()]);
    assert.deepEqual([said.told, said.asked], [[242], 1]);
    await until(() => said.told.length === 2);
    assert.deepEqual([said.told, said.asked], [[242, 2], 2]);
  });

  it('counts again what changed while it was counted', async () => {
    const { said, count } = open(1);
    const first = count();
    said.now = found(2);
    await Promise.all([first, count()]);
    await until(() => said.asked === 2);
  });

  it('waits for nothing where what is shown is another', async () => {
    const { said, counting, count } = open(3_600_000);
    await count();
    said.now = found(2);
    counting.expire();
    await count();
    assert.deepEqual(said.told, [242, 2]);
  });

  it('counts nothing for nobody', async () => {
    const { said, counting, count } = open(1_500);
    await count();
    await count();
    counting.dispose();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    assert.equal(said.asked, 1);
  });
});
