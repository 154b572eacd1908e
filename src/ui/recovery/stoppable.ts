/** Repairs, undos and plans under way: what the button in the view's title stops, beside the Cancel of the notification. */
import * as vscode from 'vscode';

/** Set for the manifest's `when` clauses. */
const REPAIRING_KEY = 'hermesSessions.isRepairing';

export class Stoppable {
  private readonly running = new Set<AbortController>();

  /** Answers what is to be called when the work is over. */
  readonly announce = (end: AbortController): (() => void) => {
    this.running.add(end);
    this.tell();
    return () => {
      this.running.delete(end);
      this.tell();
    };
  };

  /** What writes comes to the end of its conversation first. */
  stop(): void {
    for (const end of this.running) end.abort();
  }

  private tell(): void {
    void vscode.commands.executeCommand('setContext', REPAIRING_KEY, this.running.size > 0);
  }
}
