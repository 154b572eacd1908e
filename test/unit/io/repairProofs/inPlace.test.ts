import * as assert from 'node:assert/strict';
import { listRuns } from '../../../../src/io/repairRun/listRuns';
import { copyOf } from '../../../support/disks/crashStates';
import { hookedDisk } from '../../../support/disks/hookedDisk';
import { describeOperation } from '../../../support/disks/operations';
import { startOf, undo, worksOn } from './crashes';
import { conversation, makeWorld, portsAt, surface, textsBelow } from './world';

const WORLD = makeWorld('/home/webui/sessions', ['replace']);
const LIVE = 'wiped.json';
const WRITTEN = conversation('wiped', 'written by a program that had the file open');

describe('a program that has a conversation file open and writes into it', function () {
  this.timeout(120_000);
  const [apply] = worksOn(WORLD);
  const start = startOf(apply!, WORLD);

  it('loses nothing, and is seen while the run lasts', () => {
    let count = 0;
    let lastLook = 0;
    let published = 0;
    const watched = hookedDisk(copyOf(start), {
      before: ({ n, verb, paths }) => {
        count = n;
        if (verb === 'read' && paths[0]!.endsWith(`originals/${LIVE}`)) lastLook = n;
        if (verb === 'link' && paths[1] === `${WORLD.dir}/${LIVE}`) published = n;
      },
    });
    apply!.run(portsAt(watched, 2));
    assert.ok(published > 0 && lastLook > published, 'nobody looks once more at what was moved aside');

    for (let n = 1; n <= count; n++) {
      const memory = copyOf(start);
      // Its file stays its file, whatever name it has.
      const open = memory.inodes.get(Number(memory.stat(`${WORLD.dir}/${LIVE}`)!.ino))!;
      let where = '';
      const disk = hookedDisk(memory, {
        before: (operation) => {
          if (operation.n !== n) return;
          where = describeOperation(operation, WORLD.dir);
          open.data = new Uint8Array(Buffer.from(WRITTEN));
        },
      });
      const result = apply!.run(portsAt(disk, 2));
      const isLive = surface(memory, WORLD.dir).get(LIVE) === WRITTEN;
      assert.ok(textsBelow(memory, WORLD.dir).has(WRITTEN), `lost before ${where}`);
      if (!isLive && n <= lastLook) assert.deepEqual(result.asidesChanged, [LIVE], `not seen before ${where}`);
      if (isLive) assert.deepEqual(result.asidesChanged, [], where);

      const [newest] = listRuns(WORLD.dir, memory);
      undo(WORLD.dir, newest?.runId ?? null, portsAt(memory, 3));
      assert.ok(textsBelow(memory, WORLD.dir).has(WRITTEN), `lost by undoing, before ${where}`);
    }
  });
});
