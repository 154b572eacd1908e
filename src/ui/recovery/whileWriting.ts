/** Work that writes: how far it is, in the view and in words, and a way to end it between two conversations. */
import * as vscode from 'vscode';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import { say } from '../../core/words/say';
import type { RepairCallOptions } from '../../io/repairWorker/client';
import { longWork } from '../longWork';
import { RECOVERY_VIEW } from './recoveryView';
import type { Stoppable } from './stoppable';

export const whileWriting = <T>(title: string, { announce }: Stoppable, work: (options: RepairCallOptions) => Promise<T>): Promise<T> =>
  inView(() =>
    longWork(
      title,
      (report, signal) =>
        work({
          signal,
          onProgress: (done, total) =>
            report(total === 0 ? 0 : done / total, say(REPAIRING_WORDS, 'progress', { done, total }, vscode.env.language)),
        }),
      announce,
    ),
  );

/** The view's own progress bar, for as long as `work` takes. */
export async function inView<T>(work: () => Promise<T>): Promise<T> {
  return vscode.window.withProgress({ location: { viewId: RECOVERY_VIEW } }, work);
}
