/** What the view "Recovery" as a whole has to say: rows, a sentence above them, or the welcome content in their place. */
import type { Failure, FailureCode } from '../../core/failure';
import { RECOVERY_WORDS } from '../../core/words/recoveryView';
import { createFormats } from '../../core/words/format';
import { say } from '../../core/words/say';
import { auditOf, type Audit, type RecoveryModel } from './recoveryModel';

/** Reasons of a check that failed which have a welcome content of their own in the manifest. */
export const WELCOMED_FAILURES = ['session_dir_unreadable', 'worker_lost'] as const satisfies readonly FailureCode[];

/** Situations without rows that have a welcome content. */
export const WELCOMED_SITUATIONS = ['noHome', 'noSessionDir', 'notAudited', ...WELCOMED_FAILURES] as const;

/** Read by `when` clauses of the manifest. */
export type RecoverySituation = (typeof WELCOMED_SITUATIONS)[number] | 'unknown' | 'rows' | 'checking' | 'clean';

export interface SituationFacts {
  /** Homes were looked for; null before that. */
  readonly homes: number | null;
  readonly hasRows: boolean;
}

export function recoverySituation(model: RecoveryModel, { homes, hasRows }: SituationFacts): RecoverySituation {
  if (homes === null) return 'unknown';
  if (homes === 0) return 'noHome';
  const states = model.known.map((place) => model.state(place));
  const [first] = states;
  if (first === undefined) return 'noSessionDir';
  if (hasRows) return 'rows';
  if (states.some(({ status }) => status === 'auditing')) return 'checking';
  if (first.status === 'failed') return welcomed(first.failure);
  const audits = states.map(auditOf).filter((audit) => audit !== null);
  if (audits.length < states.length) return 'notAudited';
  return audits.every(({ directory }) => directory.state === 'absent') ? 'noSessionDir' : 'clean';
}

/** Another failure is none that an audit has: it says so as one that ended. */
const welcomed = ({ code }: Failure): (typeof WELCOMED_FAILURES)[number] =>
  WELCOMED_FAILURES.find((known) => known === code) ?? 'worker_lost';

/** The sentence above the rows, or alone; "" where rows or welcome content say it all. */
export function recoveryMessage(model: RecoveryModel, situation: RecoverySituation, isTrusted: boolean, locale: string): string {
  if (situation === 'checking') return RECOVERY_WORDS.checking;
  if (situation !== 'clean' && situation !== 'rows') return '';
  const audits = model.known.map((place) => auditOf(model.state(place))).filter((audit) => audit !== null);
  if (countRepairable(model) > 0) return isTrusted ? '' : RECOVERY_WORDS.untrusted;
  // A group that is open says more than a sentence could, and a failed check vouches for nothing.
  if (audits.some(needsAttention) || model.known.some((place) => model.state(place).status === 'failed')) return '';
  const count = audits.reduce((sum, { report }) => sum + report.summary.ok, 0);
  const time = createFormats(locale).time(Math.min(...audits.map(({ auditedAt }) => auditedAt)));
  if (situation === 'rows') return say(RECOVERY_WORDS, 'noRepair', { count, time }, locale);
  return say(RECOVERY_WORDS, count === 0 ? 'nothingThere' : 'clean', { count, time }, locale);
}

const needsAttention = ({ report, isSettled }: Audit): boolean =>
  !isSettled || report.not_checked.length > 0 || report.summary.unsafe_to_repair > 0;

/** Findings that are safe to repair and were not dismissed. */
export const countRepairable = (model: RecoveryModel): number =>
  model.known
    .flatMap((place) => (auditOf(model.state(place))?.found ?? []).filter(({ item, key }) => item.category === 'repairable' && model.dismissal(place, key) === null))
    .length;
