import { describeFinding, runTimeWords } from '../../words/recovery';
import { missingFrom } from '../compare';
import { evidenceOf } from '../evidence';
import { defineFinding, type Evidence } from '../finding';
import { intentOf } from '../guards';
import type { FileFact, MessagePrint, RepairedFileFact } from '../snapshot';

interface WrittenBack extends Evidence {
  readonly runId: string;
  readonly startedAt: number;
  readonly lost: number;
}

/**
 * What a repair brought back is gone again, and nothing says that it was taken out. The damage itself is a finding of
 * its own, so that this one is a note: repairing again before WebUI was restarted would go the same way.
 */
export const repairWrittenBack = defineFinding<WrittenBack>({
  kind: 'repair_written_back',
  detect: ({ facts, views }) =>
    facts.repairedFiles.flatMap((file): WrittenBack[] => {
      const view = views.get(file.sessionId);
      const run = facts.repairRuns.find(({ runId }) => runId === file.runId);
      // A conversation that was deleted since is no longer expected to have anything.
      if (view === undefined || run === undefined || view.isTombstoned) return [];
      const lost = lostAgain(file);
      if (lost === 0) return [];
      const details = {
        run: file.runId,
        file: file.name,
        sha256: file.foundSha256,
        repaired_sha256: file.afterSha256,
        lost_messages: lost,
      };
      return [{ ...evidenceOf(view, details), runId: file.runId, startedAt: run.startedAt, lost }];
    }),
  category: () => 'information',
  recommendation: () => 'restart_webui_then_repair',
  describe: ({ startedAt, lost, runId }, locale) =>
    describeFinding('repair_written_back', { run: runId, time: runTimeWords(startedAt), count: lost }, locale),
  doubt: () => null,
});

/** Messages that the repair brought and that the file has not. What it had before, and lost since, is no part of it. */
function lostAgain({ kind, changed }: RepairedFileFact): number {
  const live = changed?.live?.content;
  const written = changed?.written?.content;
  if (kind !== 'repair' || live?.state !== 'whole' || written?.state !== 'whole') return 0;
  if (intentOf(live.conversation, written.conversation) !== null) return 0;
  const brought = missingFrom(printsOf(changed?.original ?? null), written.conversation.prints);
  return missingFrom(live.conversation.prints, brought).length;
}

function printsOf(file: FileFact | null): readonly MessagePrint[] {
  if (file?.content.state === 'whole') return file.content.conversation.prints;
  return file?.content.state === 'damaged' ? (file.content.salvage?.prints ?? []) : [];
}
