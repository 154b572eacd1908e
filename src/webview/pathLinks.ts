/**
 * Paths in texts that are drawn become links where the host says that there is such a file. What is in sight is asked for, once; the
 * host answers with the very words, which are looked for in the elements, and a click says their number.
 */
import { MOST_PATH_TEXTS, type PathText, type TextName, type TextPath } from '../core/protocol';
import type { TextSlot } from '../core/transcriptMessage';
import { h } from './dom';
import { textKey, type View } from './view';

/** Scrolling has to rest so long before anything is asked. */
const REST_MS = 250;
/** Links in one paragraph or output. */
const MOST_LINKS = 200;
/** Parts of names: what stands between them is no path of its own. */
const INSIDE = /[\p{L}\p{N}_\\/~@-]/u;

export class PathLinks {
  private readonly known = new Map<string, readonly TextPath[]>();
  private readonly asked = new Set<string>();
  private timer: number | undefined;

  constructor(
    private readonly view: View,
    private readonly feed: () => HTMLElement | null,
  ) {}

  /** Texts may be others now: of one message, or of all. */
  forget(messageId: string | null = null): void {
    for (const key of [...this.asked]) {
      if (messageId !== null && textKey.parse(key).id !== messageId) continue;
      this.asked.delete(key);
      this.known.delete(key);
    }
  }

  /** What is drawn has changed. */
  drawn(): void {
    this.link();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), REST_MS);
  }

  receive(texts: readonly PathText[]): void {
    for (const { messageId, slot, paths } of texts) this.known.set(textKey.of(messageId, slot), paths);
    this.link();
  }

  private ask(): void {
    const texts: TextName[] = [];
    for (const element of this.elements()) {
      const key = element.dataset.text ?? '';
      if (this.asked.has(key) || texts.length >= MOST_PATH_TEXTS || !isInSight(element)) continue;
      this.asked.add(key);
      const { id, slot } = textKey.parse(key);
      texts.push({ messageId: id, slot: slot as TextSlot });
    }
    if (texts.length > 0) this.view.host.post({ type: 'paths', texts });
  }

  private link(): void {
    for (const element of this.elements()) {
      const key = element.dataset.text ?? '';
      const paths = this.known.get(key) ?? [];
      if (paths.length === 0) continue;
      const { id, slot } = textKey.parse(key);
      const open = (number: number): void => this.view.host.post({ type: 'openPath', messageId: id, slot: slot as TextSlot, number });
      if (element.classList.contains('gist')) this.linkLine(element, paths, open);
      else linkText(element, paths, open);
    }
  }

  /** The line is a button: there a click with Ctrl or Cmd opens the file, and below it, once it is opened, a link does. */
  private linkLine(gist: HTMLElement, paths: readonly TextPath[], open: (number: number) => void): void {
    const [path] = paths.filter(({ words }) => (gist.textContent ?? '').includes(words));
    if (path === undefined) return;
    if (gist.dataset.linked === undefined) {
      gist.dataset.linked = '';
      gist.title = this.view.say('openFileByClick', { file: path.title });
      gist.addEventListener('click', (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.stopPropagation();
        open(path.number);
      });
    }
    const body = gist.closest('.line')?.querySelector(':scope > .body');
    if (body == null || body.querySelector(':scope > .opens') !== null) return;
    body.prepend(h('p', { class: 'foot opens' }, pathLink(path, this.view.say('openFile', { file: path.words }), open)));
  }

  private elements(): HTMLElement[] {
    return [...(this.feed()?.querySelectorAll<HTMLElement>('[data-text]') ?? [])];
  }
}

function isInSight(element: Element): boolean {
  const { top, bottom, height } = element.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < window.innerHeight;
}

/** Makes links of the words, in those parts of the text that are new on the screen. */
function linkText(element: HTMLElement, paths: readonly TextPath[], open: (number: number) => void): void {
  const parts = element.children.length === 0 ? [element] : ([...element.children] as HTMLElement[]);
  for (const part of parts) {
    if (part.dataset.linked !== undefined) continue;
    part.dataset.linked = '';
    linkPart(part, paths, open);
  }
}

function linkPart(part: HTMLElement, paths: readonly TextPath[], open: (number: number) => void): void {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest('a, button, .numbers, .signs') == null ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT,
  );
  const nodes: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) nodes.push(node as Text);
  // Of two that begin alike the longer one: "a.ts:12" before "a.ts".
  const longestFirst = [...paths].sort((a, b) => b.words.length - a.words.length);
  let left = MOST_LINKS;
  for (const node of nodes) {
    for (let rest: Text | null = node; rest !== null && left > 0; left -= 1) rest = linkFirst(rest, longestFirst, open);
  }
}

/** Makes a link of the first words in a text node; what stands behind it, or null when there are none. */
function linkFirst(node: Text, paths: readonly TextPath[], open: (number: number) => void): Text | null {
  const { data } = node;
  let best: { readonly at: number; readonly path: TextPath } | null = null;
  for (const path of paths) {
    const at = placeOf(data, path.words);
    if (at !== -1 && (best === null || at < best.at)) best = { at, path };
  }
  if (best === null) return null;
  const words = best.at === 0 ? node : node.splitText(best.at);
  const behind = words.splitText(best.path.words.length);
  words.replaceWith(pathLink(best.path, words.data, open));
  return behind;
}

function placeOf(text: string, words: string): number {
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + 1)) {
    if (!INSIDE.test(text[at - 1] ?? '') && !INSIDE.test(text[at + words.length] ?? '')) return at;
  }
  return -1;
}

function pathLink(path: TextPath, words: string, open: (number: number) => void): HTMLElement {
  const go = (): void => open(path.number);
  const onkeydown = (event: Event): void => {
    if ((event as KeyboardEvent).key === 'Enter') go();
  };
  return h('a', { role: 'link', class: 'path', tabindex: 0, title: path.title, onclick: go, onkeydown }, words);
}
