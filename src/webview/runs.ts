/** The runs of tool calls among the rows that are loaded, and which of them the reader has open. */
import { findRuns, opensItself, type CallRun } from '../core/callRuns';
import type { TranscriptRow } from '../core/transcript';
import type { RunState } from './runLine';
import type { View } from './view';

/** Under which name what the reader opened is kept, at the messages of the run. */
const PART = 'run';

export class Runs {
  private readonly heads = new Map<number, RunState>();
  private readonly states = new Map<number, RunState>();

  constructor(private readonly view: View) {}

  /** `isDrawn` tells of a message whether it is in the page. */
  find(rows: readonly TranscriptRow[], atEnd: boolean, isDrawn: (messageId: string) => boolean): void {
    const before = new Map(this.states);
    this.heads.clear();
    this.states.clear();
    const first = rows[0]?.message.index ?? 0;
    for (const run of findRuns(rows, atEnd)) {
      const isShown = (index: number, position: number): boolean =>
        rows[index - first]!.kind !== 'silent' && before.get(index)?.isOpen !== false && isDrawn(run.ids[position]!);
      // What somebody looks at does not fold under their eyes when a run ends, or turns out longer.
      if (this.marked(run) === null && run.ids.some((_, i) => isShown(run.from + i, i))) this.setOpen(run, true);
      const state = { run, isOpen: this.isOpen(run) };
      this.heads.set(run.head, state);
      for (let index = run.from; index < run.to; index += 1) this.states.set(index, state);
    }
  }

  /** The run whose line stands at a message. */
  at(index: number): RunState | null {
    return this.heads.get(index) ?? null;
  }

  /** The run that a message lies in. */
  around(index: number): RunState | null {
    return this.states.get(index) ?? null;
  }

  /** True for a message that is folded away. */
  hides(index: number): boolean {
    return this.states.get(index)?.isOpen === false && !this.heads.has(index);
  }

  isOpen(run: CallRun): boolean {
    return this.marked(run) ?? opensItself(run);
  }

  setOpen(run: CallRun, isOpen: boolean): void {
    // At each message: whichever of them are loaded the next time, it is the same run.
    for (const id of run.ids) this.view.setOpen(id, PART, isOpen);
  }

  /** What the reader did last to any part of it; null for nothing. */
  private marked(run: CallRun): boolean | null {
    const states = run.ids.map((id) => this.view.openState(id, PART, 'run')).filter((state) => state !== null);
    return states.length === 0 ? null : states.some(Boolean);
  }
}
