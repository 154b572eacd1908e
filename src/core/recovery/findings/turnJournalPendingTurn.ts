import { describeFinding } from '../../words/recovery';
import { deletionDoubt, evidenceOf, useDoubt, viewOf } from '../evidence';
import { defineFinding, type Evidence } from '../finding';
import { unrecordedTurns, type Turn } from '../journal';
import type { SessionView } from '../sessionView';
import type { MessagePrint } from '../snapshot';

interface PendingTurn extends Evidence {
  readonly turn: Turn;
  readonly hasFile: boolean;
}

/** A prompt that reached the journal and nothing else. Told apart by identity, so a lost repeat is found, too. */
export const turnJournalPendingTurn = defineFinding<PendingTurn>({
  kind: 'turn_journal_pending_turn',
  detect: ({ views }) =>
    [...views.values()].flatMap((view) => {
      if (view.isUnsafe || (view.live === null && view.isTombstoned)) return [];
      return unrecordedTurns(view.turns, () => recordsOf(view))
        .sort((a, b) => (a.turnId < b.turnId ? -1 : 1))
        .map((turn) => ({
          ...evidenceOf(view, {
            turn_id: turn.turnId,
            event: turn.event,
            prompt: turn.prompt?.preview ?? '',
            prompt_key: turn.prompt?.print.key ?? '',
            attachments: turn.prompt?.attachmentCount ?? 0,
          }),
          backupMessages: -1,
          turn,
          hasFile: view.live !== null,
        }));
    }),
  category: () => 'repairable',
  recommendation: () => 'audit_only_pending_turn_journal',
  describe: ({ turn, hasFile }, locale) => {
    const preview = turn.prompt?.preview ?? '';
    return describeFinding(
      preview === '' ? 'turn_journal_pending_turn_attachments' : 'turn_journal_pending_turn',
      { prompt: preview, count: turn.prompt?.attachmentCount ?? 0, state: hasFile ? '' : 'no_file' },
      locale,
    );
  },
  remedy: ({ turn }) => ({ remedy: 'recover_turn', turn }),
  doubt: (evidence, input) => {
    const view = viewOf(evidence, input);
    if (view === null) return null;
    return (
      useDoubt(view) ?? (view.live === null && isAlone(view) ? deletionDoubt({ ...view, journal: null }, input) : null)
    );
  },
  sortKey: ({ sessionId, turn }) => `${sessionId}\0${turn.turnId}`,
});

const isAlone = (view: SessionView): boolean => view.backup === null && view.rows.length === 0;

/** Every copy in which the prompt may be: what restores that copy brings the prompt back, too. */
function recordsOf(view: SessionView): (readonly MessagePrint[])[] {
  const files = [view.live, view.backup, ...view.temporaries].flatMap((file) => {
    if (file?.content.state === 'whole') return [file.content.conversation];
    return file?.content.state === 'damaged' && file.content.salvage !== null ? [file.content.salvage] : [];
  });
  // The prompt that waits in the file itself is not lost.
  const pending = files.flatMap((conversation) =>
    conversation.pending === null ? [] : [[conversation.pending.print]],
  );
  const rows = view.rows.flatMap(({ row }) =>
    row.messages === null ? [] : [[...row.messages.prints, ...row.messages.undone]],
  );
  return [...files.map(({ prints }) => prints), ...pending, ...rows];
}
