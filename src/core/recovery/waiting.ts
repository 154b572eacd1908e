/** Conversations that say somebody is at work on them, long after everybody stopped. */
import type { SessionView } from './sessionView';
import type { ConversationFacts } from './snapshot';

/**
 * The conversation when it has a pending prompt or an active stream, the quiet period is over, and no later
 * conversation took its place: what a compression left behind keeps such marks and is not repaired by WebUI either.
 */
export function waitingConversation(view: SessionView): ConversationFacts | null {
  const content = view.live?.content;
  if (content?.state !== 'whole' || view.use !== 'idle' || view.isUnsafe || view.hasChild) return null;
  const { conversation } = content;
  const hasSign = conversation.pending !== null || conversation.activeStreamId !== null;
  return hasSign && !conversation.intent.isCompressionSnapshot ? conversation : null;
}
