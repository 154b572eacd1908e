/** How much of the processor tasks of the window took, as Chromium's own trace says: what a task waited for others is not its own. */
import type { Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** In microseconds: what passed, and what of it the thread had a processor. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const MAIN_THREAD = 'CrRendererMain';

/** Watches from now on; what it returns ends that, and gives the processor time of the longest task, in ms. */
export async function watchTasks(page: Page): Promise<() => Promise<number>> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('The page has no browser of its own.');
  const session = await browser.newBrowserCDPSession();
  const longest = new Map<string, number>();
  const mainThreads = new Set<string>();
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const { name, ph, pid, tid, dur = 0, tdur = 0, args } of value as unknown as TraceEvent[]) {
      const thread = `${pid}/${tid}`;
      if (name === 'thread_name' && args?.name === MAIN_THREAD) mainThreads.add(thread);
      // Clocks of threads and of the wall are two; no task has more of the one than of the other.
      if (ph === 'X' && name.endsWith('RunTask')) longest.set(thread, Math.max(longest.get(thread) ?? 0, Math.min(dur, tdur)));
    }
  });
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel'] } });
  return async () => {
    const ended = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await ended;
    await session.detach();
    return Math.max(0, ...[...mainThreads].map((thread) => (longest.get(thread) ?? 0) / 1000));
  };
}
