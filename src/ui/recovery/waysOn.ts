/** What a person may do on a page whose finding is not there any more: what is found now, what was proven, or a new check. */
import * as vscode from 'vscode';
import { FINDING_SHELVES } from '../../core/recovery/findingShelf';
import { RECOVERY_WORDS } from '../../core/words/recoveryView';
import type { ConversationNames } from './conversationNames';
import { conversationOfKey } from './foundItem';
import type { FindingAction, FindingKey } from './findingPanels';
import type { Proof } from './proof';
import type { Proofs } from './proofs';
import { auditOf, type RecoveryModel } from './recoveryModel';
import { findingNode, type FindingNode } from './recoveryNodes';

export interface WaysOnOptions {
  readonly model: RecoveryModel;
  readonly names: ConversationNames;
  readonly proofs: Pick<Proofs, 'get'>;
  /** Shows the page of a finding. */
  readonly show: (node: FindingNode) => void;
}

/** `node` is the finding as it was last; null where this window never saw it. */
export function waysOn(key: FindingKey, node: FindingNode | null, { model, names, proofs, show }: WaysOnOptions): FindingAction[] {
  const place = model.place(key.place);
  const found = (place === undefined ? null : auditOf(model.state(place)))?.found ?? [];
  const sessionId = conversationOfKey(key.finding);
  const now = place === undefined || sessionId === '' ? [] : found.filter(({ item }) => item.session_id === sessionId).map((one) => findingNode(place, one, model, names));
  const rank = ({ shelf }: FindingNode): number => FINDING_SHELVES.indexOf(shelf);
  const [next] = now.filter(({ shelf }) => shelf !== 'dismissed').sort((a, b) => rank(a) - rank(b));
  const ways = [
    ...(next === undefined ? [] : [{ label: RECOVERY_WORDS.actFoundNow, run: () => show(next) }]),
    ...(node === null || proofOf(node, proofs, found) === null ? [] : [{ label: RECOVERY_WORDS.actProof, run: () => show(node) }]),
    { label: RECOVERY_WORDS.actAudit, run: () => vscode.commands.executeCommand('hermesSessions.runRecoveryAudit') },
  ];
  return ways.map((way, i): FindingAction => ({ ...way, look: i === 0 ? 'primary' : 'secondary' }));
}

const proofOf = ({ place, found: { item } }: FindingNode, proofs: Pick<Proofs, 'get'>, found: Parameters<Proofs['get']>[2]): Proof | null =>
  proofs.get(place, item.session_id, found);
