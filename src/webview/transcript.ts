/** The transcript's page: connects the host, builds the frame, and hands every statement to the part it is about. */
import type { HostToWebview, TranscriptHeader } from '../core/protocol';
import { h, icon } from './dom';
import { FindBar, type FindPlaces } from './findBar';
import { Feed } from './feed';
import { renderHeader, toolButton } from './header';
import { connectHost } from './host';
import { View } from './view';

const root = document.getElementById('transcript')!;
const host = connectHost(JSON.parse(document.body.dataset.state ?? '{}') as Record<string, unknown>);
const head = h('div', { class: 'head' });
const notice = h('div', { class: 'notice', role: 'status' });
let findBar: FindBar | null = null;
const body = h('div', { class: 'page' });

let view: View | null = null;
let feed: Feed | null = null;

const topEdge = (): number => head.getBoundingClientRect().bottom;

const findPlaces = (): FindPlaces | null =>
  feed === null
    ? null
    : {
        element: feed.element,
        firstInView: () => feed?.firstInView() ?? 0,
        reveal: (index, slot) => feed?.reveal(index, slot),
        indexOf: (id) => feed?.indexOf(id) ?? -1,
        topEdge,
      };

function receive(message: HostToWebview): void {
  switch (message.type) {
    case 'transcript':
      // What was opened stays open through a new statement; a view is made once, with the first.
      view ??= View.for(host, message.locale);
      findBar ??= new FindBar(view, findPlaces);
      setHeader(view, message.header);
      feed?.dispose();
      feed = new Feed(view, message.header, message.messages, topEdge, () => findBar?.drawn(), feed);
      root.replaceChildren(head, body);
      body.replaceChildren(feed.element);
      feed.goTo(message.place);
      return;
    case 'page':
      return feed?.addPage(message.edge, message.messages);
    case 'around':
      return feed?.setAround(message.index, message.messages);
    case 'tail':
      if (view !== null) setHeader(view, message.header);
      findBar?.refresh();
      return feed?.setTail(message.header, message.messages);
    case 'more': {
      const shown = feed?.find(message.messageId);
      const first = [...(shown?.parts ?? []), ...(shown?.calls.map((call) => call.input) ?? []), shown?.reasoning].find(
        (text) => text && 'slot' in text && text.slot === message.piece.slot,
      );
      if (first && 'slot' in first && view?.addPiece(message.messageId, first, message.from, message.piece.text))
        feed?.redraw(message.messageId);
      return;
    }
    case 'found':
      return findBar?.receive(message.id, message.hits, message.isLast, message.problem);
    case 'notice':
      // Also what tells that an answer failed.
      feed?.answered();
      notice.replaceChildren(...(message.text === null ? [] : [icon('warning'), h('span', {}, message.text)]));
      return;
    case 'failed':
      feed?.dispose();
      feed = null;
      root.replaceChildren(h('p', { class: 'message', role: 'alert' }, message.text));
      return;
  }
}

function setHeader(current: View, header: TranscriptHeader): void {
  head.replaceChildren(
    renderHeader(current, header, [toolButton(current, 'search', 'findHint', () => findBar?.open())]),
    ...(findBar === null ? [] : [findBar.element]),
    notice,
  );
}

// One look a frame, however many scroll events there are.
let isLookScheduled = false;
let placeTimer: number | undefined;
function look(): void {
  if (isLookScheduled) return;
  isLookScheduled = true;
  requestAnimationFrame(() => {
    isLookScheduled = false;
    feed?.look();
  });
  clearTimeout(placeTimer);
  placeTimer = window.setTimeout(() => {
    if (feed === null) return;
    feed.rest();
    host.keepPlace(feed.place());
  }, 200);
}

window.addEventListener('keydown', (event) => {
  const isFind = event.code === 'KeyF' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (isFind) findBar?.open();
  else if (event.key === 'F3') findBar?.step(event.shiftKey ? -1 : 1);
  else return;
  event.preventDefault();
});
window.addEventListener('scroll', look, { passive: true });
window.addEventListener('resize', look, { passive: true });
host.listen(receive);
host.post({ type: 'ready', place: host.keptPlace() });
