/** What a person may do with a finding from its page: the commands of its row, as buttons. */
import * as vscode from 'vscode';
import { canMerge } from '../../core/recovery/mergeOffer';
import { MERGING_WORDS } from '../../core/words/merging';
import { RECOVERY_WORDS } from '../../core/words/recoveryView';
import { titleWords } from '../../core/words/repairResult';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import type { CommandId } from '../commands';
import type { CopyReading } from './copyReading';
import type { FindingCopy } from './findingCopies';
import type { FindingAction } from './findingPanels';
import type { Proof } from './proof';
import type { FindingNode } from './recoveryNodes';
import type { RepairTools } from './repairTools';
import { showMarkdown } from './showMarkdown';

/** The first one that is there stands out: it is what a person should do first. */
export function findingActions(node: FindingNode, copies: readonly FindingCopy[], reading: CopyReading): FindingAction[] {
  // The row that the command would be handed by a menu.
  const command = (id: CommandId): (() => unknown) => () => vscode.commands.executeCommand(id, { node });
  const previous = copies.find(({ source, isReadable }) => source === 'previous_copy' && isReadable);
  const isInterrupted = node.found.item.recommendation === 'complete_or_undo';
  const buttons: Omit<FindingAction, 'look'>[] = [
    ...(node.shelf === 'safe'
      ? [
          { label: REPAIRING_WORDS.reviewButton, run: command('hermesSessions.reviewChanges') },
          { label: REPAIRING_WORDS.repairOne, run: command('hermesSessions.repairFinding') },
        ]
      : []),
    ...(canMerge(node.found.item) ? [{ label: MERGING_WORDS.act, run: command('hermesSessions.mergeCopies') }] : []),
    ...(isInterrupted
      ? [
          { label: REPAIRING_WORDS.completeOne, run: command('hermesSessions.completeRepair') },
          { label: REPAIRING_WORDS.undoOne, run: command('hermesSessions.undoRepair') },
        ]
      : []),
    ...(previous === undefined ? [] : [{ label: RECOVERY_WORDS.actReadPrevious, run: () => reading.read(previous, node) }]),
    { label: RECOVERY_WORDS.actReveal, run: command('hermesSessions.revealFindingFile') },
  ];
  const dismiss =
    node.dismissal === null
      ? { label: RECOVERY_WORDS.actDismiss, run: command('hermesSessions.dismissFinding') }
      : { label: RECOVERY_WORDS.actBringBack, run: command('hermesSessions.bringBackFinding') };
  return [
    ...buttons.map((button, i): FindingAction => ({ ...button, look: i === 0 && button.label !== RECOVERY_WORDS.actReveal ? 'primary' : 'secondary' })),
    { ...dismiss, look: 'link' },
  ];
}

/** What a person may do once it is repaired: the buttons of the notification, which goes by itself. */
export function proofActions({ place }: FindingNode, { conversation, runId, report }: Proof, { read }: Pick<RepairTools, 'read'>): FindingAction[] {
  return [
    { label: REPAIRING_WORDS.read, look: 'primary', run: () => read(place, conversation.sessionId, 'whole', titleWords(conversation)) },
    { label: REPAIRING_WORDS.undoOne, look: 'secondary', run: () => vscode.commands.executeCommand('hermesSessions.undoRepair', { place, runId }) },
    { label: REPAIRING_WORDS.showReport, look: 'secondary', run: () => showMarkdown(report) },
  ];
}
