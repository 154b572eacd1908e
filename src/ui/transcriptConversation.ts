/**
 * The host's half of one open transcript: answers what the webview asks and tells it what changed. It knows no panel,
 * so that all of it can be run without a window; everything it needs is passed in.
 */
import { CancellationError, Failure } from '../core/failure';
import {
  PAGE_LIMIT,
  type Choice,
  type PageEdge,
  type Place,
  type ShownMessage,
  type TranscriptHeader,
  type WebviewToHost,
} from '../core/protocol';
import { kindsOf, type MessageFilter } from '../core/messageFilter';
import type { TextSlot, TranscriptMessage } from '../core/transcriptMessage';
import type { TranscriptTarget } from '../core/transcriptTarget';
import { say } from '../core/words/say';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import { ChosenTarget } from './chosenTarget';
import type { ConversationPort } from './conversationPort';
import { CopyCounting } from './copyCounting';
import { MessageCopying } from './messageCopying';
import { linksOf } from './shownMessage';
import { ToldMessages } from './toldMessages';
import { TranscriptFinding } from './transcriptFinding';
import { TranscriptKin } from './transcriptKin';
import { TranscriptPaths } from './transcriptPaths';
import type { TranscriptSource } from './transcriptSource';
import { show, showAround } from './transcriptStatement';
import { pickTurn } from './turnPick';

/** A page that does not answer has been hidden meanwhile. */
const PLACE_MS = 2_000;

export class TranscriptConversation {
  /** What the webview was told last; null while it shows nothing. */
  private header: TranscriptHeader | null = null;
  private isReady = false;
  private readonly messages = new ToldMessages();
  /** Grows with every whole statement; an answer to a question asked before it is out of date and not sent. */
  private generation = 0;
  /** The generation of the statement that the webview shows. Until it is the newest one, indexes are not those of what is read. */
  private told = 0;
  /** Where the reader was when its script started. */
  private place: Place | null = null;
  private refreshing = false;
  private refreshAgain = false;
  private hasNotice = false;
  private readonly reads: ChosenTarget;
  private readonly finding: TranscriptFinding;
  private readonly copies: CopyCounting;
  private readonly copying: MessageCopying;
  private readonly paths: TranscriptPaths;
  private readonly kin: TranscriptKin;
  private placeTold: ((place: Place | null) => void) | null = null;

  constructor(
    wanted: TranscriptTarget,
    private readonly source: TranscriptSource,
    private readonly port: ConversationPort,
  ) {
    this.reads = new ChosenTarget(wanted);
    this.finding = new TranscriptFinding(port, {
      fetch: (from, isWaitedFor) => this.source.findPage(this.target, from, isWaitedFor),
      token: () => this.source.findToken(this.target),
    });
    this.copying = new MessageCopying(source, () => this.target, () => this.chosen.copy === null, port);
    this.paths = new TranscriptPaths(source, () => this.target, port);
    this.kin = new TranscriptKin(source, () => this.target, port);
    this.copies = new CopyCounting(source, (error) => port.unexpected(error));
  }

  private get target(): TranscriptTarget {
    return this.reads.target;
  }

  async receive(message: WebviewToHost): Promise<void> {
    const done = this.finding.hold();
    try {
      switch (message.type) {
        case 'ready':
          // A script that says this has nothing on its screen, whatever an earlier one was told.
          this.isReady = true;
          this.finding.start();
          this.place = message.place ?? this.place;
          this.header = null;
          this.messages.forget();
          this.kin.forget();
          this.reads.choose(message.choice);
          return await this.sendWhole();
        case 'page':
          return await this.sendPage(message.edge, message.from, message.count);
        case 'around':
          return await this.sendAround(message);
        case 'showMore':
          return await this.sendMore(message.messageId, message.slot, message.from);
        case 'findBegin':
          return this.finding.begin();
        case 'find':
          return await this.finding.find(message.id, message.query);
        case 'outline':
          return await this.sendOutline(message.from);
        case 'pickTurn':
          return await this.pickTurn(message.index);
        case 'findEnd':
          return this.finding.end();
        case 'showCopy':
          return await this.showCopy(message.copy, message.place);
        case 'compareCopy': {
          const copy = this.copies.found.names[message.copy];
          if (copy === undefined || this.header === null) return;
          const { sessionId, source } = this.target;
          return await this.port.compare({ sessionId, source }, { sessionId, source: copy }, this.header.title);
        }
        case 'place':
          return this.placeTold?.(message.place);
        case 'showUndone':
          this.place = message.place;
          this.reads.change({ withUndone: message.shown });
          return await this.sendWhole();
        case 'filter':
          return await this.showFiltered(message.filter, message.place);
        case 'filterFacts':
          return this.port.post({ type: 'filterFacts', facts: await this.source.filterFacts(this.target) });
        case 'goToNumber':
          return await this.goToNumber(message.number);
        case 'openLink':
          return await this.openLink(message.messageId, message.link);
        case 'pong':
          // Of the panel alone.
          return;
        case 'noMore':
          return this.port.say(TRANSCRIPT_WORDS[message.kind === 'error' ? 'noMoreErrors' : 'noMoreTurns']);
        case 'picture':
          return await this.sendPicture(message.messageId, message.part);
        case 'openKin':
          return this.kin.open(message.kin);
        case 'paths':
          return await this.paths.tell(message.texts);
        case 'openPath':
          return await this.paths.open(message, message.number);
        case 'copySelected':
        case 'copyText':
        case 'copyMessage':
        case 'copyMarkdown':
        case 'copyCode':
        case 'copyLink':
        case 'copyRange':
          return await this.copying.copy(message);
      }
    } catch (error) {
      this.fail(error);
    } finally {
      done();
    }
  }

  /** Files may be looked for that were not before. */
  pathsChanged(): void {
    if (this.header !== null) this.port.post({ type: 'pathsChanged' });
  }

  /** Nobody will ask any more, or not before the page is shown again. */
  dispose(): void {
    this.finding.dispose();
    this.copies.dispose();
  }

  /** Has the page copy what is selected in it. */
  copySelected(): void {
    if (this.header !== null) this.port.post({ type: 'copySelected' });
  }

  /** The first message in view; null when nothing is shown, or the page does not say. */
  async messageInView(): Promise<string | null> {
    if (this.header === null) return null;
    const told = new Promise<Place | null>((resolve) => {
      this.placeTold = resolve;
      setTimeout(() => resolve(null), PLACE_MS);
    });
    this.port.post({ type: 'tellPlace' });
    return (await told)?.messageId ?? this.messages.newestId;
  }

  /** Shows a message, now or as soon as the page can; the end when there is none of this id. */
  async goTo(messageId: string): Promise<void> {
    this.place = { messageId, offset: 0 };
    if (this.isReady) await this.unfilterFor(messageId).then(() => this.sendWhole()).catch((error: unknown) => this.fail(error));
  }

  /** What the reader chose to see. */
  get chosen(): Choice {
    return this.reads.whole;
  }

  /** The store changed. Changes that arrive while one is being read are read once more, together. */
  async refresh(): Promise<void> {
    if (!this.isReady) return;
    this.refreshAgain = true;
    if (this.refreshing) return;
    this.refreshing = true;
    const done = this.finding.hold();
    try {
      while (this.refreshAgain) {
        this.refreshAgain = false;
        // A whole statement that failed is still owed: until it is made no page is answered.
        await (this.header === null || this.told !== this.generation ? this.sendWhole() : this.sendTail());
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.refreshing = false;
      done();
    }
  }

  private async sendWhole(): Promise<void> {
    const generation = ++this.generation;
    const header = await this.readHeader();
    const kept = this.place === null ? null : await this.messageAt(this.place.messageId);
    const total = header.messageCount;
    // Around the kept place, most of it below: that is where reading goes on. Else the newest messages.
    const from = Math.max(0, Math.min(total - PAGE_LIMIT, kept === null ? total : kept.index - PAGE_LIMIT / 4));
    const read = await this.source.messages(this.target, from, PAGE_LIMIT);
    const messages = kept === null ? await show(read, 'above') : await showAround(read, kept.index);
    if (generation !== this.generation) return;
    this.messages.forget();
    this.told = generation;
    this.tell(header, messages);
    this.port.post({
      type: 'transcript',
      header,
      messages,
      place: kept === null || this.place === null ? null : { ...this.place, messageId: kept.id },
      locale: this.port.locale,
      choice: this.reads.choice,
    });
    this.notice(null);
    void this.countCopies();
    void this.kin.tell();
  }

  /** From the first answer on it is one copy that is read, whatever becomes of the others: text never changes under the eye. */
  private async readHeader(): Promise<TranscriptHeader> {
    const { header, copy } = await this.source.header(this.target).catch((error: unknown) => {
      // Gone, and the panel is not about that very one: whichever is shown now by default starts over.
      if (!Failure.is(error, 'copy_missing') || this.reads.wanted.source !== null) throw error;
      if (this.reads.choice !== null) this.reads.change({ copy: null });
      return this.source.header({ ...this.target, source: null });
    });
    this.reads.keepTo(copy);
    const { copies, offer } = this.copies.found;
    const { filter } = this.target;
    // Beside the first message there is, not beside the first one that a filter leaves.
    const systemPrompt = filter === undefined || kindsOf(filter).has('notes') ? header.systemPrompt : null;
    return { ...header, copies, offer, systemPrompt };
  }

  private async showFiltered(filter: MessageFilter | null, place: Place | null): Promise<void> {
    const bringBack = this.reads.keep();
    this.place = place;
    this.reads.chooseFilter(filter);
    const sending = this.sendWhole();
    const { generation } = this;
    try {
      await sending;
    } catch (error) {
      // What cannot be shown leaves what is shown as it is.
      if (generation === this.generation) {
        bringBack();
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
    if (this.target.filter !== undefined && (await this.source.message(this.target, messageId)) === null) this.reads.chooseFilter(null);
  }

  private async showCopy(copy: number, place: Place | null): Promise<void> {
    const source = this.copies.found.names[copy];
    if (source === undefined || source === this.target.source) return;
    const from = this.target;
    this.reads.change({ copy: source });
    const id = place === null ? null : await this.source.counterpart(from, place.messageId, this.target);
    this.place = id === null || place === null ? null : { messageId: id, offset: place.offset };
    this.copies.forget();
    await this.sendWhole();
  }

  /** Behind what is shown. */
  private countCopies(): Promise<void> {
    return this.copies.count(
      () => this.target,
      ({ copies, offer }) => {
        if (this.header === null) return;
        this.header = { ...this.header, copies, offer };
        this.port.post({ type: 'tail', header: this.header, messages: [] });
      },
    );
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

  private async sendAround({ index, from, count }: WebviewToHost & { type: 'around' }): Promise<void> {
    const generation = this.generation;
    if (generation !== this.told) return;
    const messages = await showAround(await this.source.messages(this.target, from, count), index);
    if (generation !== this.generation || this.header === null) return;
    this.tell(this.header, messages);
    this.port.post({ type: 'around', index, messages });
  }

  private async sendTail(): Promise<void> {
    const generation = this.generation;
    const header = await this.readHeader();
    const known = this.header;
    const total = known?.messageCount ?? 0;
    const tail = this.messages.tail(total, this.target.filter?.errors === true);
    const read = await this.source.messages(this.target, tail.from, tail.count);
    // Anything but an addition at the end (undo, compaction, another copy) starts over.
    const isAddition = header.messageCount >= total && tail.continues(read);
    if (generation !== this.generation) return;
    if (!isAddition) {
      this.copies.expire();
      return this.sendWhole();
    }

    // A reader in the middle is only told how much there is; the rest comes as pages.
    const messages = tail.knowsEnd ? await show(read, 'below') : [];
    if (generation !== this.generation) return;
    if (!tail.isTold(messages) || JSON.stringify(header) !== JSON.stringify(known)) {
      this.tell(header, messages);
      this.port.post({ type: 'tail', header, messages });
    }
    this.notice(null);
    void this.countCopies();
    void this.kin.tell();
  }

  private async sendMore(messageId: string, slot: TextSlot, from: number): Promise<void> {
    const generation = this.generation;
    const piece = await this.source.text(this.target, messageId, slot, from);
    if (piece !== null && generation === this.generation)
      this.port.post({ type: 'more', messageId, from, piece: { slot, ...piece } });
  }

  private async sendPicture(messageId: string, part: number): Promise<void> {
    const generation = this.generation;
    const picture = await this.source.picture(this.target, messageId, part);
    if (generation === this.generation) this.port.post({ type: 'picture', messageId, part, picture });
  }

  private async sendOutline(from: number): Promise<void> {
    const generation = this.generation;
    const page = await this.source.outline(this.target, from);
    if (generation === this.generation) this.port.post({ type: 'outline', ...page });
  }

  private async pickTurn(index: number): Promise<void> {
    const chosen = await pickTurn(this.source, this.target, index, this.port);
    if (chosen !== null) this.port.post({ type: 'goTo', index: chosen });
  }

  private async openLink(messageId: string, link: number): Promise<void> {
    const message = await this.source.message(this.target, messageId);
    const address = message === null ? undefined : linksOf(message)[link]?.address;
    if (address !== undefined) await this.port.openAddress(address);
  }

  private tell(header: TranscriptHeader, messages: readonly ShownMessage[]): void {
    this.header = header;
    this.messages.add(messages);
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
