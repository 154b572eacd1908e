import { describeFinding } from '../../words/recovery';
import { evidenceOf, fileDetails } from '../evidence';
import { defineFinding } from '../finding';
import { waitingConversation } from '../waiting';

/** A prompt that waits in the file although nobody works on it any more: its answer will never come. */
export const stalePending = defineFinding({
  kind: 'stale_pending',
  detect: ({ views }) =>
    [...views.values()].flatMap((view) => {
      const conversation = waitingConversation(view);
      if (conversation === null || conversation.pending === null || view.live === null) return [];
      const { pending, prints, messageCount } = conversation;
      const agent = messageCount === 0 ? view.agentFiles.find(({ prints: own }) => own.length > 0) : undefined;
      return [
        {
          ...evidenceOf(view, {
            ...fileDetails(view.live),
            prompt: pending.preview,
            prompt_key: pending.print.key,
            attachments: pending.attachmentCount,
            stream: conversation.activeStreamId,
            run_ended: view.run?.terminalState ?? null,
            answer_parts: view.run?.answer?.parts ?? 0,
            // The prompt may be the last message already: then only the mark is stale.
            is_recorded: prints[prints.length - 1]?.key === pending.print.key,
            agent_file: agent?.name ?? null,
            agent_messages: agent?.messageCount ?? 0,
          }),
          backupMessages: -1,
          pending,
          answer: view.run?.answer?.preview ?? '',
          agent: agent ?? null,
          agentMessages: agent?.messageCount ?? 0,
        },
      ];
    }),
  category: () => 'repairable',
  recommendation: ({ agentMessages }) => (agentMessages > 0 ? 'adopt_agent_transcript' : 'recover_pending_turn'),
  describe: ({ pending, agentMessages, answer }, locale) =>
    describeFinding(
      agentMessages > 0
        ? 'stale_pending_agent'
        : pending.preview === ''
          ? 'stale_pending_attachments'
          : answer === ''
            ? 'stale_pending'
            : 'stale_pending_answer',
      { prompt: pending.preview, answer, count: agentMessages > 0 ? agentMessages : pending.attachmentCount },
      locale,
    ),
  remedy: ({ agent }) =>
    agent === null ? { remedy: 'end_waiting' } : { remedy: 'adopt_transcript', transcript: agent },
  doubt: () => null,
});
