/** What a repair, an undo or a completion came to, as it is printed with `--json`: Hermes's style of names. */
import type { ConversationChange } from '../webuiFile/conversationChange';
import { leftOutBy } from './content';
import type { Outcome, RefusalReason, SkipReason } from './outcome';
import type { RepairStep, StepAction } from './plan';
import type { NotPlanned, NotPlannedReason } from './notPlanned';
import type { Report } from './report';

/** A step before it is done. Counts are -1 where there is no file, or none that can be read. */
export interface PlannedItem {
  readonly target: string;
  readonly action: StepAction;
  readonly session_id: string | null;
  readonly kinds: readonly string[];
  readonly messages_before: number;
  readonly messages_after: number;
  /** Messages of its copies that are left out because a person decided so. */
  readonly left_out: number;
  /** Names of files, or paths of databases and transcripts, that the messages come from. */
  readonly sources: readonly string[];
  /** Metadata that differ afterwards, e.g. a title that goes back. */
  readonly metadata: readonly { readonly key: string; readonly before: unknown; readonly after: unknown }[];
  /** Why it would not be done as things are. */
  readonly problem: SkipReason | null;
}

export interface NotPlannedItem {
  readonly session_id: string;
  readonly kinds: readonly string[];
  readonly reason: NotPlannedReason;
}

export interface StepItem {
  readonly target: string;
  readonly action: StepAction;
  readonly session_id: string | null;
  readonly outcome: Outcome['state'];
  readonly reason: SkipReason | null;
  readonly errno: string | null;
}

export interface RunItem {
  readonly session_dir: string;
  /** The folder below `_recovery`; null when nothing was begun. */
  readonly run: string | null;
  readonly refused: RefusalReason | null;
  readonly errno: string | null;
  readonly interrupted: boolean;
  readonly steps: readonly StepItem[];
  /** Files that somebody wrote to after they were moved aside. */
  readonly asides_changed: readonly string[];
  /** The audit that follows; null after a refusal. */
  readonly after: Report | null;
}

export interface RepairItem extends RunItem {
  readonly before: Report;
  readonly plan: readonly PlannedItem[];
  readonly not_planned: readonly NotPlannedItem[];
}

/** What the writer says of a run. */
export interface RunFacts {
  readonly runId: string | null;
  readonly steps: readonly { readonly step: RepairStep; readonly outcome: Outcome }[];
  readonly refusal: RefusalReason | null;
  readonly errno: string | null;
  readonly isInterrupted: boolean;
  readonly asidesChanged: readonly string[];
}

/** Of a plan that was only shown, or that has no step. */
export const nothingDone: RunFacts = {
  runId: null,
  steps: [],
  refusal: null,
  errno: null,
  isInterrupted: false,
  asidesChanged: [],
};

export function runItem(sessionDir: string, run: RunFacts, after: Report | null): RunItem {
  return {
    session_dir: sessionDir,
    run: run.runId,
    refused: run.refusal,
    errno: run.errno,
    interrupted: run.isInterrupted,
    steps: run.steps.map(stepItem),
    asides_changed: run.asidesChanged,
    after,
  };
}

function stepItem({ step, outcome }: RunFacts['steps'][number]): StepItem {
  return {
    target: step.target,
    action: step.action,
    session_id: step.sessionId,
    outcome: outcome.state,
    reason: outcome.state === 'skipped' ? outcome.reason : null,
    errno: outcome.state === 'failed' ? outcome.errno : null,
  };
}

/** What a look at a step found: `review` is undefined for a step that nobody looked at. */
export function plannedItem(step: RepairStep, review: Reviewed | undefined): PlannedItem {
  const { target, action, sessionId, kinds } = step;
  const ready = review?.state === 'ready' ? review : null;
  return {
    target,
    action,
    session_id: sessionId,
    kinds,
    messages_before: ready?.messagesBefore ?? -1,
    messages_after: ready?.messagesAfter ?? -1,
    left_out: leftOutBy(step),
    sources: ready?.sources ?? [],
    metadata: ready?.metadata ?? [],
    problem: review?.state === 'skipped' ? review.reason : null,
  };
}

type Reviewed =
  | ({ readonly state: 'ready'; readonly sources: readonly string[] } & Pick<
      ConversationChange,
      'messagesBefore' | 'messagesAfter' | 'metadata'
    >)
  | { readonly state: 'no_content' }
  | { readonly state: 'skipped'; readonly reason: SkipReason };

export const notPlannedItem = ({ sessionId, kinds, reason }: NotPlanned): NotPlannedItem => ({
  session_id: sessionId,
  kinds,
  reason,
});
