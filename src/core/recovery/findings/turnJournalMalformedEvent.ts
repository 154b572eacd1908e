import { describeFinding } from '../../words/recovery';
import { directoryEvidence, evidenceOf } from '../evidence';
import { defineFinding, type Evidence } from '../finding';

interface MalformedEvents extends Evidence {
  readonly lines: number;
  readonly names: readonly string[];
}

/** Lines or files of the turn journal that WebUI's reader stops at. What they said is not known. */
export const turnJournalMalformedEvent = defineFinding<MalformedEvents>({
  kind: 'turn_journal_malformed_event',
  detect: ({ facts, views }) => {
    const lines = facts.turnJournals.flatMap(({ sessionId, malformedLines, files, unreadable }): MalformedEvents[] => {
      const view = views.get(sessionId);
      if (view === undefined || (malformedLines === 0 && unreadable.length === 0)) return [];
      const details = { lines: malformedLines, files: [...files], unreadable: [...unreadable] };
      return [{ ...evidenceOf(view, details), backupMessages: -1, lines: malformedLines, names: files }];
    });
    const odd = facts.oddJournalNames.map((name) => ({
      ...directoryEvidence({ file: name }),
      lines: 0,
      names: [name],
    }));
    return [...lines, ...odd];
  },
  category: () => 'information',
  recommendation: () => 'none',
  describe: ({ lines, names }, locale) =>
    lines > 0
      ? describeFinding('turn_journal_malformed_event', { count: lines }, locale)
      : describeFinding('turn_journal_malformed_event_file', { names: names.join(', ') }, locale),
  doubt: () => null,
});
