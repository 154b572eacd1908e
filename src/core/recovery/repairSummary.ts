/** A repair as a person thinks of it: conversations, what came back to each, and what became of the others. */
import type { ConversationChange } from '../webuiFile/conversationChange';
import type { LookedAt } from '../webuiFile/loadChecks';
import { leftOutBy } from './content';
import { groupBy } from './groupBy';
import { previousCopyOf } from './names';
import type { Outcome, SkipReason } from './outcome';
import type { RepairStep } from './plan';
import type { RunFacts } from './repairReport';

/** What stands under a name that a repair wrote. `looked` is null for a file that is gone or too large. */
export interface RepairProof {
  readonly sessionId: string;
  readonly target: string;
  readonly sha256: string | null;
  readonly looked: LookedAt | null;
}

/** What a look at a step found before it was done. */
export type StepReviewed =
  | ({ readonly state: 'ready'; readonly sha256: string; readonly sources: readonly string[] } & ConversationChange)
  | { readonly state: 'no_content' }
  | { readonly state: 'skipped'; readonly reason: SkipReason };

export interface PlannedConversation {
  readonly sessionId: string;
  /** Null when the file that would be written has none, or cannot be made. */
  readonly title: string | null;
  /** Messages of the file that would be written; -1 when it cannot be made. */
  readonly messages: number;
  /** How many of them are not there now. */
  readonly added: number;
  /** Messages of its copies that it will not have, because a person decided so. */
  readonly leftOut: number;
  /** Its previous copy goes into the run, because Hermes WebUI would put it back. */
  readonly movesCopy: boolean;
  /** There is no file now. */
  readonly isNew: boolean;
  /** Digest of the file that would be written; null when it cannot be made. */
  readonly sha256: string | null;
  /** Why it cannot be made as things are. */
  readonly problem: SkipReason | null;
}

export interface PlannedParts {
  readonly conversations: readonly PlannedConversation[];
  /** Files that are moved aside. */
  readonly leftovers: number;
  readonly hasIndex: boolean;
}

/** `reviews` has one for each step. */
export function planParts(steps: readonly RepairStep[], reviews: readonly StepReviewed[]): PlannedParts {
  return {
    conversations: steps.flatMap((step, i) => {
      const review = reviews[i];
      return isConversation(step) && review !== undefined ? [{ ...planned(step, review), ...decided(step, steps) }] : [];
    }),
    leftovers: steps.filter(isLeftover).length,
    hasIndex: steps.some(isOfIndex),
  };
}

const isConversation = ({ sessionId, action }: RepairStep): boolean => sessionId !== null && action !== 'move_aside';
const isOfIndex = ({ sessionId, action }: RepairStep): boolean => sessionId === null && action !== 'move_aside';

const isMoved = ({ sessionId, action, target }: RepairStep): boolean =>
  sessionId !== null && action === 'move_aside' && target === previousCopyOf(sessionId);

/** Of a conversation, or of the directory: a cut-off save of the index is one, too. A previous copy is told with its conversation. */
const isLeftover = (step: RepairStep): boolean => step.action === 'move_aside' && !isMoved(step);

const decided = (step: RepairStep, steps: readonly RepairStep[]): Pick<PlannedConversation, 'leftOut' | 'movesCopy'> => ({
  leftOut: leftOutBy(step),
  movesCopy: steps.some((other) => other.sessionId === step.sessionId && isMoved(other)),
});

/** How many messages come back. Where some are left out the difference of two counts is not that. */
export const comesBackTo = ({ added, leftOut }: Pick<PlannedConversation, 'added' | 'leftOut'>): number => (leftOut > 0 ? 0 : added);

function planned(step: RepairStep, review: StepReviewed): Omit<PlannedConversation, 'leftOut' | 'movesCopy'> {
  const sessionId = step.sessionId ?? '';
  const isNew = step.action === 'create';
  if (review.state !== 'ready') {
    const problem = review.state === 'skipped' ? review.reason : null;
    return { sessionId, title: null, messages: -1, added: 0, isNew, sha256: null, problem };
  }
  const { title, messagesBefore, messagesAfter, sha256 } = review;
  const added = Math.max(0, messagesAfter - Math.max(0, messagesBefore));
  return { sessionId, title, messages: messagesAfter, added, isNew, sha256, problem: null };
}

interface ReviewedPlan {
  readonly steps: readonly RepairStep[];
  /** One for each step. */
  readonly reviews: readonly StepReviewed[];
}

/**
 * Conversations of a reviewed plan that a person saw otherwise than they would be written now. `now` is another look at the
 * same steps, `planned` the targets of a plan of the same findings that was just made.
 */
export function changedSinceReview(
  seen: ReviewedPlan,
  now: readonly StepReviewed[],
  planned: readonly Pick<RepairStep, 'target' | 'expected'>[],
): readonly PlannedConversation[] {
  const isPlanned = ({ target, expected }: Pick<RepairStep, 'target' | 'expected'>): boolean =>
    planned.some((step) => step.target === target && JSON.stringify(step.expected) === JSON.stringify(expected));
  const isSame = (step: RepairStep, i: number): boolean => {
    const [before, after] = [seen.reviews[i], now[i]];
    if (before?.state !== 'ready' || after?.state !== 'ready') return before?.state === after?.state;
    return before.sha256 === after.sha256 && isPlanned(step);
  };
  const changed = seen.steps.map((step, i) => isConversation(step) && !isSame(step, i));
  return planParts(
    seen.steps.filter((_, i) => changed[i]),
    seen.reviews.filter((_, i) => changed[i]),
  ).conversations;
}

export interface EndedConversation extends PlannedConversation {
  /** Of its file. */
  readonly outcome: Outcome;
  /** What was to go aside behind the file, and did not, although the file was written; null when there is nothing like that. */
  readonly leftBeside: { readonly target: string; readonly outcome: Exclude<Outcome, { state: 'applied' }> } | null;
  /** Null when it was not done. */
  readonly proof: RepairProof | null;
  /** What was to be written stands there, byte for byte. */
  readonly isAsPlanned: boolean;
}

export interface RepairSummary extends Pick<RunFacts, 'runId' | 'refusal' | 'errno' | 'isInterrupted' | 'asidesChanged'> {
  readonly conversations: readonly EndedConversation[];
  /** Files that were moved aside. */
  readonly leftovers: number;
  readonly hasIndex: boolean;
  /** Somebody ended it between two conversations. */
  readonly isStopped: boolean;
  /** The system's word for what could not be done; null when all went as it should. */
  readonly failedErrno: string | null;
}

export function summarizeRepair(
  steps: readonly RepairStep[],
  reviews: readonly StepReviewed[],
  result: RunFacts,
  proofs: readonly RepairProof[],
): RepairSummary {
  const ended = groupBy(
    result.steps.filter(({ step }) => step.sessionId !== null),
    ({ step }) => step.sessionId ?? '',
  );
  const conversations = planParts(steps, reviews).conversations.map((conversation): EndedConversation => {
    const own = ended.get(conversation.sessionId) ?? [];
    const outcome = outcomeOf(own.filter(({ step }) => isConversation(step)));
    const isDone = outcome.state === 'applied';
    const leftBeside = isDone ? leftBesideOf(own) : null;
    const proof = isDone ? (proofs.find(({ sessionId }) => sessionId === conversation.sessionId) ?? null) : null;
    const isAsPlanned = proof !== null && proof.sha256 !== null && proof.sha256 === conversation.sha256;
    return { ...conversation, outcome, leftBeside, proof, isAsPlanned };
  });
  const done = result.steps.filter(({ outcome }) => outcome.state === 'applied').map(({ step }) => step);
  const failed = result.steps.flatMap(({ outcome }) => (outcome.state === 'failed' ? [outcome.errno] : []));
  const { runId, refusal, errno, isInterrupted, asidesChanged } = result;
  return {
    ...{ runId, refusal, errno, isInterrupted, asidesChanged, conversations },
    leftovers: done.filter(isLeftover).length,
    hasIndex: done.some(isOfIndex),
    isStopped: result.steps.some(({ outcome }) => outcome.state === 'skipped' && outcome.reason === 'stopped'),
    failedErrno: failed[0] ?? null,
  };
}

function leftBesideOf(steps: RunFacts['steps']): EndedConversation['leftBeside'] {
  for (const { step, outcome } of steps) if (!isConversation(step) && outcome.state !== 'applied') return { target: step.target, outcome };
  return null;
}

/** Nothing of a conversation that a refused run never came to. */
const outcomeOf = (steps: readonly { readonly outcome: Outcome }[]): Outcome =>
  steps.find(({ outcome }) => outcome.state !== 'applied')?.outcome ??
  steps[0]?.outcome ?? { state: 'skipped', reason: 'stopped' };
