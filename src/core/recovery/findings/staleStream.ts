import { describeFinding } from '../../words/recovery';
import { evidenceOf, fileDetails } from '../evidence';
import { defineFinding } from '../finding';
import { waitingConversation } from '../waiting';

/** A stream that is marked as active and that nobody writes to any more. */
export const staleStream = defineFinding({
  kind: 'stale_stream',
  detect: ({ views }) =>
    [...views.values()].flatMap((view) => {
      const conversation = waitingConversation(view);
      // With a prompt beside it, the prompt is the finding, and its repair clears both.
      if (conversation === null || conversation.pending !== null || view.live === null) return [];
      return [
        {
          ...evidenceOf(view, {
            ...fileDetails(view.live),
            stream: conversation.activeStreamId,
            run_ended: view.run?.terminalState ?? null,
          }),
          backupMessages: -1,
        },
      ];
    }),
  category: () => 'repairable',
  recommendation: () => 'clear_stale_stream',
  describe: (_evidence, locale) => describeFinding('stale_stream', {}, locale),
  remedy: () => ({ remedy: 'end_waiting' }),
  doubt: () => null,
});
