/** The transcript's page: connects the host, builds the frame, and hands every statement to the part it is about. */
import type { OutlineEntry } from '../core/outline';
import type { HostToWebview, TranscriptHeader } from '../core/protocol';
import { keepAnsiColours } from './ansiColours';
import { h, icon } from './dom';
import { FindBar, type FindPlaces } from './findBar';
import { Feed } from './feed';
import { GoToBar } from './goToBar';
import { renderHeader, toolButton } from './header';
import { connectHost } from './host';
import { showKeys } from './keyList';
import { Outline } from './outline';
import { View } from './view';

const root = document.getElementById('transcript')!;
const host = connectHost(JSON.parse(document.body.dataset.state ?? '{}') as Record<string, unknown>);
const head = h('div', { class: 'head' });
const notice = h('div', { class: 'notice', role: 'status' });
let findBar: FindBar | null = null;
const bar = h('div');
const body = h('div', { class: 'page' });
head.append(bar, notice);

let view: View | null = null;
let feed: Feed | null = null;
let outline: Outline | null = null;
let goToBar: GoToBar | null = null;

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

function drawn(): void {
  findBar?.drawn();
  outline?.follow(feed?.firstInView() ?? 0);
}

/** Beside the text where there is room for it, else in the editor's own list. */
function showOutline(): void {
  if (outline?.isVisible === true) outline.focus();
  else host.post({ type: 'pickTurn', index: feed?.firstInView() ?? 0 });
}

function receive(message: HostToWebview): void {
  switch (message.type) {
    case 'transcript':
      // What was opened stays open through a new statement; a view is made once, with the first.
      view ??= View.for(host, message.locale);
      if (findBar === null) {
        findBar = new FindBar(view, findPlaces);
        notice.before(findBar.element);
        const go = new GoToBar(view, (index) => feed?.goToIndex(index));
        notice.before(go.element);
        goToBar = go;
        outline = new Outline(view, (index) => feed?.goToIndex(index));
      }
      setHeader(view, message.header);
      host.keepChoice(message.choice);
      feed?.dispose();
      feed = new Feed(view, message.header, message.messages, topEdge, drawn, feed);
      root.replaceChildren(head, body);
      body.replaceChildren(feed.element, ...(outline === null ? [] : [outline.element]));
      feed.goTo(message.place);
      outline?.start(message.header.messageCount);
      return;
    case 'page':
      return feed?.addPage(message.edge, message.messages);
    case 'around':
      return feed?.setAround(message.index, message.messages);
    case 'tail':
      if (view !== null) setHeader(view, message.header);
      findBar?.refresh();
      outline?.grow(message.header.messageCount);
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
    case 'outline':
      return outline?.add(message);
    case 'goTo':
      return feed?.goToIndex(message.index);
    case 'found':
      return findBar?.receive(message.id, message.hits, message.isLast, message.problem);
    case 'notice':
      // Also what tells that an answer failed.
      feed?.answered();
      notice.replaceChildren(...(message.text === null ? [] : [icon('warning'), h('span', {}, message.text)]));
      return;
    case 'tellPlace':
      return host.post({ type: 'place', place: feed?.place() ?? null });
    case 'failed':
      feed?.dispose();
      feed = null;
      root.replaceChildren(h('p', { class: 'message', role: 'alert' }, message.text));
      return;
  }
}

function setHeader(current: View, header: TranscriptHeader): void {
  bar.replaceChildren(
    renderHeader(
      current,
      header,
      [
        toolButton(current, 'search', 'findHint', () => findBar?.open()),
        toolButton(current, 'list-tree', 'outlineHint', showOutline),
        toolButton(current, 'keyboard', 'keysHint', () => showKeys(current)),
      ],
      () => feed?.place() ?? null,
    ),
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

/** Single letters, where nobody is writing. */
function goByKey(event: KeyboardEvent): boolean {
  const isWriting = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (isWriting || event.ctrlKey || event.metaKey || event.altKey || feed === null || view === null) return false;
  const here = feed.firstInView() ?? 0;
  const to = (kind: OutlineEntry['kind'], by: 1 | -1): boolean => {
    const index = outline?.next(kind, here, by);
    if (index != null) feed?.goToIndex(index);
    return true;
  };
  switch (event.key) {
    case 'n':
      return to('prompt', 1);
    case 'p':
      return to('prompt', -1);
    case 'e':
      return to('error', 1);
    case 'E':
      return to('error', -1);
    case 'Home':
      feed.goToIndex(0);
      return true;
    case 'End':
      feed.goToEnd();
      return true;
    case 'g':
      goToBar?.open(here + 1);
      return true;
    case 'o':
      showOutline();
      return true;
    case '?':
      showKeys(view);
      return true;
    default:
      return false;
  }
}

window.addEventListener('keydown', (event) => {
  const isFind = event.code === 'KeyF' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (isFind) findBar?.open();
  else if (event.key === 'F3') findBar?.step(event.shiftKey ? -1 : 1);
  else if (!goByKey(event)) return;
  event.preventDefault();
});
window.addEventListener('scroll', look, { passive: true });
window.addEventListener('resize', look, { passive: true });
keepAnsiColours();
host.listen(receive);
host.post({ type: 'ready', place: host.keptPlace(), choice: host.keptChoice() });
