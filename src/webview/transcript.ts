/** The transcript's page: connects the host, builds the frame, and hands every statement to the part it is about. */
import type { Kin } from '../core/kin';
import type { HostToWebview, Place, TranscriptHeader } from '../core/protocol';
import { keepAnsiColours } from './ansiColours';
import { offerContextMenu } from './contextMenu';
import { copyByEvent, copyByKey, copySelected } from './copying';
import { h, icon } from './dom';
import { FilterBar } from './filterBar';
import { FindBar, type FindPlaces } from './findBar';
import { Feed } from './feed';
import { GoToBar } from './goToBar';
import { renderHeader, toolButton } from './header';
import { connectHost } from './host';
import { showKeys } from './keyList';
import { isTyping } from './messageContext';
import { Outline } from './outline';
import { PathLinks } from './pathLinks';
import { MessageSelection } from './selection';
import { View, type LineKind } from './view';

const root = document.getElementById('transcript')!;
const host = connectHost(JSON.parse(document.body.dataset.state ?? '{}') as Record<string, unknown>);
const head = h('div', { class: 'head' });
const notice = h('div', { class: 'notice', role: 'status' });
let findBar: FindBar | null = null;
const bar = h('div');
const body = h('div', { class: 'page' });
head.append(bar, notice);
// What sticks below it begins where it ends, also with a search or a filter in it.
new ResizeObserver(() => body.style.setProperty('--head-height', `${head.offsetHeight}px`)).observe(head);

let view: View | null = null;
let feed: Feed | null = null;
let outline: Outline | null = null;
let goToBar: GoToBar | null = null;
let filterBar: FilterBar | null = null;
/** A filter leaves other indexes than the numbers of the messages. */
let isFiltered = false;
let lastHeader: TranscriptHeader | null = null;
/** What was chosen to be shown, as JSON. */
let shownChoice: string | null = null;
let pathLinks: PathLinks | null = null;
let kin: readonly Kin[] = [];

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

const selection = new MessageSelection(() => feed?.element.querySelector<HTMLElement>('.rows') ?? null);

function drawn(): void {
  selection.restore();
  pathLinks?.drawn();
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
    case 'ping':
      host.post({ type: 'pong' });
      return;
    case 'transcript':
      // What was opened stays open through a new statement; a view is made once, with the first.
      view ??= View.for(host, message.locale);
      if (findBar === null) {
        findBar = new FindBar(view, findPlaces);
        notice.before(findBar.element);
        const go = new GoToBar(view, goToNumber);
        notice.before(go.element);
        goToBar = go;
        filterBar = new FilterBar(view, placeForFilter, () => feed?.focus());
        notice.before(filterBar.element);
        pathLinks = new PathLinks(view, () => feed?.element ?? null);
        outline = new Outline(view, (index) => feed?.goToIndex(index));
      }
      setHeader(view, message.header);
      host.keepChoice(message.choice);
      // Of another filter or copy both places and numbers are others; told anew, the same rows are found by their ids.
      if (JSON.stringify(message.choice) !== shownChoice) selection.forget();
      shownChoice = JSON.stringify(message.choice);
      pathLinks?.forget();
      view.pictures.forget();
      feed?.dispose();
      feed = new Feed(view, message.header, message.messages, topEdge, drawn, feed);
      // Whoever is busy in the head keeps the focus there.
      if (!head.isConnected) root.replaceChildren(head, body);
      body.replaceChildren(feed.element, ...(outline === null ? [] : [outline.element]));
      if (kin.length > 0) feed.setKin(kin);
      feed.goTo(message.place);
      outline?.start(message.header.messageCount);
      // Its matches go by indexes of what was shown before.
      findBar?.refresh();
      filterBar?.count();
      return;
    case 'page':
      return feed?.addPage(message.edge, message.messages);
    case 'around':
      return feed?.setAround(message.index, message.messages);
    case 'tail':
      if (view !== null) setHeader(view, message.header);
      findBar?.refresh();
      filterBar?.count();
      outline?.grow(message.header.messageCount);
      for (const { id } of message.messages) pathLinks?.forget(id);
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
    case 'kin':
      kin = message.kin;
      return feed?.setKin(kin);
    case 'picture':
      return view?.pictures.receive(message.messageId, message.part, message.picture);
    case 'paths':
      return pathLinks?.receive(message.texts);
    case 'pathsChanged':
      pathLinks?.forget();
      return pathLinks?.drawn();
    case 'outline':
      outline?.add(message);
      return feed?.addBeginnings(message.from, message.beginnings);
    case 'filterFacts':
      return filterBar?.setFacts(message.facts);
    case 'goTo':
      return feed?.goToIndex(message.index);
    case 'found':
      return findBar?.receive(message.id, message.hits, message.isLast, message.problem);
    case 'notice':
      // Also what tells that an answer failed, or that reading works again.
      feed?.unanswered(message.text === null);
      notice.replaceChildren(...(message.text === null ? [] : [icon('warning'), h('span', {}, message.text)]));
      return;
    case 'copySelected':
      return copySelected(host, selection);
    case 'tellPlace':
      return host.post({ type: 'place', place: feed?.place() ?? null });
    case 'failed':
      feed?.dispose();
      feed = null;
      root.replaceChildren(h('p', { class: 'message', role: 'alert' }, message.text));
      return;
  }
}

/** Where to stand when something else is filtered: at the end only where all of it is shown. */
const placeForFilter = (): Place | null => feed?.place(isFiltered) ?? null;

function goToNumber(number: number): void {
  if (isFiltered) host.post({ type: 'goToNumber', number });
  else feed?.goToIndex(number);
}

/** All lines, of all of the conversation. */
function toggleAll(): void {
  if (view === null || feed === null || lastHeader === null) return;
  feed.openKind('all', !view.isKindOpen('all'));
  setHeader(view, lastHeader);
}

/** All lines like this one; a line that is open is closed with them. */
function toggleKindOf(element: Element | null): void {
  const line = element?.closest('[data-kind]') ?? element?.closest('article')?.querySelector('[data-kind]');
  const kind = line?.getAttribute('data-kind') as LineKind | null | undefined;
  if (line != null && kind != null) feed?.openKind(kind, line.getAttribute('aria-expanded') !== 'true');
}

function setHeader(current: View, header: TranscriptHeader): void {
  lastHeader = header;
  isFiltered = header.filtered !== null;
  filterBar?.tell(header);
  const isAllOpen = current.isKindOpen('all');
  const focused = [...bar.querySelectorAll('button, select')].indexOf(document.activeElement!);
  bar.replaceChildren(
    renderHeader(
      current,
      header,
      [
        toolButton(current, 'search', 'findHint', () => findBar?.open()),
        toolButton(current, 'filter', 'filterHint', () => filterBar?.open()),
        toolButton(current, isAllOpen ? 'collapse-all' : 'expand-all', isAllOpen ? 'closeAll' : 'openAll', toggleAll),
        toolButton(current, 'list-tree', 'outlineHint', showOutline),
        toolButton(current, 'keyboard', 'keysHint', () => showKeys(current)),
      ],
      () => feed?.place() ?? null,
    ),
  );
  // Made anew with every message that comes: whoever is about to press a button still is.
  if (focused !== -1) bar.querySelectorAll<HTMLElement>('button, select')[focused]?.focus();
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
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || feed === null || view === null) return false;
  const here = feed.firstInView() ?? 0;
  const to = (kind: 'prompt' | 'error', by: 1 | -1): boolean => {
    const index = outline?.next(kind, here, by);
    if (index != null) feed?.goToIndex(index);
    // What is not read yet may have more.
    else if (outline?.isWhole === true) host.post({ type: 'noMore', kind });
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
      goToBar?.open(feed.numberAt(here) + 1);
      return true;
    case 'f':
      filterBar?.open();
      return true;
    case 'F':
      if (isFiltered) filterBar?.clear();
      return true;
    case 'o':
      showOutline();
      return true;
    case 'x':
      toggleKindOf(event.target as Element);
      return true;
    case 'X':
      toggleAll();
      return true;
    case '?':
      showKeys(view);
      return true;
    default: {
      const inView = feed.element.querySelector(`article[aria-posinset="${here + 1}"]`);
      return copyByKey(host, event.key, document.activeElement?.closest('article') ?? inView);
    }
  }
}

/** Ctrl+A, Cmd+A: of the conversation, all of it. */
function selectAllByKey(event: KeyboardEvent): boolean {
  const isAll = event.code === 'KeyA' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (!isAll || isTyping(event.target) || feed === null) return false;
  selection.selectAll();
  return true;
}

window.addEventListener('keydown', (event) => {
  // The list of keys stands before all they would move; its own key closes it again.
  const keys = document.querySelector<HTMLDialogElement>('dialog[open]');
  if (keys !== null) {
    if (event.key === '?') keys.close();
    return;
  }
  const isFind = event.code === 'KeyF' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (isFind) findBar?.open();
  else if (event.key === 'F3') findBar?.step(event.shiftKey ? -1 : 1);
  else if (!selectAllByKey(event) && !goByKey(event)) return;
  event.preventDefault();
});
// Before the line itself hears of it.
window.addEventListener(
  'click',
  (event) => {
    const line = event.target instanceof Element ? event.target.closest('button.line-row') : null;
    if (!event.altKey || line === null) return;
    event.preventDefault();
    event.stopPropagation();
    toggleKindOf(line);
  },
  true,
);
window.addEventListener('scroll', look, { passive: true });
window.addEventListener('resize', look, { passive: true });
keepAnsiColours();
offerContextMenu(root);
copyByEvent(host, selection);
host.listen(receive);
host.post({ type: 'ready', place: host.keptPlace(), choice: host.keptChoice() });
