/** Work that may take long: when it does, a notification shows how far it is and can end it. */
import * as vscode from 'vscode';

/** What is done before a person would wonder is not announced. */
const UNANNOUNCED_MS = 500;

/** `report` takes what is done, 0 to 1. The signal is aborted by Cancel; the work then rejects with a CancellationError. */
export async function longWork(
  title: string,
  work: (report: (done: number) => void, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const end = new AbortController();
  let done = 0;
  let show: ((done: number) => void) | null = null;
  const working = work((now) => {
    done = now;
    show?.(now);
  }, end.signal);
  let isOver = false;
  const over = working.then(
    () => void (isOver = true),
    () => void (isOver = true),
  );
  await Promise.race([over, new Promise<void>((resolve) => setTimeout(resolve, UNANNOUNCED_MS))]);
  if (!isOver) {
    const location = vscode.ProgressLocation.Notification;
    await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
      token.onCancellationRequested(() => end.abort());
      let shown = 0;
      show = (now) => {
        progress.report({ increment: Math.max(0, now - shown) * 100 });
        shown = Math.max(shown, now);
      };
      show(done);
      await over;
    });
  }
  await working;
}
