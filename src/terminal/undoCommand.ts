/** `hermes-sessions undo` and `hermes-sessions repair --complete`: a run that was made, taken back or finished. */
import { join } from 'node:path';
import { jsonText } from '../core/jsonText';
import { runItem } from '../core/recovery/repairReport';
import type { SinceRepair } from '../core/recovery/sinceRepair';
import { RUN_WORDS } from '../core/words/repair';
import type { RunPorts } from '../io/repairRun/ports';
import type { RunResult } from '../io/repairRun/runResult';
import { carryOutCompletion, carryOutUndo } from '../io/repairs/carryOut';
import { changesSince, keptBecauseChanged } from '../io/repairs/changedSince';
import { loadSqlJs, type SqlJs } from '../io/sqlite/openSqlJs';
import { auditPlace } from './auditPlace';
import { withPorts } from './locking';
import type { Output } from './output';
import type { WriteOptions } from './recoveryArguments';
import { onlyPlace } from './recoveryPlaces';
import { renderKept } from './changedSince';
import { printRun } from './renderRun';
import { runExitCode, type RunExitCode } from './runExitCode';
import { sayWaysOutAfter } from './waysOut';

export interface UndoOptions extends WriteOptions {
  /** Null: the newest repair that was not undone. */
  readonly run: string | null;
  /** Files of which only settings changed since go aside, instead of staying. */
  readonly replacesSettings: boolean;
}

export interface CompleteOptions extends WriteOptions {
  readonly run: string;
}

export async function undoCommand(options: UndoOptions, output: Output): Promise<RunExitCode> {
  const place = onlyPlace(options.where);
  const sqlJs = await loadSqlJs(join(__dirname, 'sql-wasm.wasm'));
  const before = auditPlace(place, options.where, sqlJs, output);
  if (before === null) return 74;
  const since = changesSince(before.facts);
  const isSettings = (target: string): boolean => since.get(target)?.state === 'same_messages';
  const acceptsChanged = ({ target }: { readonly target: string }): boolean => options.replacesSettings && isSettings(target);
  return carryOut(options, output, since, (sessionDir, ports) => {
    const result = carryOutUndo(sessionDir, { run: options.run, acceptsChanged }, sqlJs, ports);
    const isOld = before.facts.repairRuns.some(({ runId, kind }) => runId === result.runId && kind === 'undo');
    if (isOld) output.remark(RUN_WORDS.wentOn);
    return result;
  });
}

export const completeCommand = (options: CompleteOptions, output: Output): Promise<RunExitCode> =>
  carryOut(options, output, new Map(), (sessionDir, ports, sqlJs) =>
    carryOutCompletion(sessionDir, options.run, sqlJs, ports),
  );

async function carryOut(
  options: WriteOptions,
  output: Output,
  since: ReadonlyMap<string, SinceRepair>,
  work: (sessionDir: string, ports: RunPorts, sqlJs: SqlJs) => RunResult,
): Promise<RunExitCode> {
  const place = onlyPlace(options.where);
  const { sessionDir } = place;
  const sqlJs = await loadSqlJs(join(__dirname, 'sql-wasm.wasm'));
  const result = withPorts(sessionDir, options, output, (ports) => work(sessionDir, ports, sqlJs));
  const after = result.refusal === null ? auditPlace(place, options.where, sqlJs, output) : null;
  const item = runItem(sessionDir, result, after?.report ?? null);
  const kept = keptBecauseChanged(sessionDir, item.steps, since);
  if (options.json) {
    await output.write(`${jsonText({ ...item, changed_since: kept }, 1)}\n`);
  } else {
    await printRun(item, place.options, output);
    if (kept.length > 0) await output.write(`${renderKept(kept, place.options, output).join('\n')}\n`);
  }
  sayWaysOutAfter(result, place, output);
  return runExitCode(item);
}
