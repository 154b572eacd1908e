/** `hermes-sessions undo` and `hermes-sessions repair --complete`: a run that was made, taken back or finished. */
import { join } from 'node:path';
import { jsonText } from '../core/jsonText';
import type { SkipReason } from '../core/recovery/outcome';
import type { RepairStep } from '../core/recovery/plan';
import { runItem } from '../core/recovery/repairReport';
import type { SinceRepair } from '../core/recovery/sinceRepair';
import { nodeFiles } from '../io/files';
import { entriesOf, makeContent } from '../io/recovery/makeContent';
import type { MaterialReader } from '../io/recovery/material';
import { nameEntries } from '../io/recovery/namesInDir';
import { OpenDatabases } from '../io/recovery/openDatabases';
import { recheckOwnFile } from '../io/recovery/stepSource';
import { completeRun } from '../io/repairRun/completeRun';
import type { RunPorts } from '../io/repairRun/ports';
import type { RunResult } from '../io/repairRun/runResult';
import { undoRun } from '../io/repairRun/undoRun';
import { loadSqlJs } from '../io/sqlite/openSqlJs';
import { auditPlace } from './auditPlace';
import { withPorts } from './locking';
import type { Output } from './output';
import type { WriteOptions } from './recoveryArguments';
import { onlyPlace } from './recoveryPlaces';
import { changesSince, keptBecauseChanged, renderKept } from './changedSince';
import { printRun } from './renderRun';
import { runExitCode, type RunExitCode } from './runExitCode';

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
  return carryOut(options, output, since, (reader, ports) =>
    undoRun(reader.sessionDir, options.run, ports, () => rebuiltIndex(reader), {
      recheck: recheckWith(reader, output),
      acceptsChanged: ({ target }) => options.replacesSettings && isSettings(target),
    }),
  );
}

export const completeCommand = (options: CompleteOptions, output: Output): Promise<RunExitCode> =>
  carryOut(options, output, new Map(), (reader, ports) =>
    completeRun(reader.sessionDir, options.run, ports, {
      recheck: recheckWith(reader, output),
      rebuildIndex: () => rebuiltIndex(reader),
    }),
  );

async function carryOut(
  options: WriteOptions,
  output: Output,
  since: ReadonlyMap<string, SinceRepair>,
  work: (reader: MaterialReader, ports: RunPorts) => RunResult,
): Promise<RunExitCode> {
  const place = onlyPlace(options.where);
  const { sessionDir } = place;
  const sqlJs = await loadSqlJs(join(__dirname, 'sql-wasm.wasm'));
  const databases = new OpenDatabases(sqlJs, nodeFiles);
  const reader: MaterialReader = { sessionDir, files: nodeFiles, databases };
  const result = withPorts(sessionDir, options, output, (ports) => work(reader, ports));
  databases.close();
  const after = result.refusal === null ? auditPlace(place, options.where, sqlJs, output) : null;
  const item = runItem(sessionDir, result, after?.report ?? null);
  const kept = keptBecauseChanged(item, since, nodeFiles);
  if (options.json) {
    await output.write(`${jsonText({ ...item, changed_since: kept }, 1)}\n`);
  } else {
    await printRun(item, place.options, output);
    if (kept.length > 0) await output.write(`${renderKept(kept, place.options, output).join('\n')}\n`);
  }
  return runExitCode(item);
}

const recheckWith =
  (reader: MaterialReader, output: Output) =>
  (step: RepairStep): SkipReason | null =>
    recheckOwnFile(step, { ...reader, now: () => output.now() });

/** Rows of all files are made anew; those of conversations without a file stay: they may be all that is left of a title. */
function rebuiltIndex(reader: MaterialReader): Uint8Array | null {
  const entries = entriesOf(reader.sessionDir, reader.files);
  if (entries === null) return null;
  const refresh = nameEntries(entries).live.map(({ sessionId }) => sessionId);
  const made = makeContent({ kind: 'index', refresh, drop: [] }, reader);
  return made.kind === 'content' ? made.bytes : null;
}
