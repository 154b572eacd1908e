import { describeFinding } from '../../words/recovery';
import { missingFrom } from '../compare';
import { directoryEvidence } from '../evidence';
import { defineFinding } from '../finding';
import type { RowFact } from '../snapshot';

/** The agent's own transcript has messages that the session's rows in state.db lack. */
export const stateDbBehindTranscript = defineFinding({
  kind: 'state_db_behind_transcript',
  detect: ({ facts, views }) =>
    facts.agentFiles.flatMap((file) => {
      const rows = views.get(file.sessionId)?.rows ?? [];
      const read = rows.map(({ row }) => row.messages).filter((messages) => messages !== null);
      // Rows that were not read, or only in part, prove nothing.
      if (read.length === 0 || read.length < rows.length || read.some(({ isIncomplete }) => isIncomplete)) return [];
      // The two stores word some messages differently: only a transcript that is longer has what the rows lack.
      const isLonger = read.every(({ prints, undone }) => file.prints.length > prints.length + undone.length);
      const missing = Math.min(...read.map((own) => missingFrom([...own.prints, ...own.undone], file.prints).length));
      if (!isLonger || missing === 0) return [];
      return [
        {
          ...directoryEvidence({
            file: file.name,
            transcript_messages: file.messageCount,
            missing,
            rows: countRows(rows),
          }),
          sessionId: file.sessionId,
          file,
          inDatabase: Math.max(...read.map(({ shownCount }) => shownCount)),
        },
      ];
    }),
  category: () => 'unsafe_to_repair',
  recommendation: () => 'manual_review',
  describe: ({ file, inDatabase }, locale) =>
    describeFinding(
      'state_db_behind_transcript',
      { name: file.name, count: file.messageCount, rows: inDatabase },
      locale,
    ),
  doubt: () => null,
  sortKey: ({ file }) => file.name,
});

const countRows = (rows: readonly { readonly row: RowFact }[]): number =>
  Math.max(0, ...rows.map(({ row }) => row.messageRows));
