/** What the commands of the view "Recovery" do. */
import * as vscode from 'vscode';
import { jsonText } from '../../core/jsonText';
import { canMerge } from '../../core/recovery/mergeOffer';
import { mergeReports } from '../../core/recovery/report';
import { MERGING_WORDS } from '../../core/words/merging';
import { RECOVERY_WORDS } from '../../core/words/recoveryView';
import type { CommandsOf } from '../commands';
import { chooseRepairs } from './chooseRepairs';
import type { CopyReading } from './copyReading';
import { DISMISS_REASONS } from './dismissals';
import { revealFinding } from './findingFile';
import { chooseFinding, type FindingChoice } from './findingPick';
import type { MergePanels } from './mergePanels';
import { auditOf } from './recoveryModel';
import { RECOVERY_VIEW } from './recoveryView';
import type { ReportDocument } from './reportDocument';

type RecoveryCommandId = `hermesSessions.${
  | 'runRecoveryAudit'
  | 'cancelRecoveryAudit'
  | 'showMoreFindings'
  | 'showFinding'
  | 'openPreviousCopy'
  | 'mergeCopies'
  | 'showRecoveryReport'
  | 'copyRecoveryReport'
  | 'revealFindingFile'
  | 'dismissFinding'
  | 'bringBackFinding'
  | 'chooseRepairs'}`;

export interface RecoveryCommandsOptions extends FindingChoice {
  readonly merges: MergePanels;
  readonly report: ReportDocument;
  readonly reading: CopyReading;
}

export function createRecoveryCommands({ report, reading, merges, ...choice }: RecoveryCommandsOptions): CommandsOf<RecoveryCommandId> {
  const { model, view, panels, attention } = choice;
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
    'hermesSessions.showFinding': async (row) => {
      // A click selects before it runs the row's command, which has no arguments: see `sessionItem`.
      const node = row === undefined && attention.row !== null ? attention.row : await chooseFinding(row, choice, RECOVERY_WORDS.pickFinding);
      if (node !== undefined) panels.open(node);
    },
    'hermesSessions.openPreviousCopy': async (row) => {
      const node = await chooseFinding(row, choice, RECOVERY_WORDS.pickCopy, ({ found }) => found.item.bak_messages >= 0);
      if (node !== undefined) await reading.readPrevious(node);
    },
    'hermesSessions.mergeCopies': async (row) => {
      const node = await chooseFinding(row, choice, MERGING_WORDS.pick, ({ found }) => canMerge(found.item));
      if (node !== undefined) merges.open(node);
    },
    'hermesSessions.chooseRepairs': () => chooseRepairs(model, choice.names),
    'hermesSessions.showRecoveryReport': () => report.show(),
    'hermesSessions.copyRecoveryReport': async () => {
      const reports = model.places().flatMap((place) => auditOf(model.state(place))?.report ?? []);
      if (reports.length === 0) {
        await vscode.window.showInformationMessage(RECOVERY_WORDS.nothingChecked);
        return;
      }
      await vscode.env.clipboard.writeText(`${jsonText(mergeReports(reports), 1)}\n`);
      vscode.window.setStatusBarMessage(RECOVERY_WORDS.reportCopied, 3_000);
    },
    'hermesSessions.revealFindingFile': async (row) => {
      const node = await chooseFinding(row, choice, RECOVERY_WORDS.pickFinding);
      if (node !== undefined) await revealFinding(node);
    },
    'hermesSessions.dismissFinding': async (row) => {
      const node = await chooseFinding(row, choice, RECOVERY_WORDS.pickFinding, ({ dismissal }) => dismissal === null);
      if (node === undefined) return;
      const items = DISMISS_REASONS.map((reason) => ({
        label: RECOVERY_WORDS[`dismiss_${reason}`],
        detail: RECOVERY_WORDS[`dismiss_${reason}Detail`],
        reason,
      }));
      const picked = await vscode.window.showQuickPick(items, { title: RECOVERY_WORDS.dismissTitle, placeHolder: RECOVERY_WORDS.dismissPlaceholder });
      if (picked !== undefined) await model.dismiss(node.place, node.found, picked.reason);
    },
    'hermesSessions.bringBackFinding': async (row) => {
      const node = await chooseFinding(row, choice, RECOVERY_WORDS.pickFinding, ({ dismissal }) => dismissal !== null);
      if (node !== undefined) await model.bringBack(node.place, node.found);
    },
  };
}
