/**
 * What is selected, by messages. Rows come and go while the reader scrolls, and a selection loses the end that stood in a row that went:
 * so the ends are remembered by message, drawn anew when their rows come back, and what is copied of rows that are not drawn is asked
 * of the host by these names.
 */
import { isTyping } from './messageContext';

/** Messages from one to another; null is the beginning, or the end, of the conversation. */
export interface SelectedMessages {
  readonly from: string | null;
  readonly to: string | null;
}

interface End {
  readonly messageId: string;
  readonly index: number;
  /** What is shown there: that message, or all of a folded run. */
  readonly shows: { readonly from: string; readonly to: string };
}

export class MessageSelection {
  private anchor: End | null = null;
  private focus: End | null = null;
  /** All was selected by key, and nothing else was touched since. */
  private isAll = false;
  private isPressed = false;

  /** `rows` holds the feed and the space around it; null before there is one. */
  constructor(private readonly rows: () => HTMLElement | null) {
    document.addEventListener('selectionchange', () => this.follow());
    document.addEventListener('pointerdown', (event) => this.press(event), true);
    for (const name of ['pointerup', 'pointercancel']) document.addEventListener(name, () => this.release(), true);
  }

  /** Selects every message, drawn or not. */
  selectAll(): void {
    const rows = this.rows();
    if (rows === null) return;
    this.isAll = true;
    // Around the feed and the gaps, which stay whatever is drawn between them.
    document.getSelection()?.selectAllChildren(rows);
  }

  /** Other messages are shown: what was selected in those before stands nowhere any more. */
  forget(): void {
    this.anchor = null;
    this.focus = null;
  }

  /** The messages of a selection that the page does not show whole, for want of rows or in folded runs; null for one that it does, or that is elsewhere. */
  beyondDrawn(): SelectedMessages | null {
    const [rows, list] = [this.rows(), this.list()];
    const selection = document.getSelection();
    if (rows === null || list === null || selection === null || selection.rangeCount === 0) return null;
    const range = selection.getRangeAt(0);
    const isFromStart = range.comparePoint(rows, 0) === 0;
    const isToEnd = range.comparePoint(rows, rows.childNodes.length) === 0;
    if (isFromStart && isToEnd) return { from: null, to: null };
    const ends = [this.anchor, this.focus].filter((end) => end !== null).sort((a, b) => a.index - b.index);
    const [first, last] = [ends[0], ends.at(-1)];
    if (first === undefined || last === undefined) return null;
    const from = isFromStart ? null : first;
    const to = isToEnd ? null : last;
    const isDrawn =
      (from === null ? indexOf(list.firstElementChild) === 0 : articleOf(list, from) !== null) &&
      (to === null ? isLast(list.lastElementChild) : articleOf(list, to) !== null);
    return isDrawn ? overFolded(list, range, from === null, to === null) : { from: from?.shows.from ?? null, to: to?.shows.to ?? null };
  }

  /** Rows were drawn: an end whose row came back stands in it again. */
  restore(): void {
    const [list, selection] = [this.list(), document.getSelection()];
    if (list === null || selection === null || this.isAll || this.isPressed) return;
    const { anchor, focus } = this;
    if (anchor === null || focus === null || anchor.index === focus.index) return;
    const isForward = anchor.index < focus.index;
    const from = pointOf(list, anchor, isForward, selection.anchorNode, selection.anchorOffset);
    const to = pointOf(list, focus, !isForward, selection.focusNode, selection.focusOffset);
    if (isAt(selection.anchorNode, selection.anchorOffset, from) && isAt(selection.focusNode, selection.focusOffset, to)) return;
    selection.setBaseAndExtent(...from, ...to);
  }

  private list(): HTMLElement | null {
    return this.rows()?.querySelector<HTMLElement>('[role=feed]') ?? null;
  }

  private press(event: PointerEvent): void {
    this.isPressed = true;
    this.isAll = false;
    if (event.button !== 0 || event.shiftKey) return;
    this.anchor = null;
    this.focus = null;
  }

  private release(): void {
    if (!this.isPressed) return;
    // What was selected last is told later, and stands where the browser moved it until it is put right.
    this.follow();
    this.isPressed = false;
    this.restore();
  }

  private follow(): void {
    const [rows, list, selection] = [this.rows(), this.list(), document.getSelection()];
    if (rows === null || list === null || selection === null) return;
    // Whoever goes on to write, in the field of a search, selects there: taken back, no key would arrive in it.
    if (isTyping(document.activeElement)) this.isAll = false;
    if (this.isAll) {
      // VS Code has a way of its own to select all, which comes later and takes in the head of the page.
      if (selection.anchorNode !== rows) this.selectAll();
      return;
    }
    // While the mouse drags, a browser moves the end that stood in a row that went into one that is drawn: it stays that of the press.
    if (!this.isPressed || this.anchor === null) this.anchor = endAt(selection.anchorNode, list, this.anchor);
    this.focus = endAt(selection.focusNode, list, this.focus);
  }
}

type Point = readonly [node: Node, offset: number];

/** The row an end of the selection is in; of one whose row went, which stands in the feed itself, what it was. */
function endAt(node: Node | null, list: HTMLElement, before: End | null): End | null {
  if (node === list) return before;
  const article = (node instanceof Element ? node : node?.parentElement)?.closest('article') ?? null;
  const messageId = article?.dataset.messageId;
  if (article === null || messageId === undefined || !list.contains(article)) return null;
  return { messageId, index: indexOf(article), shows: shownBy(article, messageId) };
}

const foldedRun = (article: Element): HTMLElement | null => article.querySelector<HTMLElement>('[data-kind=run][aria-expanded=false]');

function shownBy(article: Element, messageId: string): End['shows'] {
  const { from = messageId, to = messageId } = foldedRun(article)?.dataset ?? {};
  return { from, to };
}

/** The messages of a selection over several rows with a folded run among them; null for any other. */
function overFolded(list: HTMLElement, range: Range, isFromStart: boolean, isToEnd: boolean): SelectedMessages | null {
  const rows = [...list.querySelectorAll<HTMLElement>(':scope > article')].filter((article) => hasSelected(range, article));
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  const isFolded = rows.some((article) => {
    const line = foldedRun(article);
    return line !== null && hasSelected(range, line);
  });
  if (!isFolded) return null;
  const [from, to] = [first, last].map((article) => shownBy(article, article.dataset.messageId ?? ''));
  return { from: isFromStart ? null : from!.from, to: isToEnd ? null : to!.to };
}

/** Some of an element's words are selected. That an end stands at its edge, where three clicks leave it, does not count. */
function hasSelected(range: Range, element: HTMLElement): boolean {
  if (!range.intersectsNode(element)) return false;
  const part = document.createRange();
  part.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
  return part.toString().trim() !== '';
}

/** Where an end is to stand: where it does, if that is its row; else at the outer edge of its row, or of what is drawn. */
function pointOf(list: HTMLElement, end: End, isFirst: boolean, node: Node | null, offset: number): Point {
  const article = articleOf(list, end);
  if (article !== null && node !== null && article.contains(node)) return [node, offset];
  if (article !== null) return [article, isFirst ? 0 : article.childNodes.length];
  const isAbove = end.index < indexOf(list.firstElementChild);
  return [list, isAbove ? 0 : list.childNodes.length];
}

const isAt = (node: Node | null, offset: number, point: Point): boolean => node === point[0] && offset === point[1];

const articleOf = (list: HTMLElement, { messageId }: End): HTMLElement | null =>
  list.querySelector<HTMLElement>(`:scope > article[data-message-id="${CSS.escape(messageId)}"]`);

const indexOf = (article: Element | null): number => Number(article?.getAttribute('aria-posinset') ?? 0) - 1;

const isLast = (article: Element | null): boolean =>
  article !== null && article.getAttribute('aria-posinset') === article.getAttribute('aria-setsize');
