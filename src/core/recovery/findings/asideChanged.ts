import { describeFinding, runTimeWords } from '../../words/recovery';
import { evidenceOf } from '../evidence';
import { defineFinding, type Evidence } from '../finding';

interface AsideChanged extends Evidence {
  readonly name: string;
  readonly startedAt: number;
}

/** A program that had a file open when it was moved aside went on writing into it. */
export const asideChanged = defineFinding<AsideChanged>({
  kind: 'aside_changed',
  detect: ({ facts, views }) =>
    facts.repairedFiles.flatMap(({ runId, sessionId, aside, beforeSha256 }): AsideChanged[] => {
      const view = views.get(sessionId);
      const run = facts.repairRuns.find((one) => one.runId === runId);
      if (view === undefined || run === undefined || aside === null) return [];
      if (aside.foundSha256 === null || aside.foundSha256 === beforeSha256) return [];
      const details = { run: runId, file: aside.name, sha256: aside.foundSha256, original_sha256: beforeSha256 };
      return [{ ...evidenceOf(view, details), name: aside.name, startedAt: run.startedAt }];
    }),
  category: () => 'unsafe_to_repair',
  recommendation: () => 'manual_review',
  describe: ({ name, startedAt }, locale) =>
    describeFinding('aside_changed', { name, time: runTimeWords(startedAt) }, locale),
  doubt: () => null,
  sortKey: ({ name }) => name,
});
