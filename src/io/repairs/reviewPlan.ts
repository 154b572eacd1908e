/** Every step of a plan, as a person has to see it before agreeing. */
import type { NewContent } from '../../core/recovery/content';
import type { RepairStep } from '../../core/recovery/plan';
import { nodeFiles } from '../files';
import { OpenDatabases } from '../recovery/openDatabases';
import { reviewStep, type StepReview } from '../recovery/reviewStep';
import type { SqlJs } from '../sqlite/openSqlJs';

/** In order of the steps. Reads only. */
export function reviewPlan(steps: readonly RepairStep<NewContent>[], sessionDir: string, sqlJs: SqlJs): StepReview[] {
  const databases = new OpenDatabases(sqlJs, nodeFiles);
  try {
    return steps.map((step) => reviewStep(step, { sessionDir, files: nodeFiles, databases }));
  } finally {
    databases.close();
  }
}
