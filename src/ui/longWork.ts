/** Work that may take long: when it does, a notification shows how far it is and can end it. */
import * as vscode from 'vscode';

/** What is done before a person would wonder is not announced. */
const UNANNOUNCED_MS = 500;

/**
 * `report` takes what is done, 0 to 1, and how that is said in words. The signal is aborted by Cancel; the work then rejects with
 * a CancellationError. `announce` is told when the notification comes, and answers what is to be done when it goes.
 */
export async function longWork<T>(
  title: string,
  work: (report: (done: number, message?: string) => void, signal: AbortSignal) => Promise<T>,
  announce: (end: AbortController) => () => void = () => () => undefined,
): Promise<T> {
  const end = new AbortController();
  let done = 0;
  let words: string | undefined;
  let show: ((done: number, message: string | undefined) => void) | null = null;
  const working = work((now, message) => {
    done = now;
    words = message;
    show?.(now, message);
  }, end.signal);
  let isOver = false;
  const over = working.then(
    () => void (isOver = true),
    () => void (isOver = true),
  );
  await Promise.race([over, new Promise<void>((resolve) => setTimeout(resolve, UNANNOUNCED_MS))]);
  if (!isOver) {
    void over.then(announce(end));
    const location = vscode.ProgressLocation.Notification;
    await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
      token.onCancellationRequested(() => end.abort());
      let shown = 0;
      show = (now, message) => {
        progress.report({ increment: Math.max(0, now - shown) * 100, ...(message !== undefined && { message }) });
        shown = Math.max(shown, now);
      };
      show(done, words);
      await over;
    });
  }
  return working;
}
