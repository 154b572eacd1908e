/** A message of a store with everything left out, to be spread under what a test needs. */
import type { Message } from '../../src/core/message';

export const EMPTY_MESSAGE: Message = {
  id: '1',
  sessionId: 's',
  role: 'user',
  parts: [],
  at: null,
  toolCalls: [],
  toolCallsBroken: false,
  toolCallId: null,
  toolName: null,
  reasoning: null,
  finishReason: null,
  tokenCount: null,
  state: 'live',
  displayKind: null,
  isCompactionSummary: false,
  isRecovered: false,
  contentBytes: 0,
  hadInvalidUtf8: false,
};
