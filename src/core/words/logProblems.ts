/** What a log that cannot be used whole means for a person: what, why, and what to do. */
import type { LogProblem, LogProblemKind } from '../logProblem';
import { visibleText } from '../visibleText';
import { say } from './say';

const KEEP = 'Keep a copy of it and of state.db before Hermes runs again, for it writes over the log';
const ELSEWHERE = 'copies made earlier, and the files in sessions/, may have what is missing.';

export const LOG_PROBLEM_WORDS = {
  label: 'What was written last may be missing',
  sentence: 'What Hermes wrote last may be missing: {path} {reason}. {advice}',

  reason_not_a_file: 'is not an ordinary file, so it is not read as the log of state.db',
  reason_header: 'does not begin as a log does, so nothing of it counts',
  reason_cut: 'was cut short, so it counts only up to there',
  reason_damaged: 'is damaged, so it counts only up to the damage',
  reason_gone: 'is empty or gone, and not all of it had reached state.db',
  reason_not_reached: 'shows that state.db lacks what was once written to it; it may have been replaced by an older copy',
  reason_unreadable: 'cannot be read to its end (the system reports {errno})',

  advice_not_a_file: 'Look what it is, and move it away while no Hermes runs: Hermes cannot keep a log there.',
  advice_header: `Hermes itself passes over it without a word. ${KEEP}; ${ELSEWHERE}`,
  advice_cut: `Hermes itself passes over the rest without a word. ${KEEP}; ${ELSEWHERE}`,
  advice_damaged: `Hermes itself passes over the rest without a word. ${KEEP}; ${ELSEWHERE}`,
  advice_gone:
    'A Hermes that still runs may hold it: let it end in the ordinary way. If none runs, look for copies beside state.db, such as state.db.retired-wal-….',
  advice_not_reached: `Look for copies of state.db. ${KEEP}.`,
  advice_unreadable: 'Check the disk or the network drive it is on.',
} as const satisfies Readonly<Record<string, string>> &
  Readonly<Record<`reason_${LogProblemKind}` | `advice_${LogProblemKind}`, string>>;

/** Whole sentences, with the log's path. */
export function describeLogProblem({ kind, path, errno }: LogProblem): string {
  const reason = say(LOG_PROBLEM_WORDS, `reason_${kind}`, { errno });
  return say(LOG_PROBLEM_WORDS, 'sentence', { path: visibleText(path), reason, advice: LOG_PROBLEM_WORDS[`advice_${kind}`] });
}
