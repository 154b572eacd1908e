/** `hermes-sessions runs`: what repairs there were in a session directory, and what they keep. */
import { join } from 'node:path';
import { jsonText } from '../core/jsonText';
import { RECOVERY_NAME } from '../core/recovery/names';
import { visibleText } from '../core/visibleText';
import { createFormats } from '../core/words/format';
import { AUDIT_WORDS } from '../core/words/recovery';
import { ACTION_WORDS, RUN_KIND_WORDS, RUN_STATE_WORDS, RUN_WORDS } from '../core/words/repair';
import { say } from '../core/words/say';
import { nodeFiles } from '../io/files';
import { listRuns, type RunSummary } from '../io/repairRun/listRuns';
import { nodeDisk } from '../io/repairRun/nodeDisk';
import { shownId } from './columns';
import type { Output } from './output';
import type { AuditWhere } from './recoveryArguments';
import { recoveryPlaces, type NamedPlace } from './recoveryPlaces';
import { commandLine } from './shellWord';

export interface RunsOptions {
  readonly where: AuditWhere;
  readonly json: boolean;
}

/** Exit code 0; 74 when a session directory is not there. */
export async function runsCommand({ where, json }: RunsOptions, output: Output): Promise<0 | 74> {
  const found = recoveryPlaces(where);
  const missing = found.find(({ sessionDir }) => nodeFiles.stat(sessionDir) === null);
  if (missing !== undefined && 'sessionDir' in where) {
    output.remark(say(AUDIT_WORDS, 'absent', { dir: visibleText(missing.sessionDir) }));
    return 74;
  }
  const places = found.map((place) => ({ ...place, runs: listRuns(place.sessionDir, nodeDisk) }));
  if (json) {
    const items = places.map(({ sessionDir, runs }) => ({ session_dir: sessionDir, runs: runs.map(runJson) }));
    await output.write(`${jsonText({ places: items }, 1)}\n`);
    return 0;
  }
  const lines = places.flatMap((place) => renderRuns(place, place.runs, output));
  await output.write(`${lines.join('\n')}\n`);
  return 0;
}

function renderRuns({ sessionDir, options }: NamedPlace, runs: readonly RunSummary[], output: Output): string[] {
  const dir = visibleText(sessionDir);
  if (runs.length === 0) return [say(RUN_WORDS, 'noRuns', { dir })];
  const formats = createFormats(output.locale);
  const lines = runs.flatMap((run) => {
    const { runId, startedAt, kind, state, of, steps } = run;
    const head = [
      runId,
      formats.dayAndTime(startedAt),
      ...(kind === null ? [] : [RUN_KIND_WORDS[kind]]),
      didNothing(run) ? RUN_WORDS.didNothing : RUN_STATE_WORDS[state],
      ...(of === null ? [] : [say(RUN_WORDS, 'undoes', { run: of })]),
    ].join('  ');
    const next = state === 'interrupted' ? [`    ${commandLine('repair', ...options, '--complete', runId)}`] : [];
    return [
      head,
      ...steps.map(({ step, end }) => `    ${ACTION_WORDS[step.action]}  ${shownId(step.target)}  ${endWords(end.state)}`),
      ...next,
    ];
  });
  return [
    say(RUN_WORDS, 'runs', { dir }),
    '',
    ...lines,
    '',
    say(RUN_WORDS, 'runsKeep', { dir: visibleText(join(sessionDir, RECOVERY_NAME)) }),
  ];
}

/** It came to its end, and left every conversation as it was. */
const didNothing = ({ state, steps }: RunSummary): boolean => {
  const ofConversations = steps.filter(({ step }) => step.sessionId !== null);
  return state === 'done' && ofConversations.length > 0 && !ofConversations.some(({ end }) => end.state === 'applied');
};

const endWords = (state: RunSummary['steps'][number]['end']['state']): string => RUN_WORDS[`end_${state}`];

const runJson = ({ runId, startedAt, state, kind, of, steps }: RunSummary): object => ({
  run: runId,
  started_at: startedAt / 1000,
  state,
  kind,
  undoes: of,
  steps: steps.map(({ step, end, isInEffect }) => ({
    target: step.target,
    action: step.action,
    session_id: step.sessionId,
    kinds: step.kinds,
    outcome: end.state,
    in_effect: isInEffect,
  })),
});
