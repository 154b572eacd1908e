/** What an open transcript reads: what its panel is about, and what a person chose to see of it. */
import type { MessageFilter } from '../core/messageFilter';
import type { Choice } from '../core/protocol';
import type { CopySource, TranscriptTarget } from '../core/transcriptTarget';

export class ChosenTarget {
  /** What is wanted, with the copy that is shown. */
  private current: TranscriptTarget;
  /** What a person chose to see; null where nobody did. */
  private chosen: Choice | null = null;

  constructor(readonly wanted: TranscriptTarget) {
    this.current = wanted;
  }

  get target(): TranscriptTarget {
    return this.current;
  }

  get choice(): Choice | null {
    return this.chosen;
  }

  /** As `choice`, with what nobody chose said, too. */
  get whole(): Choice {
    return this.chosen ?? { copy: null, withUndone: false };
  }

  choose(choice: Choice | null): void {
    const isSame = JSON.stringify(choice) === JSON.stringify(this.chosen);
    this.chosen = choice;
    if (isSame) return;
    this.current = {
      ...this.wanted,
      // Who only wants to see more of it stays with the copy that is shown.
      source: choice?.copy ?? this.wanted.source ?? this.current.source,
      withUndone: choice?.withUndone ?? false,
      ...(choice?.filter !== undefined && { filter: choice.filter }),
    };
  }

  /** Something of what was chosen is another; the rest stays. */
  change(part: Partial<Choice>): void {
    this.choose({ ...this.whole, ...part });
  }

  /** Null for everything. */
  chooseFilter(filter: MessageFilter | null): void {
    const { filter: _, ...rest } = this.whole;
    this.choose({ ...rest, ...(filter !== null && { filter }) });
  }

  /** From the first answer on it is one copy that is read. */
  keepTo(copy: CopySource): void {
    this.current = { ...this.current, source: copy };
  }

  /** Brings back what was chosen now once what is chosen next cannot be shown. */
  keep(): () => void {
    const { chosen, current } = this;
    return () => {
      this.chosen = chosen;
      this.current = current;
    };
  }
}
