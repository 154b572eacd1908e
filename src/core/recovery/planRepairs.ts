/** The plan: what the chosen findings ask for, merged into at most one new file a conversation. Pure. */
import type { IndexContent, NewContent } from './content';
import { kindsOf, type Finding } from './finding';
import { keyOfFinding } from './findingKey';
import type { MergeChoice } from './mergeCopies';
import { mergeOffered } from './mergeOffer';
import { groupBy } from './groupBy';
import type { Expected, RepairPlan, RepairStep } from './plan';
import type { NotPlanned } from './notPlanned';
import { planConversation } from './planConversation';
import { writesConversation } from './remedy';
import { viewSessions } from './sessionView';
import { isMalformed, type RecoveryFacts } from './snapshot';

/** Which findings to repair; what is not named narrows nothing. Only what is safe is ever planned, and what is decided. */
export interface RepairChoice {
  readonly kinds?: readonly string[];
  readonly sessions?: readonly string[];
  /** Keys of findings (`findingKey`), each of them ticked by a person. What changed since has another key. */
  readonly findings?: readonly string[];
  /** Only those without a doubt: what is ticked in a list. */
  readonly preselectedOnly?: boolean;
  /** What a person decided about copies that differ. Without it no plan ever touches them. */
  readonly merges?: readonly MergeChoice[];
}

export interface PlannedRepairs extends RepairPlan<NewContent> {
  readonly skipped: readonly NotPlanned[];
}

const INDEX = '_index.json';

/** `findings` are those of an audit of the same `facts`. */
export function planRepairs(
  facts: RecoveryFacts,
  findings: readonly Finding[],
  choice: RepairChoice = {},
): PlannedRepairs {
  const keys = choice.findings === undefined ? null : new Set(choice.findings);
  const { decided, undecided } = decide(findings, choice.merges ?? []);
  const chosen = decided.filter(
    (finding) => isChosen(finding, choice) && (keys === null || keys.has(keyOfFinding(finding))),
  );
  const views = viewSessions(facts);
  const steps: RepairStep<NewContent>[] = [];
  const skipped: NotPlanned[] = undecided.map(({ kind, evidence: { sessionId } }) => ({ sessionId, kinds: [kind], reason: 'not_decided' }));
  const changed: string[] = [];
  for (const [sessionId, own] of groupBy(chosen.filter(isOfConversation), ({ evidence }) => evidence.sessionId)) {
    const planned = planConversation(facts, views.get(sessionId) ?? null, own);
    steps.push(...planned.steps);
    if (planned.steps.some(({ action }) => action !== 'move_aside')) changed.push(sessionId);
    skipped.push(...planned.skipped.map((left) => ({ sessionId, ...left })));
  }
  const waiting = keptRows(findings, changed);
  for (const [sessionId, own] of groupBy(chosen.filter(dropsRowOf(waiting)), ({ evidence }) => evidence.sessionId))
    skipped.push({ sessionId, kinds: kindsOf(own), reason: 'needs_other_repair' });
  const indexed = chosen.filter((finding) => !isOfConversation(finding) && !dropsRowOf(waiting)(finding));
  const index = planIndex(facts, indexed, changed);
  return {
    version: 1,
    sessionDir: facts.sessionDir,
    madeAt: facts.now,
    steps: index === null ? steps : [...steps, index],
    skipped,
  };
}

/** Findings with what was decided about them as their remedy. */
function decide(
  findings: readonly Finding[],
  merges: readonly MergeChoice[],
): { readonly decided: readonly Finding[]; readonly undecided: readonly Finding[] } {
  if (merges.length === 0) return { decided: findings, undecided: [] };
  const takes = new Map(merges.map((merge) => [merge.finding, merge.takes]));
  const undecided: Finding[] = [];
  const sessions = new Set<string>();
  const decided = findings.map((finding): Finding => {
    const { merge: offer, evidence } = finding;
    const own = offer === null ? undefined : takes.get(keyOfFinding(finding));
    if (offer === null || own === undefined) return finding;
    // One decision a conversation: the next one is about a file that this one has changed.
    const merged = sessions.has(evidence.sessionId) ? null : mergeOffered(offer, own);
    if (merged === null) undecided.push(finding);
    else sessions.add(evidence.sessionId);
    return merged === null ? finding : { ...finding, remedy: { remedy: 'merge', offer, merged } };
  });
  return { decided, undecided };
}

const isChosen = ({ kind, evidence, remedy, doubt }: Finding, choice: RepairChoice): boolean =>
  remedy !== null &&
  (choice.kinds?.includes(kind) ?? true) &&
  (choice.sessions?.includes(evidence.sessionId) ?? true) &&
  (choice.preselectedOnly !== true || doubt === null);

const isOfConversation = ({ remedy }: Finding): boolean =>
  remedy !== null && (writesConversation(remedy) || remedy.remedy === 'move_aside');

/**
 * Conversations that can be made anew from a state.db, and are not by this plan: their index rows have what no database
 * has, and stay until then.
 */
function keptRows(findings: readonly Finding[], changed: readonly string[]): ReadonlySet<string> {
  const ids = findings.flatMap(({ remedy, evidence }) =>
    remedy?.remedy === 'restore' && remedy.chosen.copy.origin === 'state_db' ? [evidence.sessionId] : [],
  );
  return new Set(ids.filter((id) => !changed.includes(id)));
}

const dropsRowOf =
  (ids: ReadonlySet<string>) =>
  ({ remedy }: Finding): boolean =>
    remedy?.remedy === 'drop_index_row' && ids.has(remedy.sessionId);

/** Comes last, because it is made from the files that the other steps leave. */
function planIndex(
  facts: RecoveryFacts,
  asked: readonly Finding[],
  changed: readonly string[],
): RepairStep<NewContent> | null {
  if (asked.length === 0 && changed.length === 0) return null;
  const { index, indexDigest } = facts;
  // An index that the system refuses to show is not ours to replace.
  if (index.state === 'unreadable' && !isMalformed(index)) return null;
  if (index.state !== 'absent' && indexDigest === null) return null;
  const expected: Expected =
    index.state === 'absent' ? { state: 'absent' } : { state: 'file', sha256: indexDigest ?? '' };
  return {
    action: index.state === 'absent' ? 'create' : 'replace_derived',
    sessionId: null,
    target: INDEX,
    expected,
    content: indexContent(asked, changed, index.state === 'read'),
    kinds: kindsOf(asked),
  };
}

/**
 * Only the rows that are asked for change: the row of a conversation whose file is missing is all that is left of its
 * title, and stays until somebody decides about it.
 */
function indexContent(asked: readonly Finding[], changed: readonly string[], hasRows: boolean): IndexContent {
  const refresh = new Set(changed);
  const drop: string[] = [];
  let isNew = !hasRows;
  for (const { remedy } of asked) {
    if (remedy?.remedy === 'refresh_index_row') refresh.add(remedy.sessionId);
    else if (remedy?.remedy === 'drop_index_row') drop.push(remedy.sessionId);
    else if (remedy?.remedy === 'rebuild_index') isNew = true;
  }
  return isNew ? { kind: 'index', refresh: null, drop: [] } : { kind: 'index', refresh: [...refresh].sort(), drop };
}
