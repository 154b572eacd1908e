/** The messages that are loaded as rows: who speaks, what belongs to what, which of them fold away, and how each is drawn. */
import type { CallRun } from '../core/callRuns';
import { placeKin, type Kin } from '../core/kin';
import type { ShownMessage, TranscriptHeader } from '../core/protocol';
import { arrange, type TranscriptRow } from '../core/transcript';
import { renderArticle } from './article';
import type { RowDrawing } from './drawnRows';
import { Runs } from './runs';
import type { View } from './view';

export type Row = TranscriptRow<ShownMessage>;

export interface Arranging {
  readonly kin: readonly Kin[];
  /** The last of the messages is that of the conversation. */
  readonly atEnd: boolean;
  /** What a filter leaves is what somebody wants to see: nothing of it folds. */
  readonly folds: boolean;
  /** Tells of a message whether it is in the page. */
  readonly isDrawn: (messageId: string) => boolean;
}

export class ArrangedRows {
  /** One for each message, in order. */
  all: readonly Row[] = [];
  private readonly runs: Runs;

  constructor(
    private readonly view: View,
    private readonly toggleRun: (run: CallRun) => void,
  ) {
    this.runs = new Runs(view);
  }

  arrange(messages: readonly ShownMessage[], { kin, atEnd, folds, isDrawn }: Arranging): void {
    this.all = placeKin(arrange(messages, { atEnd, dayOf: this.view.formats.day }), kin, atEnd);
    this.runs.find(folds ? this.all : [], atEnd, isDrawn);
  }

  /** A row that is not shown. */
  isFlat({ kind, message }: Row): boolean {
    return kind === 'silent' || this.runs.hides(message.index);
  }

  /** The part of the rows that is shown. */
  get shown(): number {
    return this.all.filter((row) => !this.isFlat(row)).length / this.all.length;
  }

  /** True for a message that is folded away in a run. */
  isFolded(index: number): boolean {
    return this.runs.hides(index);
  }

  /** Opens the run that a message lies in; false where nothing is folded. To be arranged anew. */
  unfold(index: number): boolean {
    const state = this.runs.around(index);
    if (state === null || state.isOpen) return false;
    this.runs.setOpen(state.run, true);
    return true;
  }

  /** Opens or closes a run. To be arranged anew. */
  toggle(run: CallRun): void {
    this.runs.setOpen(run, !this.runs.isOpen(run));
  }

  drawing(row: Row, { messageCount, systemPrompt }: TranscriptHeader): RowDrawing {
    const { message, ...place } = row;
    const after = this.kindBefore(message.index);
    const run = this.runs.at(message.index);
    const isInRun = run === null && this.runs.around(message.index) !== null;
    const runSaid = run === null ? null : [run.isOpen, { ...run.run, ids: [] }];
    const toggleRun = (): void => void (run !== null && this.toggleRun(run.run));
    return {
      row,
      signature: JSON.stringify([place, after, message.index === 0 ? systemPrompt?.chars : null, runSaid, isInRun]),
      draw: () => renderArticle(this.view, row, { total: messageCount, systemPrompt, after, run, toggleRun, isInRun }),
    };
  }

  /** What stands above a row decides the space between them; null at the beginning. */
  private kindBefore(index: number): Row['kind'] | null {
    for (let i = index - 1 - (this.all[0]?.message.index ?? 0); i >= 0; i--) {
      const row = this.all[i];
      if (row !== undefined && !this.isFlat(row)) return row.kind;
    }
    return null;
  }
}
