/**
 * What VS Code was told to draw anew in a tree, and whether it can take an answer by now.
 *
 * VS Code's extension host registers the rows of an answer by their ids. An id that is registered already fails the answer, and with it
 * all else that was asked for in the same turn: those rows stay empty, and nothing asks again. That happens when a row has gone from
 * one list to another between two answers, or when a list is asked for again while it is still being read. What is told to be drawn anew
 * is forgotten there, asked for again, and told of by `getTreeItem`; but not at once: changes are collected for up to 200 ms.
 */
import type { TreeRow } from './sessionNodes';

/** What VS Code was told of rows that it does not hold is never drawn. In ms, and far longer than it takes for any other. */
const LONGEST_WAIT_MS = 5_000;

export type Answerable =
  /** The answer is the newest one, and all of its ids are free. */
  | 'now'
  /** VS Code asks again, or has already: it must not get the rows twice. */
  | 'asked_again'
  /** As long as other rows are still to be drawn anew, this one has to be drawn with them. */
  | 'after_redraw';

interface Told {
  readonly rows: ReadonlySet<TreeRow> | 'all';
  readonly at: number;
}

export class Redraws {
  private readonly draws = new WeakMap<TreeRow, number>();
  /** What VS Code was told and has not drawn, oldest first. */
  private waiting: readonly Told[] = [];

  constructor(private readonly now: () => number) {}

  /** VS Code is about to be told that these rows and what is below them changed, or that everything did. */
  told(rows: readonly TreeRow[] | undefined): void {
    this.waiting = [...this.stillWaiting(), { rows: rows === undefined ? 'all' : new Set(rows), at: this.now() }];
  }

  /** VS Code asks how a row looks: it draws it for the first time, or anew, and has forgotten what was below it. */
  drawn(row: TreeRow): void {
    this.draws.set(row, this.drawsOf(row) + 1);
    // Rows that were told of together are drawn in one step, and what was told before in that step or an earlier one.
    const last = this.waiting.findLastIndex(({ rows }) => rows !== 'all' && rows.has(row));
    if (last !== -1) this.waiting = this.waiting.slice(last + 1);
  }

  /** VS Code asks for the first level: it has forgotten everything. */
  allDrawn(): void {
    this.waiting = [];
  }

  /** @param chain the row whose children are asked for, and those above it @returns to be called when they are known */
  asked(chain: readonly TreeRow[]): () => Answerable {
    const before = chain.map((row) => this.drawsOf(row));
    return () => {
      if (chain.some((row, i) => this.drawsOf(row) !== before[i])) return 'asked_again';
      const waiting = this.stillWaiting();
      if (waiting.length === 0) return 'now';
      return waiting.some(({ rows }) => rows === 'all' || chain.some((row) => rows.has(row))) ? 'asked_again' : 'after_redraw';
    };
  }

  private stillWaiting(): readonly Told[] {
    return this.waiting.filter(({ at }) => this.now() - at <= LONGEST_WAIT_MS);
  }

  private drawsOf(row: TreeRow): number {
    return this.draws.get(row) ?? 0;
  }
}
