import { describeFinding, runTimeWords } from '../../words/recovery';
import { directoryEvidence, evidenceOf } from '../evidence';
import { defineFinding, type AuditInput, type Evidence } from '../finding';

interface AsideChanged extends Evidence {
  /** `gone`: files that the run kept are not there. `unreadable`: nobody can read any more what it did. */
  readonly how: 'changed' | 'gone' | 'unreadable';
  readonly runId: string;
  readonly startedAt: number;
  /** The file, or the first of those that are gone. */
  readonly name: string;
  readonly count: number;
}

/**
 * What a repair keeps is not as it was put there. A program that had a file open when it was moved aside went on writing
 * into it, and a person has to look. What is gone or cannot be read harms no conversation, and is a note.
 */
export const asideChanged = defineFinding<AsideChanged>({
  kind: 'aside_changed',
  detect: (input) => [...writtenTo(input), ...gone(input), ...unreadable(input)],
  category: ({ how }) => (how === 'changed' ? 'unsafe_to_repair' : 'information'),
  recommendation: ({ how }) => (how === 'changed' ? 'manual_review' : 'none'),
  describe: ({ how, runId, name, startedAt, count }, locale) =>
    describeFinding(
      how === 'changed' ? 'aside_changed' : how === 'gone' ? 'aside_changed_gone' : 'aside_changed_unreadable',
      { name, time: runTimeWords(startedAt), run: runId, count },
      locale,
    ),
  doubt: () => null,
  sortKey: ({ name, runId }) => (name === '' ? runId : name),
});

const writtenTo = ({ facts, views }: AuditInput): AsideChanged[] =>
  facts.repairedFiles.flatMap(({ runId, sessionId, aside, beforeSha256 }): AsideChanged[] => {
    const view = views.get(sessionId);
    const run = facts.repairRuns.find((one) => one.runId === runId);
    if (view === undefined || run === undefined || aside === null) return [];
    if (aside.foundSha256 === null || aside.foundSha256 === beforeSha256) return [];
    const details = { run: runId, file: aside.name, sha256: aside.foundSha256, original_sha256: beforeSha256 };
    const { startedAt } = run;
    return [{ ...evidenceOf(view, details), how: 'changed', runId, startedAt, name: aside.name, count: 1 }];
  });

const gone = ({ facts }: AuditInput): AsideChanged[] =>
  facts.repairRuns.flatMap(({ runId, startedAt, lacks }): AsideChanged[] => {
    const [name] = lacks;
    if (name === undefined) return [];
    const details = { run: runId, file: name, gone_files: lacks.length };
    return [{ ...directoryEvidence(details), how: 'gone', runId, startedAt, name, count: lacks.length }];
  });

const unreadable = ({ facts }: AuditInput): AsideChanged[] =>
  facts.repairRuns
    .filter(({ state, isFinished }) => state === 'unreadable' && isFinished)
    .map(({ runId, startedAt }) => ({
      ...directoryEvidence({ run: runId }),
      how: 'unreadable',
      runId,
      startedAt,
      name: '',
      count: 1,
    }));
