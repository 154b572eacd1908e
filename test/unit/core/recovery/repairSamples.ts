import type { RepairStep, StepAction } from '../../../../src/core/recovery/plan';
import type { StepReviewed } from '../../../../src/core/recovery/repairSummary';

export const step = (sessionId: string | null, action: StepAction = 'replace', target = `${sessionId}.json`): RepairStep => ({
  action,
  sessionId,
  target,
  expected: { state: 'absent' },
  content: null,
  kinds: [],
});

/** Its digest is "sha of" the number of messages. */
export const ready = (before: number, after: number, title: string | null = null): StepReviewed => ({
  state: 'ready',
  sha256: `sha of ${after}`,
  sources: [],
  messagesBefore: before,
  messagesAfter: after,
  title,
  metadata: [],
});
