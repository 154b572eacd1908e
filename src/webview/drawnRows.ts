/** The articles in the page: made for the rows that are to be drawn, kept while nothing in them changes, with the focus where it was. */
import type { ShownMessage } from '../core/protocol';
import type { TranscriptRow } from '../core/transcript';

/** An article in the page, and what it was drawn from. */
interface Drawn {
  readonly article: HTMLElement;
  readonly message: ShownMessage;
  /** All else that it shows; another one says that it is to be drawn anew. */
  readonly signature: string;
  /** Of a tool's answer: the message that asked, whose arguments are shown here. */
  readonly askedIn: string | null;
}

/** How a row is drawn; `signature` covers everything but the message itself. */
export interface RowDrawing {
  readonly row: TranscriptRow<ShownMessage>;
  readonly signature: string;
  readonly draw: () => HTMLElement;
}

export class DrawnRows {
  private readonly drawn = new Map<string, Drawn>();
  private readonly resizes: ResizeObserver;
  private lostFocus: Omit<Focus, 'element'> | null = null;

  constructor(
    private readonly list: HTMLElement,
    /** An article changed its size by itself. */
    onDidResize: () => void,
  ) {
    this.resizes = new ResizeObserver(onDidResize);
  }

  /** No resize is answered any more. */
  dispose(): void {
    this.resizes.disconnect();
  }

  get count(): number {
    return this.drawn.size;
  }

  articleOf(messageId: string): HTMLElement | undefined {
    return this.drawn.get(messageId)?.article;
  }

  /** What shows this message is drawn anew, the next time it is drawn. */
  forget(messageId: string): void {
    for (const [id, drawn] of this.drawn) {
      if (id === messageId || drawn.askedIn === messageId) this.drawn.set(id, { ...drawn, signature: '' });
    }
  }

  /** Everything is drawn anew. */
  forgetAll(): void {
    for (const [id, drawn] of this.drawn) this.drawn.set(id, { ...drawn, signature: '' });
  }

  /** Has these rows in the page, in order, and no others. `total` is the number of all messages. */
  show(rows: readonly RowDrawing[], total: number): void {
    const focus = this.focusedPart();
    const kept = new Set(rows.map(({ row }) => row.message.id));
    for (const [id, { article }] of this.drawn) {
      if (kept.has(id)) continue;
      this.resizes.unobserve(article);
      article.remove();
      this.drawn.delete(id);
    }
    let next = this.list.firstElementChild;
    for (const drawing of rows) {
      const known = this.articleOf(drawing.row.message.id);
      const article = this.articleFor(drawing, total);
      // An article drawn anew has taken the place of the old one.
      if (known !== undefined && known === next) next = article;
      if (article === next) next = next.nextElementSibling;
      else this.list.insertBefore(article, next);
    }
    this.keepFocus(focus);
  }

  *[Symbol.iterator](): Generator<{ readonly message: ShownMessage; readonly article: HTMLElement }, void> {
    yield* this.drawn.values();
  }

  private articleFor({ row, signature, draw }: RowDrawing, total: number): HTMLElement {
    const { message } = row;
    const known = this.drawn.get(message.id);
    if (known !== undefined && known.message === message && known.signature === signature) {
      known.article.setAttribute('aria-setsize', String(total));
      return known.article;
    }
    const article = draw();
    if (known !== undefined) {
      this.resizes.unobserve(known.article);
      known.article.replaceWith(article);
    }
    this.resizes.observe(article);
    this.drawn.set(message.id, { article, message, signature, askedIn: row.kind === 'result' ? row.askedIn : null });
    return article;
  }

  private focusedPart(): Focus | null {
    const element = document.activeElement;
    const messageId = element?.closest('article')?.dataset.messageId;
    if (element === null || messageId === undefined || !this.list.contains(element)) return null;
    return { element, messageId, part: element.getAttribute('data-focus') };
  }

  /** The focus stays on what had it, also when that was drawn anew or comes back into view. */
  private keepFocus(focus: Focus | null): void {
    if (focus !== null && document.activeElement !== focus.element) {
      if (this.refocus(focus)) return;
      this.lostFocus = focus;
      this.list.focus({ preventScroll: true });
    } else if (this.lostFocus !== null) {
      if (document.activeElement !== this.list) this.lostFocus = null;
      else if (this.refocus(this.lostFocus)) this.lostFocus = null;
    }
  }

  private refocus({ messageId, part }: Omit<Focus, 'element'>): boolean {
    const article = this.articleOf(messageId);
    const inside = part === null ? null : article?.querySelector<HTMLElement>(`[data-focus="${CSS.escape(part)}"]`);
    (inside ?? article)?.focus({ preventScroll: true });
    return article !== undefined;
  }
}

interface Focus {
  readonly element: Element;
  readonly messageId: string;
  readonly part: string | null;
}
