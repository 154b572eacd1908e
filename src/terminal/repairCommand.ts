/** `hermes-sessions repair`: before, plan, what became of each step, after. */
import { join } from 'node:path';
import { jsonText } from '../core/jsonText';
import { chooseMerge } from '../core/recovery/mergeOffer';
import { planRepairs, type RepairChoice } from '../core/recovery/planRepairs';
import type { Report } from '../core/recovery/report';
import { notPlannedItem, nothingDone, plannedItem, runItem, type RepairItem } from '../core/recovery/repairReport';
import { visibleText } from '../core/visibleText';
import { RUN_WORDS } from '../core/words/repair';
import { say } from '../core/words/say';
import { carryOutPlan } from '../io/repairs/carryOut';
import type { ReadPlace } from '../io/repairs/readPlace';
import { reviewPlan } from '../io/repairs/reviewPlan';
import { loadSqlJs, type SqlJs } from '../io/sqlite/openSqlJs';
import { auditPlace } from './auditPlace';
import { withPorts } from './locking';
import { OutputError, type Output } from './output';
import type { RecoveryLine, WriteOptions } from './recoveryArguments';
import { recoveryPlaces, type NamedPlace } from './recoveryPlaces';
import { renderShortReport } from './renderReport';
import { printRun, renderPlan } from './renderRun';
import { runExitCode, worst, type RunExitCode } from './runExitCode';
import { commandLine } from './shellWord';
import { sayWaysOut, sayWaysOutAfter } from './waysOut';

export interface RepairOptions extends WriteOptions {
  readonly choice: RepairChoice;
  readonly merge: Extract<RecoveryLine, { readonly command: 'repair' }>['merge'];
  readonly isDryRun: boolean;
}

/** Exit code as of the audit that follows; 74 when a directory cannot be read, or a step failed. */
export async function repairCommand(options: RepairOptions, output: Output): Promise<RunExitCode> {
  const sqlJs = await loadSqlJs(join(__dirname, 'sql-wasm.wasm'));
  const places: RepairItem[] = [];
  for (const place of recoveryPlaces(options.where)) {
    const before = auditPlace(place, options.where, sqlJs, output);
    if (before === null) return 74;
    places.push(await repairPlace(place, before, sqlJs, options, output));
  }
  const code = worst(places.map(runExitCode));
  if (options.json) await output.write(`${jsonText({ clean: code === 0, places }, 1)}\n`);
  return code;
}

async function repairPlace(
  place: NamedPlace,
  before: ReadPlace,
  sqlJs: SqlJs,
  options: RepairOptions,
  output: Output,
): Promise<RepairItem> {
  const { sessionDir } = place;
  const interrupted = before.facts.repairRuns.find(({ state }) => state === 'interrupted');
  if (interrupted !== undefined) return refuse(interrupted.runId, before.report, place, options, output);
  // By itself: a reader that has enough of this (`| head -1`) is gone before the plan, and then nothing is done.
  if (!options.json) await show(renderShortReport({ sessionDir, report: before.report }, output), sessionDir, output);
  const plan = planRepairs(before.facts, before.findings, choiceOf(before, options));
  const reviews = reviewPlan(plan.steps, sessionDir, sqlJs);
  const planned = plan.steps.map((step, i) => plannedItem(step, reviews[i]));
  const notPlanned = plan.skipped.map(notPlannedItem);
  const start = { before: before.report, plan: planned, not_planned: notPlanned };
  const isOnlyShown = options.isDryRun || plan.steps.length === 0;
  if (!options.json) {
    const kind = { isDryRun: options.isDryRun, isNarrowed: narrowing(options).length > 0, merges: options.merge?.sessionId ?? null };
    const lines = renderPlan(start, sessionDir, kind, output);
    if (options.isDryRun && planned.length > 0) {
      lines.push(say(RUN_WORDS, 'dryRun', { command: commandLine('repair', ...place.options, ...narrowing(options)) }));
    }
    // Whole, and taken, before anything is written.
    await show(lines, sessionDir, output);
  }
  if (isOnlyShown) return { ...runItem(sessionDir, nothingDone, before.report), ...start };
  const result = withPorts(sessionDir, options, output, (ports) => carryOutPlan(plan, sqlJs, ports));
  const after = result.refusal === null ? auditPlace(place, options.where, sqlJs, output) : null;
  const item = { ...runItem(sessionDir, result, after?.report ?? null), ...start };
  if (!options.json) await printRun(item, place.options, output);
  sayWaysOutAfter(result, place, output);
  return item;
}

const choiceOf = ({ findings }: ReadPlace, { choice, merge }: RepairOptions): RepairChoice =>
  merge === null ? choice : chooseMerge(findings, merge.sessionId, merge.take);

/** What is to be done is shown before it is done, or it is not done. @throws OutputError */
async function show(lines: readonly string[], sessionDir: string, output: Output): Promise<void> {
  try {
    await output.write(`${lines.join('\n')}\n`);
  } catch (error) {
    if (error instanceof OutputError) output.remark(say(RUN_WORDS, 'notShown', { dir: visibleText(sessionDir) }));
    throw error;
  }
}

/** Nothing is planned beside a run that was interrupted: it comes first, and its two ways out are named. */
async function refuse(
  runId: string,
  before: Report,
  place: NamedPlace,
  { json }: RepairOptions,
  output: Output,
): Promise<RepairItem> {
  const { sessionDir, options: where } = place;
  if (!json) await output.write(`${renderShortReport({ sessionDir, report: before }, output).join('\n')}\n`);
  const item: RepairItem = {
    ...runItem(sessionDir, { ...nothingDone, refusal: 'interrupted_run' }, null),
    before,
    plan: [],
    not_planned: [],
  };
  if (!json) await printRun(item, where, output);
  sayWaysOut(runId, place, output);
  return item;
}

/** The same again, so that the command does what was shown. */
const narrowing = ({ choice: { kinds = [], sessions = [], preselectedOnly }, merge }: RepairOptions): string[] => [
  ...kinds.flatMap((kind) => ['--kind', kind]),
  ...sessions.flatMap((id) => ['--session', id]),
  ...(preselectedOnly === true ? ['--preselected'] : []),
  ...(merge === null ? [] : ['--take', merge.take]),
];
