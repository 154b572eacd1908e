/** What the recovery commands are asked for: audit, repair, undo, runs. */
import { FINDING_GROUPS } from '../core/recovery/findings/index';
import { TAKES, type Take } from '../core/recovery/mergeCopies';
import type { RepairChoice } from '../core/recovery/planRepairs';
import { shownShort } from './columns';
import { usage, whereOf, type Values } from './options';

/** What to audit: a home with all its profiles, or one session directory with the databases that are named. */
export type AuditWhere =
  { readonly home: string | null } | { readonly sessionDir: string; readonly stateDbs: readonly string[] };

export type AuditFormat = 'text' | 'json' | 'markdown';

/** What commands that write have in common. */
export interface WriteOptions {
  readonly where: AuditWhere;
  readonly json: boolean;
  /** The explicit answer that a lock of another machine is dead. */
  readonly breakLock: boolean;
}

export type RecoveryLine =
  | { readonly command: 'audit'; readonly where: AuditWhere; readonly format: AuditFormat }
  | ({
      readonly command: 'repair';
      readonly choice: RepairChoice;
      /** What a person decided about the copies of one conversation; null: only what is safe is repaired. */
      readonly merge: { readonly sessionId: string; readonly take: Take } | null;
      readonly isDryRun: boolean;
    } & WriteOptions)
  | ({ readonly command: 'complete'; readonly run: string } & WriteOptions)
  /** `run` null: the newest repair that was not undone. */
  | ({ readonly command: 'undo'; readonly run: string | null; readonly replacesSettings: boolean } & WriteOptions)
  | { readonly command: 'runs'; readonly where: AuditWhere; readonly json: boolean };

const FINDING_KINDS = FINDING_GROUPS.flat().map(({ kind }) => kind);
/** What narrows a repair means nothing for the rest of one that was begun. */
const NOT_WITH_COMPLETE = ['dry-run', 'kind', 'session', 'preselected', 'take'] as const;

/** @throws Failure usage */
export function parseRecovery(command: 'audit' | 'repair' | 'undo' | 'runs', values: Values): RecoveryLine {
  switch (command) {
    case 'audit':
      return { command, where: auditWhere(values), format: auditFormat(values) };
    case 'repair':
      return parseRepair(values);
    case 'undo':
      return {
        command,
        ...writeOptions(values),
        run: parseRun('--run', values.run),
        replacesSettings: values['replace-settings'] === true,
      };
    case 'runs':
      return { command, where: auditWhere(values), json: values.json === true };
  }
}

const writeOptions = (values: Values): WriteOptions => ({
  where: auditWhere(values),
  json: values.json === true,
  breakLock: values['break-lock'] === true,
});

function parseRepair(values: Values): RecoveryLine {
  const options = writeOptions(values);
  const run = parseRun('--complete', values.complete);
  if (run !== null) {
    const narrowing = NOT_WITH_COMPLETE.find((option) => values[option] !== undefined);
    if (narrowing !== undefined) throw usage('completeAlone', { option: `--${narrowing}` });
    return { command: 'complete', ...options, run };
  }
  const { kind: kinds, session: sessions, preselected } = values;
  const choice: RepairChoice = {
    ...(kinds === undefined ? {} : { kinds: kinds.map(parseKind) }),
    ...(sessions === undefined ? {} : { sessions }),
    ...(preselected === true ? { preselectedOnly: true } : {}),
  };
  return { command: 'repair', ...options, choice, merge: parseMerge(values), isDryRun: values['dry-run'] === true };
}

/** A decision is about one conversation, and about nothing else of it. */
function parseMerge({ take, session: sessions = [], kind, preselected }: Values): { sessionId: string; take: Take } | null {
  if (take === undefined) return null;
  const known = TAKES.find((one) => one === take);
  if (known === undefined) throw usage('badTake', { takes: TAKES.join(', '), value: shownShort(take) });
  const [sessionId, ...more] = sessions;
  if (sessionId === undefined || more.length > 0) throw usage('takeOfOne', {});
  if (kind !== undefined || preselected !== undefined) throw usage('takeAlone', { option: kind === undefined ? '--preselected' : '--kind' });
  return { sessionId, take: known };
}

function parseKind(value: string): string {
  if (!FINDING_KINDS.includes(value)) throw usage('badKind', { value: shownShort(value) });
  return value;
}

/** The name of a run is that of its folder, and never a path. */
function parseRun(option: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  if (!/^[0-9A-Za-z][0-9A-Za-z_-]*$/.test(value)) throw usage('badRun', { option, value: shownShort(value) });
  return value;
}

function auditWhere(values: Values): AuditWhere {
  const { home, db, 'session-dir': sessionDir, 'state-db': stateDbs } = values;
  if (db !== undefined) throw usage('recoveryDb', {});
  if (sessionDir === undefined) {
    if (stateDbs !== undefined) throw usage('stateDbAlone', {});
    return { home: whereOf({ home }).home };
  }
  if (home !== undefined) throw usage('homeAndSessionDir', {});
  if (sessionDir.trim() === '') throw usage('emptyPath', { option: '--session-dir' });
  if (stateDbs?.some((path) => path.trim() === '') === true) throw usage('emptyPath', { option: '--state-db' });
  return { sessionDir, stateDbs: stateDbs ?? [] };
}

function auditFormat({ json, markdown }: Values): AuditFormat {
  if (json === true && markdown === true) throw usage('jsonAndMarkdown', {});
  return json === true ? 'json' : markdown === true ? 'markdown' : 'text';
}
