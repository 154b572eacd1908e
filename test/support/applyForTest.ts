/** A plan's contents put into a copy of a directory, without any of the care that a repair takes. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { PlannedRepairs } from '../../src/core/recovery/planRepairs';
import { nodeFiles } from '../../src/io/files';
import { createStepSource } from '../../src/io/recovery/stepSource';
import { testSql } from './fixtureDatabase';

/** Returns what each step came to: `applied`, or why not. `aside` is where leftovers go. */
export async function applyForTest(plan: PlannedRepairs, aside: string, now: number): Promise<string[]> {
  const { sessionDir } = plan;
  const source = createStepSource({ sessionDir, files: nodeFiles, sqlJs: await testSql(), now: () => now });
  const outcomes = plan.steps.map((step) => {
    const target = join(sessionDir, step.target);
    if (step.action === 'move_aside') {
      fs.renameSync(target, join(aside, step.target));
      return 'applied';
    }
    const made = source.make(step);
    const refused = made.kind === 'skip' ? made.reason : source.recheck(step);
    if (made.kind === 'skip' || refused !== null) return refused ?? '';
    fs.writeFileSync(target, made.bytes, { flag: step.action === 'create' ? 'wx' : 'w' });
    // As if it had been long ago: what was just written is left in peace by the next audit.
    const at = (now - 3_600_000) / 1000;
    fs.utimesSync(target, at, at);
    return 'applied';
  });
  source.close();
  return outcomes;
}
