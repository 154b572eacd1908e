/**
 * Keys of a feed, as the ARIA pattern has them: Page Down and Page Up (and the arrows, on an article itself) go from
 * article to article. Where the article is taller than the window the browser scrolls it first, so that nothing is
 * jumped over. `inView` is where they begin when no article has the focus. Enter, on an article itself, opens or closes its first line.
 */
export function moveByKeys(feed: HTMLElement, topEdge: () => number, inView: () => HTMLElement | null): void {
  feed.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    // The feed itself has the focus while what had it is out of sight.
    const article = target === feed ? inView() : target.closest('article');
    const isPage = event.key === 'PageDown' || event.key === 'PageUp';
    if (event.key === 'Enter' && target === article) {
      const line = article?.querySelector<HTMLElement>('button.line-row');
      if (line == null) return;
      event.preventDefault();
      line.click();
      return;
    }
    // Arrows belong to the text and the scroll bars of what lies inside an article.
    const isArrow = (target === article || target === feed) && (event.key === 'ArrowDown' || event.key === 'ArrowUp');
    if (article === null || !(isPage || isArrow)) return;
    const isDown = event.key.endsWith('Down');
    const box = article.getBoundingClientRect();
    if (isDown ? box.bottom > window.innerHeight + 1 : box.top < topEdge() - 1) return;
    const next = isDown ? article.nextElementSibling : article.previousElementSibling;
    if (!(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    const below = next.getBoundingClientRect();
    // As little as needed, but the beginning of what is read must be in view.
    if (below.top < topEdge()) window.scrollBy(0, below.top - topEdge());
    else if (below.bottom > window.innerHeight)
      window.scrollBy(0, Math.min(below.bottom - window.innerHeight, below.top - topEdge()));
  });
}
