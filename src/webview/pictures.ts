/** Pictures that a message holds itself. The host sends their bytes when they are drawn; nothing is loaded from anywhere. */
import type { HostToWebview } from '../core/protocol';
import { h } from './dom';
import type { Host } from './host';

type Sent = (HostToWebview & { readonly type: 'picture' })['picture'];

interface Kept {
  /** Null where there is nothing to be shown. */
  readonly url: string | null;
  readonly width: number;
  readonly height: number;
}

/** Pictures that are kept beside those on the screen. */
const MOST_KEPT = 24;

export class Pictures {
  private readonly kept = new Map<string, Kept>();
  private readonly asked = new Set<string>();

  constructor(private readonly host: Pick<Host, 'post'>) {}

  /** The picture that is part `part` of a message, or `stub` as long as there is none. */
  element(messageId: string, part: number, alt: string, stub: HTMLElement): HTMLElement {
    const key = `${messageId}/${part}`;
    const element = h('div', { class: 'picture', 'data-picture': key, 'data-alt': alt }, stub);
    const kept = this.kept.get(key);
    if (kept !== undefined) fill(element, kept);
    else if (!this.asked.has(key)) {
      this.asked.add(key);
      this.host.post({ type: 'picture', messageId, part });
    }
    return element;
  }

  /** Ids may name other messages now. */
  forget(): void {
    for (const { url } of this.kept.values()) if (url !== null) URL.revokeObjectURL(url);
    this.kept.clear();
    this.asked.clear();
  }

  receive(messageId: string, part: number, picture: Sent): void {
    const key = `${messageId}/${part}`;
    this.asked.delete(key);
    if (this.kept.has(key)) return;
    const url = picture === null ? null : URL.createObjectURL(new Blob([picture.bytes as BlobPart], { type: picture.mediaType }));
    const kept = { url, width: picture?.width ?? 0, height: picture?.height ?? 0 };
    this.kept.set(key, kept);
    for (const element of elementsOf(key)) fill(element, kept);
    this.letGo();
  }

  /** The oldest that are not on the screen: they come again when they are drawn. */
  private letGo(): void {
    for (const [key, { url }] of this.kept) {
      if (this.kept.size <= MOST_KEPT) return;
      if (url === null || elementsOf(key).length > 0) continue;
      URL.revokeObjectURL(url);
      this.kept.delete(key);
    }
  }
}

const elementsOf = (key: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(`[data-picture="${CSS.escape(key)}"]`)];

function fill(element: HTMLElement, { url, width, height }: Kept): void {
  if (url === null) return;
  // With its size, so that nothing below it jumps when it is drawn.
  const picture = h('img', { alt: element.dataset.alt ?? '', width, height, decoding: 'async', draggable: 'false' });
  picture.src = url;
  element.replaceChildren(picture);
}
