/**
 * Which rows of a tree VS Code holds, so that no answer gives it one that it holds elsewhere.
 *
 * Its extension host registers the rows of an answer by their ids. An id that is registered already fails the answer, and with it all
 * else that was asked for in the same turn: those lists stay empty, and nothing asks again. That happens when a row has gone from one
 * list to another and the change was not processed yet (changes are collected for up to 200 ms), or when a list is drawn anew, and asked
 * for again, while it is still being read. What is drawn anew is forgotten first, and told of by `getTreeItem`.
 */
import type { TreeRow } from './sessionNodes';

/** A list as it was when VS Code asked for it, or was given it: still that one until it, or one above it, is drawn anew. */
interface Version {
  /** The row that the list hangs on, and those above it. */
  readonly chain: readonly TreeRow[];
  readonly draws: readonly number[];
  readonly firstLevel: number;
}

export class HeldRows {
  private readonly draws = new WeakMap<TreeRow, number>();
  /** How often the first level was asked for: each time all is forgotten. */
  private firstLevel = 0;
  /** By a row's id, the list in which VS Code was given it last. */
  private readonly given = new Map<string, Version>();
  /** Lists of which rows were left out. */
  private readonly leftOut = new WeakSet<TreeRow>();

  /** VS Code asks how a row looks: it draws it for the first time, or anew. */
  drawn(row: TreeRow): void {
    this.draws.set(row, this.drawsOf(row) + 1);
  }

  /** VS Code asks for the first level. */
  allDrawn(): void {
    this.firstLevel += 1;
    this.given.clear();
  }

  /** @param chain the row whose children are asked for, and those above it */
  asked(chain: readonly TreeRow[]): Version {
    return { chain, draws: chain.map((row) => this.drawsOf(row)), firstLevel: this.firstLevel };
  }

  /**
   * What of `rows` VS Code can take as the answer to what it asked for then: no row that it holds in another list. Null when it has
   * forgotten that it asked, because then it asks again. Where rows were left out it has to be told to draw the list anew: the other list
   * was told of before, so that they are free by then, and all are given.
   */
  taken(asked: Version, rows: readonly TreeRow[]): TreeRow[] | null {
    if (!this.isCurrent(asked)) return null;
    const parent = asked.chain[0]!;
    const isSecondTime = this.leftOut.delete(parent);
    const taken = rows.filter(({ id }) => {
      const holder = this.given.get(id);
      return isSecondTime || holder === undefined || holder.chain[0] === parent || !this.isCurrent(holder);
    });
    for (const { id } of taken) this.given.set(id, asked);
    if (taken.length < rows.length) this.leftOut.add(parent);
    return taken;
  }

  private isCurrent({ chain, draws, firstLevel }: Version): boolean {
    return firstLevel === this.firstLevel && chain.every((row, i) => this.drawsOf(row) === draws[i]);
  }

  private drawsOf(row: TreeRow): number {
    return this.draws.get(row) ?? 0;
  }
}
