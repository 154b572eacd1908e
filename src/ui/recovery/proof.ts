/** What was proven of one conversation of a repair, and until when it holds. */
import type { Uri } from 'vscode';
import type { EndedConversation } from '../../core/recovery/repairSummary';
import type { Proven } from '../../core/words/repairReportText';
import type { FoundItem } from './foundItem';

export interface Proof {
  readonly conversation: EndedConversation;
  readonly checks: readonly Proven[];
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly repairedAt: number;
  readonly report: Uri;
  /** Keys of what the check that followed found of the conversation: anything else came later, and the proof holds no more. */
  readonly stillFound: ReadonlySet<string>;
}

/** Until a check finds something of the conversation that the one behind the repair did not. `found` is what the last one found in its place. */
export const proofHolds = ({ conversation, stillFound }: Proof, found: readonly FoundItem[]): boolean =>
  found.every(({ item, key }) => item.session_id !== conversation.sessionId || stillFound.has(key));
