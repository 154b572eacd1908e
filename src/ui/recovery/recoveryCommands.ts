/** What the commands of the view "Recovery" do. */
import * as vscode from 'vscode';
import type { CommandsOf } from '../commands';
import type { RecoveryModel } from './recoveryModel';
import { RECOVERY_VIEW, type RecoveryView } from './recoveryView';

type RecoveryCommandId = `hermesSessions.${'runRecoveryAudit' | 'cancelRecoveryAudit' | 'showMoreFindings'}`;

export interface RecoveryCommandsOptions {
  readonly model: RecoveryModel;
  readonly view: RecoveryView;
}

export function createRecoveryCommands({ model, view }: RecoveryCommandsOptions): CommandsOf<RecoveryCommandId> {
  return {
    'hermesSessions.runRecoveryAudit': async () => {
      // What it finds is told by the view.
      await vscode.commands.executeCommand(`${RECOVERY_VIEW}.focus`);
      const audits = await Promise.allSettled(model.places().map((place) => model.audit(place)));
      const failed = audits.find((audit) => audit.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    'hermesSessions.cancelRecoveryAudit': () => model.cancel(),
    'hermesSessions.showMoreFindings': () => {
      const [row] = view.tree.selection;
      if (row !== undefined) view.provider.showMore(row);
    },
  };
}
