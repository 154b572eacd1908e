/** Carries out a plan, an undo or a completion, with what each of them asks of the files and databases meanwhile. */
import { indexContentOf, type IndexContent, type NewContent } from '../../core/recovery/content';
import type { SkipReason } from '../../core/recovery/outcome';
import type { RepairPlan, RepairStep } from '../../core/recovery/plan';
import { nodeFiles } from '../files';
import { entriesOf, makeContent } from '../recovery/makeContent';
import type { MaterialReader } from '../recovery/material';
import { nameEntries } from '../recovery/namesInDir';
import { OpenDatabases } from '../recovery/openDatabases';
import { createStepSource, recheckOwnFile } from '../recovery/stepSource';
import { applyPlan } from '../repairRun/applyPlan';
import { completeRun } from '../repairRun/completeRun';
import type { RunPorts } from '../repairRun/ports';
import type { RunResult } from '../repairRun/runResult';
import { undoRun, type UndoOptions } from '../repairRun/undoRun';
import type { SqlJs } from '../sqlite/openSqlJs';

export function carryOutPlan(plan: RepairPlan<NewContent>, sqlJs: SqlJs, ports: RunPorts): RunResult {
  const source = createStepSource({ sessionDir: plan.sessionDir, files: nodeFiles, sqlJs, now: ports.now });
  try {
    return applyPlan<NewContent>(plan, source, ports);
  } finally {
    source.close();
  }
}

export type UndoChoice = Omit<UndoOptions, 'recheck'> & {
  /** Null: the newest repair that was not undone. */
  readonly run: string | null;
};

export const carryOutUndo = (
  sessionDir: string,
  { run, ...options }: UndoChoice,
  sqlJs: SqlJs,
  ports: RunPorts,
): RunResult =>
  withReader(sessionDir, sqlJs, (reader) =>
    undoRun(sessionDir, run, ports, () => rebuiltIndex(reader), { ...options, recheck: recheckWith(reader, ports) }),
  );

export const carryOutCompletion = (sessionDir: string, run: string, sqlJs: SqlJs, ports: RunPorts): RunResult =>
  withReader(sessionDir, sqlJs, (reader) =>
    completeRun(sessionDir, run, ports, {
      recheck: recheckWith(reader, ports),
      // The rows that the repair was to make and to drop, no others: as without the interruption.
      rebuildIndex: (step) => {
        const planned = indexContentOf(step);
        return planned === null ? rebuiltIndex(reader) : madeIndex(planned, reader);
      },
    }),
  );

function withReader(sessionDir: string, sqlJs: SqlJs, work: (reader: MaterialReader) => RunResult): RunResult {
  const databases = new OpenDatabases(sqlJs, nodeFiles);
  try {
    return work({ sessionDir, files: nodeFiles, databases });
  } finally {
    databases.close();
  }
}

const recheckWith =
  (reader: MaterialReader, { now }: RunPorts) =>
  (step: RepairStep): SkipReason | null =>
    recheckOwnFile(step, { ...reader, now });

/** Rows of all files are made anew; those of conversations without a file stay: they may be all that is left of a title. */
function rebuiltIndex(reader: MaterialReader): Uint8Array | null {
  const entries = entriesOf(reader.sessionDir, reader.files);
  if (entries === null) return null;
  const refresh = nameEntries(entries).live.map(({ sessionId }) => sessionId);
  return madeIndex({ kind: 'index', refresh, drop: [] }, reader);
}

function madeIndex(content: IndexContent, reader: MaterialReader): Uint8Array | null {
  const made = makeContent(content, reader);
  return made.kind === 'content' ? made.bytes : null;
}
