import { describeFinding } from '../../words/recovery';
import { isSourceOf, temporaryCopy } from '../assess';
import { compare, covers } from '../compare';
import type { Chosen } from '../copies';
import { intentOf } from '../guards';
import { evidenceOf, directoryEvidence, fileDetails, mergeOf, useDoubt, viewOf } from '../evidence';
import { defineFinding, type Doubt, type Evidence } from '../finding';
import type { SessionView } from '../sessionView';
import type { TemporaryFact } from '../snapshot';

/** `leftover`: nothing of it is missing elsewhere. `longer`: it covers the file and has more. */
type Worth = 'leftover' | 'longer' | 'diverged';

interface StaleTemporary extends Evidence {
  readonly file: TemporaryFact;
  /** What restoring it means for the present file; null for what is not `longer`. */
  readonly chosen: Chosen | null;
  readonly worth: Worth;
  readonly count: number;
}

/** WebUI sweeps its temporary files after an hour, but only when it rebuilds the whole index. */
const OLD_MS = 3_600_000;

/** What an interrupted write left behind. One that is whole and longer than the file is a copy to restore from. */
export const staleTempFile = defineFinding<StaleTemporary>({
  kind: 'stale_temp_file',
  detect: ({ facts, views, assessments }) =>
    facts.temporaries
      .filter(({ modifiedAt }) => facts.now - modifiedAt > OLD_MS)
      .flatMap((file): StaleTemporary[] => {
        const view = file.purpose === 'session' ? views.get(file.sessionId) : undefined;
        const assessment = view === undefined ? undefined : assessments.get(view.sessionId);
        // It is the source of another finding, which names it.
        if (view?.isUnsafe === true || (assessment !== undefined && isSourceOf(assessment, file))) return [];
        const worth = view === undefined ? 'leftover' : worthOf(file, view);
        // What a person decides is about the bytes of both.
        const live = worth === 'diverged' ? { live_sha256: view?.live?.digest ?? null } : {};
        const details = { ...fileDetails(file), worth, ...live };
        const count = file.content.state === 'whole' ? file.content.conversation.messageCount : 0;
        return [
          {
            ...(view === undefined ? directoryEvidence(details) : evidenceOf(view, details)),
            file,
            worth,
            count,
            chosen: view === undefined || worth !== 'longer' ? null : chosenOf(file, view),
          },
        ];
      }),
  category: ({ worth, file }) => (worth === 'diverged' || !isPlain(file) ? 'unsafe_to_repair' : 'repairable'),
  recommendation: ({ worth, file, liveMessages }) =>
    !isPlain(file)
      ? 'manual_review'
      : worth === 'diverged'
        ? liveMessages < 0
          ? 'manual_review'
          : 'merge_copies'
        : worth === 'longer'
          ? 'restore_from_temporary_file'
          : 'move_aside',
  describe: ({ file, worth, count, liveMessages }, locale) =>
    describeFinding(
      !isPlain(file) ? 'stale_temp_file_odd' : worth === 'leftover' ? 'stale_temp_file' : `stale_temp_file_${worth}`,
      { name: file.name, count, live: Math.max(0, liveMessages) },
      locale,
    ),
  remedy: ({ file, chosen }) => (chosen === null ? { remedy: 'move_aside', file } : { remedy: 'restore', chosen }),
  merge: (evidence, input) =>
    evidence.worth === 'diverged' && isPlain(evidence.file) ? mergeOf(viewOf(evidence, input)?.live ?? null, evidence.file) : null,
  doubt: (evidence, input): Doubt | null => {
    const view = viewOf(evidence, input);
    if (evidence.worth !== 'longer' || view === null) return null;
    if (view.live === null) return view.isTombstoned || view.rows.length === 0 ? 'lost_or_deleted' : null;
    return useDoubt(view) ?? (view.live.modifiedAt > evidence.file.modifiedAt ? 'written_later' : null);
  },
  sortKey: ({ file }) => file.name,
});

/** Neither a link nor a folder, read whole, and under this name only: nothing else is moved. */
const isPlain = ({ digest, links }: TemporaryFact): boolean => digest !== null && links === 1;

function chosenOf(file: TemporaryFact, view: SessionView): Chosen | null {
  const copy = temporaryCopy(file);
  const live = view.live?.content.state === 'whole' ? view.live.content.conversation.prints : [];
  return copy === null ? null : { copy, comparison: compare(live, copy.prints) };
}

function worthOf(file: TemporaryFact, view: SessionView): Worth {
  const copy = temporaryCopy(file);
  if (copy === null || copy.prints.length === 0 || (view.live === null && view.isTombstoned)) return 'leftover';
  if (view.live === null) {
    const backup = view.backup?.content.state === 'whole' ? view.backup.content.conversation.prints : [];
    return covers(backup, copy.prints) ? 'leftover' : backup.length === 0 ? 'longer' : 'diverged';
  }
  const { content } = view.live;
  if (content.state !== 'whole') return 'leftover';
  const { conversation } = content;
  if (copy.conversation !== null && intentOf(conversation, copy.conversation) !== null) return 'leftover';
  const { standing, copyOnly } = compare(conversation.prints, copy.prints);
  if (copyOnly === 0) return 'leftover';
  return standing === 'diverged' ? 'diverged' : 'longer';
}
