/** The report of the last audits as a read-only Markdown document, said anew with every audit. */
import * as vscode from 'vscode';
import { renderReportMarkdown } from '../../core/recovery/reportMarkdown';
import { RECOVERY_WORDS } from '../../core/words/recoveryView';
import { auditOf, type RecoveryModel } from './recoveryModel';

const SCHEME = 'hermes-recovery';
const REPORT = vscode.Uri.from({ scheme: SCHEME, path: `/${RECOVERY_WORDS.reportTitle}.md` });

export class ReportDocument implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly model: RecoveryModel) {
    this.disposables = [
      this.changed,
      model.onDidChange(() => this.changed.fire(REPORT)),
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
    ];
  }

  provideTextDocumentContent(): string {
    const places = this.model.known.flatMap((place) => {
      const audit = auditOf(this.model.state(place));
      return audit === null ? [] : [{ sessionDir: place.sessionDir, report: audit.report }];
    });
    return places.length === 0 ? `${RECOVERY_WORDS.nothingChecked}\n` : renderReportMarkdown(places, vscode.env.language);
  }

  async show(): Promise<void> {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(REPORT), { preview: true });
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }
}
