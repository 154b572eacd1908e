/**
 * The host's half of one open transcript: answers what the webview asks and tells it what changed. It knows no panel,
 * so that all of it can be run without a window; everything it needs is passed in.
 */
import { CancellationError, Failure } from '../core/failure';
import {
  PAGE_LIMIT,
  type Choice,
  type HostToWebview,
  type PageEdge,
  type Place,
  type ShownMessage,
  type TranscriptHeader,
  type WebviewToHost,
} from '../core/protocol';
import type { FindQuery } from '../core/find';
import { kindsOf, type MessageFilter } from '../core/messageFilter';
import type { OutlineEntry } from '../core/outline';
import { outlineWords } from '../core/words/outlineWords';
import { Finder } from '../io/findWorker/finder';
import { WHOLE_TEXT_LIMIT, type TextSlot, type TranscriptMessage } from '../core/transcriptMessage';
import type { TranscriptTarget } from '../core/transcriptTarget';
import { withoutTerminalSequences } from '../core/visibleText';
import { say } from '../core/words/say';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import { linksOf, showMessage } from './shownMessage';
import { NO_COPIES, type TranscriptSource } from './transcriptSource';

export interface ConversationPort {
  post(message: HostToWebview): void;
  /** Asks the person and opens the address; the only way out of a transcript. */
  openAddress(address: string): Promise<void>;
  copy(text: string): Promise<void>;
  setTitle(title: string): void;
  /** Lays two copies beside each other. */
  compare(one: TranscriptTarget, other: TranscriptTarget, title: string): Promise<void>;
  /** Words for an expected failure. */
  describe(failure: Failure): string;
  /** Words for anything else; logs it. */
  unexpected(error: unknown): string;
  readonly locale: string;
  /** Lets the person choose one of these lines; null for none. `active` is the number of the one to begin at. */
  choose(lines: readonly string[], active: number): Promise<number | null>;
  /** Where the thread lies that searches. */
  readonly findWorkerPath: string;
}

/**
 * Characters of JSON one statement carries: a page gets shorter when its messages are long, but never empty. Around a
 * kept place a quarter goes to what stands above it.
 */
const STATEMENT_CHARS = 1024 * 1024;

/** A page that does not answer has been hidden meanwhile. */
const PLACE_MS = 2_000;
/** Copies are counted again after so long, when something changed. */
const COUNT_PAUSE_MS = 10_000;

export class TranscriptConversation {
  /** What the webview was told last; null while it shows nothing. */
  private header: TranscriptHeader | null = null;
  private isReady = false;
  /** The newest message the webview was told of, as JSON: what follows it is new, and when it differs it changed. */
  private newest: { readonly index: number; readonly id: string; readonly json: string } | null = null;
  /** Grows with every whole statement; an answer to a question asked before it is out of date and not sent. */
  private generation = 0;
  /** The generation of the statement that the webview shows. Until it is the newest one, indexes are not those of what is read. */
  private told = 0;
  /** Where the reader was when its script started. */
  private place: Place | null = null;
  private refreshing = false;
  private refreshAgain = false;
  private hasNotice = false;
  /** What is wanted, with the copy that is shown. */
  private target: TranscriptTarget;
  private finder: Finder | null = null;
  /** What a person chose to see; null where nobody did. */
  private choice: Choice | null = null;
  private placeTold: ((place: Place | null) => void) | null = null;
  private found = NO_COPIES;
  private isCounting = false;
  private countedAt = -Infinity;

  constructor(
    private readonly wanted: TranscriptTarget,
    private readonly source: TranscriptSource,
    private readonly port: ConversationPort,
  ) {
    this.target = wanted;
  }

  async receive(message: WebviewToHost): Promise<void> {
    try {
      switch (message.type) {
        case 'ready':
          // A script that says this has nothing on its screen, whatever an earlier one was told.
          this.isReady = true;
          this.finder?.end();
          this.place = message.place ?? this.place;
          this.header = null;
          this.newest = null;
          this.choose(message.choice);
          return await this.sendWhole();
        case 'page':
          return await this.sendPage(message.edge, message.from, message.count);
        case 'around':
          return await this.sendAround(message.index);
        case 'showMore':
          return await this.sendMore(message.messageId, message.slot, message.from);
        case 'find':
          return await this.find(message.id, message.query);
        case 'outline':
          return await this.sendOutline(message.from);
        case 'pickTurn':
          return await this.pickTurn(message.index);
        case 'findEnd':
          return this.finder?.end();
        case 'showCopy':
          return await this.showCopy(message.copy, message.place);
        case 'compareCopy': {
          const copy = this.found.names[message.copy];
          if (copy === undefined || this.header === null) return;
          const { sessionId, source } = this.target;
          return await this.port.compare({ sessionId, source }, { sessionId, source: copy }, this.header.title);
        }
        case 'place':
          return this.placeTold?.(message.place);
        case 'showUndone':
          this.place = message.place;
          this.choose({ ...this.chosen, withUndone: message.shown });
          return await this.sendWhole();
        case 'filter':
          return await this.showFiltered(message.filter, message.place);
        case 'filterFacts':
          return this.port.post({ type: 'filterFacts', facts: await this.source.filterFacts(this.target) });
        case 'goToNumber':
          return await this.goToNumber(message.number);
        case 'openLink':
          return await this.openLink(message.messageId, message.link);
        case 'copyText':
          return await this.copyText(message.messageId, message.slot);
        case 'copyMessage':
          return await this.copyMessage(message.messageId);
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** Nobody will ask any more. */
  dispose(): void {
    this.finder?.end();
  }

  /** The first message in view; null when nothing is shown, or the page does not say. */
  async messageInView(): Promise<string | null> {
    if (this.header === null) return null;
    const told = new Promise<Place | null>((resolve) => {
      this.placeTold = resolve;
      setTimeout(() => resolve(null), PLACE_MS);
    });
    this.port.post({ type: 'tellPlace' });
    return (await told)?.messageId ?? this.newest?.id ?? null;
  }

  /** Shows a message, now or as soon as the page can; the end when there is none of this id. */
  async goTo(messageId: string): Promise<void> {
    this.place = { messageId, offset: 0 };
    if (this.isReady) await this.unfilterFor(messageId).then(() => this.sendWhole()).catch((error: unknown) => this.fail(error));
  }

  /** The copy that is shown, and whether it was chosen by somebody. */
  get shown(): TranscriptTarget {
    return this.choice?.copy == null ? this.wanted : this.target;
  }

  /** The store changed. Changes that arrive while one is being read are read once more, together. */
  async refresh(): Promise<void> {
    if (!this.isReady) return;
    this.refreshAgain = true;
    if (this.refreshing) return;
    this.refreshing = true;
    try {
      while (this.refreshAgain) {
        this.refreshAgain = false;
        await (this.header === null ? this.sendWhole() : this.sendTail());
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.refreshing = false;
    }
  }

  private async sendWhole(): Promise<void> {
    const generation = ++this.generation;
    this.finder?.changed(false);
    const header = await this.readHeader();
    const kept = this.place === null ? null : await this.messageAt(this.place.messageId);
    const total = header.messageCount;
    // Around the kept place, most of it below: that is where reading goes on. Else the newest messages.
    const from = Math.max(0, Math.min(total - PAGE_LIMIT, kept === null ? total : kept.index - PAGE_LIMIT / 4));
    const read = await this.source.messages(this.target, from, PAGE_LIMIT);
    const messages = kept === null ? await show(read, 'above') : await showAround(read, kept.index);
    if (generation !== this.generation) return;
    this.newest = null;
    this.told = generation;
    this.tell(header, messages);
    this.port.post({
      type: 'transcript',
      header,
      messages,
      place: kept === null || this.place === null ? null : { ...this.place, messageId: kept.id },
      locale: this.port.locale,
      choice: this.choice,
    });
    this.notice(null);
    void this.countCopies();
  }

  /** From the first answer on it is one copy that is read, whatever becomes of the others: text never changes under the eye. */
  private async readHeader(): Promise<TranscriptHeader> {
    const { header, copy } = await this.source.header(this.target).catch((error: unknown) => {
      // Gone, and the panel is not about that very one: whichever is shown now by default starts over.
      if (!Failure.is(error, 'copy_missing') || this.wanted.source !== null) throw error;
      this.choose(this.choice === null ? null : { ...this.choice, copy: null });
      return this.source.header({ ...this.target, source: null });
    });
    this.target = { ...this.target, source: copy };
    const { copies, offer } = this.found;
    const { filter } = this.target;
    // Beside the first message there is, not beside the first one that a filter leaves.
    const systemPrompt = filter === undefined || kindsOf(filter).has('notes') ? header.systemPrompt : null;
    return { ...header, copies, offer, systemPrompt };
  }

  private async showFiltered(filter: MessageFilter | null, place: Place | null): Promise<void> {
    const { choice, target } = this;
    this.place = place;
    this.chooseFilter(filter);
    const sending = this.sendWhole();
    const { generation } = this;
    try {
      await sending;
    } catch (error) {
      // What cannot be shown leaves what is shown as it is.
      if (generation === this.generation) {
        this.choice = choice;
        this.target = target;
        this.told = generation;
      }
      throw error;
    }
  }

  private async goToNumber(number: number): Promise<void> {
    const { generation } = this;
    const index = await this.source.near(this.target, number);
    if (generation === this.generation && index >= 0) this.port.post({ type: 'goTo', index });
  }

  /** The message, or what is shown in its stead where a filter hides it; null when there is none of this id. */
  private async messageAt(messageId: string): Promise<TranscriptMessage | null> {
    const found = await this.source.message(this.target, messageId);
    if (found !== null || this.target.filter === undefined) return found;
    const { filter: _, ...whole } = this.target;
    const hidden = await this.source.message(whole, messageId);
    const index = hidden === null ? -1 : await this.source.near(this.target, hidden.number);
    const [near] = index < 0 ? [] : await this.source.messages(this.target, index, 1);
    return near ?? null;
  }

  /** Whoever is led to a message wants to see that one. */
  private async unfilterFor(messageId: string): Promise<void> {
    if (this.target.filter !== undefined && (await this.source.message(this.target, messageId)) === null) this.chooseFilter(null);
  }

  private get chosen(): Choice {
    return this.choice ?? { copy: null, withUndone: false };
  }

  private chooseFilter(filter: MessageFilter | null): void {
    const { filter: _, ...rest } = this.chosen;
    this.choose({ ...rest, ...(filter !== null && { filter }) });
  }

  private choose(choice: Choice | null): void {
    const isSame = JSON.stringify(choice) === JSON.stringify(this.choice);
    this.choice = choice;
    if (isSame) return;
    this.target = {
      ...this.wanted,
      // Who only wants to see more of it stays with the copy that is shown.
      source: choice?.copy ?? this.wanted.source ?? this.target.source,
      withUndone: choice?.withUndone ?? false,
      ...(choice?.filter !== undefined && { filter: choice.filter }),
    };
  }

  private async showCopy(copy: number, place: Place | null): Promise<void> {
    const source = this.found.names[copy];
    if (source === undefined || source === this.target.source) return;
    const from = this.target;
    this.choose({ ...this.chosen, copy: source });
    const id = place === null ? null : await this.source.counterpart(from, place.messageId, this.target);
    this.place = id === null || place === null ? null : { messageId: id, offset: place.offset };
    // What was said of the copies was said beside the one that was shown.
    this.found = NO_COPIES;
    this.countedAt = -Infinity;
    await this.sendWhole();
  }

  /** Behind what is shown, and not with every change of a conversation that is being written. */
  private async countCopies(): Promise<void> {
    if (this.isCounting || Date.now() - this.countedAt < COUNT_PAUSE_MS) return;
    this.isCounting = true;
    const { target } = this;
    try {
      const found = await this.source.copies(target);
      this.countedAt = Date.now();
      if (target.source !== this.target.source) return;
      if (JSON.stringify(found) === JSON.stringify(this.found)) return;
      this.found = found;
      if (this.header === null) return;
      this.header = { ...this.header, copies: found.copies, offer: found.offer };
      this.port.post({ type: 'tail', header: this.header, messages: [] });
    } catch (error) {
      // The text is shown all the same; that it cannot be read any more is told by whoever reads it next.
      if (!(error instanceof Failure) && !(error instanceof CancellationError)) this.port.unexpected(error);
    } finally {
      this.isCounting = false;
    }
  }

  private async sendPage(edge: PageEdge, from: number, count: number): Promise<void> {
    const generation = this.generation;
    if (generation !== this.told) return;
    const read = await this.source.messages(this.target, from, count);
    const messages = await show(read, edge);
    if (generation !== this.generation || this.header === null) return;
    this.tell(this.header, messages);
    this.port.post({ type: 'page', edge, messages });
  }

  private async sendAround(index: number): Promise<void> {
    const generation = this.generation;
    if (generation !== this.told) return;
    const from = Math.max(0, index - PAGE_LIMIT / 4);
    const messages = await showAround(await this.source.messages(this.target, from, PAGE_LIMIT), index);
    if (generation !== this.generation || this.header === null) return;
    this.tell(this.header, messages);
    this.port.post({ type: 'around', index, messages });
  }

  private async sendTail(): Promise<void> {
    const generation = this.generation;
    const header = await this.readHeader();
    const { newest, header: known } = this;
    const knewEnd = (newest?.index ?? -1) + 1 === (known?.messageCount ?? 0);
    // The newest known message is read again with what follows it: it may have grown, and it proves that what stands
    // above is still what the webview shows. Anything but an addition at the end (undo, compaction, another copy)
    // starts over.
    const read = await this.source.messages(this.target, newest?.index ?? 0, knewEnd ? PAGE_LIMIT : 1);
    const isAddition =
      header.messageCount >= (known?.messageCount ?? 0) && (newest === null || read[0]?.id === newest.id);
    if (generation !== this.generation) return;
    if (!isAddition) return this.sendWhole();

    // A reader in the middle is only told how much there is; the rest comes as pages.
    const messages = knewEnd ? await show(read, 'below') : [];
    if (generation !== this.generation) return;
    const isSame = messages.length <= 1 && (messages.length === 0 || JSON.stringify(messages[0]) === newest?.json);
    if (!isSame || JSON.stringify(header) !== JSON.stringify(known)) {
      this.tell(header, messages);
      this.finder?.changed(true);
      this.port.post({ type: 'tail', header, messages });
    }
    this.notice(null);
    void this.countCopies();
  }

  private async sendMore(messageId: string, slot: TextSlot, from: number): Promise<void> {
    const generation = this.generation;
    const piece = await this.source.text(this.target, messageId, slot, from);
    if (piece !== null && generation === this.generation)
      this.port.post({ type: 'more', messageId, from, piece: { slot, ...piece } });
  }

  private async sendOutline(from: number): Promise<void> {
    const generation = this.generation;
    const page = await this.source.outline(this.target, from);
    if (generation === this.generation) this.port.post({ type: 'outline', ...page });
  }

  private async pickTurn(index: number): Promise<void> {
    const entries: OutlineEntry[] = [];
    for (let from = 0; ;) {
      const page = await this.source.outline(this.target, from);
      if (page.next === from) break;
      entries.push(...page.entries);
      from = page.next;
    }
    const lines = entries.map((entry) => outlineWords(entry, this.port.locale));
    const active = entries.findLastIndex((entry) => entry.kind === 'prompt' && entry.index <= index);
    const chosen = await this.port.choose(lines, active);
    const entry = chosen === null ? undefined : entries[chosen];
    if (entry !== undefined) this.port.post({ type: 'goTo', index: entry.index });
  }

  private async find(id: number, query: FindQuery): Promise<void> {
    this.finder ??= new Finder({
      workerPath: this.port.findWorkerPath,
      fetch: (from) => this.source.findPage(this.target, from),
    });
    try {
      await this.finder.find(query, (answer) => this.port.post({ type: 'found', id, ...answer }));
    } catch (error) {
      if (error instanceof CancellationError) return;
      if (!(error instanceof Failure)) this.port.unexpected(error);
      this.port.post({ type: 'found', id, hits: [], isLast: true, problem: 'unreadable' });
    }
  }

  private async openLink(messageId: string, link: number): Promise<void> {
    const message = await this.source.message(this.target, messageId);
    const address = message === null ? undefined : linksOf(message)[link]?.address;
    if (address !== undefined) await this.port.openAddress(address);
  }

  private async copyText(messageId: string, slot: TextSlot): Promise<void> {
    const message = await this.source.message(this.target, messageId);
    if (message !== null) await this.copy(plain(message, await this.wholeText(messageId, slot)));
  }

  private async copyMessage(messageId: string): Promise<void> {
    const message = await this.source.message(this.target, messageId);
    if (message === null) return;
    const texts: string[] = [];
    for (const part of message.parts)
      if ('slot' in part) texts.push(plain(message, await this.wholeText(messageId, part.slot)));
    await this.copy(texts.filter((text) => text !== '').join('\n\n'));
  }

  /** One text as far as any reader gets it, fetched in pieces; '' when it is not there. */
  private async wholeText(messageId: string, slot: TextSlot): Promise<string> {
    const pieces: string[] = [];
    for (let from = 0; from < WHOLE_TEXT_LIMIT;) {
      const piece = await this.source.text(this.target, messageId, slot, from);
      if (piece === null || piece.text === '') break;
      pieces.push(piece.text);
      from += piece.text.length;
      if (from >= piece.chars) break;
    }
    return pieces.join('');
  }

  private async copy(text: string): Promise<void> {
    if (text !== '') await this.port.copy(text);
  }

  private tell(header: TranscriptHeader, messages: readonly ShownMessage[]): void {
    this.header = header;
    const last = messages.at(-1);
    if (last !== undefined && last.index >= (this.newest?.index ?? 0))
      this.newest = { index: last.index, id: last.id, json: JSON.stringify(last) };
    this.port.setTitle(header.title);
  }

  /** What cannot be shown is said in words: in place of the text when nothing is shown yet, else in a line above it. */
  private fail(error: unknown): void {
    if (error instanceof CancellationError) return;
    const isGone = Failure.is(error, 'session_not_found') || Failure.is(error, 'copy_missing');
    const text = isGone
      ? say(TRANSCRIPT_WORDS, error.code === 'copy_missing' ? 'copyGone' : 'sessionGone')
      : error instanceof Failure
        ? this.port.describe(error)
        : this.port.unexpected(error);
    if (this.header === null) this.port.post({ type: 'failed', text });
    else this.notice(isGone ? text : say(TRANSCRIPT_WORDS, 'showingEarlierState', { reason: text }));
  }

  private notice(text: string | null): void {
    if (text === null && !this.hasNotice) return;
    this.hasNotice = text !== null;
    this.port.post({ type: 'notice', text });
  }
}

/** What a tool answered, without the sequences that are its colours. */
const plain = (message: TranscriptMessage, text: string): string =>
  message.role === 'tool' ? withoutTerminalSequences(text) : text;

/**
 * As many messages as fit into `room`, counted from the edge that touches what is shown, in their own order. At least
 * one.
 */
async function show(
  messages: readonly TranscriptMessage[],
  edge: PageEdge,
  room = STATEMENT_CHARS,
): Promise<ShownMessage[]> {
  const shown: ShownMessage[] = [];
  let chars = 0;
  for (let i = 0; i < messages.length; i++) {
    const message = showMessage(messages[edge === 'above' ? messages.length - 1 - i : i]!);
    const added = JSON.stringify(message).length;
    if (i > 0 && chars + added > room) break;
    // Parsing is synchronous; between slices of it the extension host gets its turn.
    if (Math.floor(chars / SLICE_CHARS) < Math.floor((chars + added) / SLICE_CHARS))
      await new Promise<void>((resolve) => setImmediate(resolve));
    chars += added;
    shown.push(message);
  }
  return edge === 'above' ? shown.reverse() : shown;
}

const SLICE_CHARS = 128 * 1024;

/** As `show`, for a statement that must hold the message at `index`. */
async function showAround(messages: readonly TranscriptMessage[], index: number): Promise<ShownMessage[]> {
  const below = await show(
    messages.filter((message) => message.index >= index),
    'below',
  );
  const above = await show(
    messages.filter((message) => message.index < index),
    'above',
    STATEMENT_CHARS / 4,
  );
  return [...above, ...below];
}
