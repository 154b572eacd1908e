/** What looks on from inside the page and its frames. All times are those of one clock, in ms since 1970. */

export interface Probe {
  /** Of the last press of the mouse in this frame; null before. */
  pressedAt: number | null;
  /** When the frame in which an article is drawn, in a frame that is shown, began; null before. */
  firstContentAt: number | null;
}

/** What was seen between `watchFrames` and `takeWatched`. */
export interface Watched {
  /** Of 50 ms and more, in ms. */
  readonly longestTaskMs: number;
  /** The longest time in which neither an article nor the beginning of a message was in the middle of the window, in ms. */
  readonly longestBlankMs: number;
  /** The longest time in which no article was there, in ms. */
  readonly longestUnloadedMs: number;
}

interface ProbedWindow extends Window {
  probe: Probe;
  watched?: { tasks: number[]; blankMs: number; unloadedMs: number; stop: () => void };
}

/** Runs in every frame before its own scripts, and outlives a document that is written anew. */
export function installProbe(): void {
  const probed = window as unknown as ProbedWindow;
  const probe: Probe = { pressedAt: null, firstContentAt: null };
  probed.probe = probe;
  const now = (): number => performance.timeOrigin + performance.now();
  window.addEventListener('mousedown', () => (probe.pressedAt = now()), true);
  const look = (): void => {
    const isShown = window.frameElement === null || getComputedStyle(window.frameElement).visibility !== 'hidden';
    if (!isShown || document.querySelector('article') === null) return;
    clearInterval(timer);
    requestAnimationFrame(() => (probe.firstContentAt = now()));
  };
  // Frames that were asked for before do not come in a document that is written anew; the times of a timer do.
  const timer = setInterval(look, 4);
}

/** Runs in the webview's frame: from now on tasks and blank frames are watched. */
export function watchFrames(): void {
  const probed = window as unknown as ProbedWindow;
  const watched = { tasks: [] as number[], blankMs: 0, unloadedMs: 0, stop: (): void => undefined };
  const observer = new PerformanceObserver((list) => watched.tasks.push(...list.getEntries().map((entry) => entry.duration)));
  observer.observe({ type: 'longtask' });
  let blankSince: number | null = null;
  let unloadedSince: number | null = null;
  let last = performance.now();
  let id = requestAnimationFrame(function look(time) {
    const seen = [0.35, 0.5, 0.65].map((part) => document.elementFromPoint(innerWidth * 0.3, innerHeight * part));
    blankSince = seen.some((each) => each?.closest('article, .beginning') != null) ? null : (blankSince ?? last);
    unloadedSince = seen.some((each) => each?.closest('article') != null) ? null : (unloadedSince ?? last);
    watched.blankMs = Math.max(watched.blankMs, time - (blankSince ?? time));
    watched.unloadedMs = Math.max(watched.unloadedMs, time - (unloadedSince ?? time));
    last = time;
    id = requestAnimationFrame(look);
  });
  watched.stop = () => {
    cancelAnimationFrame(id);
    watched.tasks.push(...observer.takeRecords().map((entry) => entry.duration));
    observer.disconnect();
  };
  probed.watched = watched;
}

/** Runs in the webview's frame: what was watched, and the end of watching. */
export function takeWatched(): Watched {
  const { watched } = window as unknown as ProbedWindow;
  if (watched === undefined) throw new Error('Nothing was watched.');
  watched.stop();
  return { longestTaskMs: Math.max(0, ...watched.tasks), longestBlankMs: watched.blankMs, longestUnloadedMs: watched.unloadedMs };
}
