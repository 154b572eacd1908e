/** What is copied of an open transcript: read from the store, whole, and not taken from the page. */
import type { PageEdge, WebviewToHost } from '../core/protocol';
import type { TextSlot } from '../core/transcriptMessage';
import type { TranscriptTarget } from '../core/transcriptTarget';
import type { TranscriptWord } from '../core/words/transcript';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import { say } from '../core/words/say';
import type { ConversationPort } from './conversationPort';
import { readText, readTexts } from './messageTexts';
import { codesOf } from './shownMessage';
import type { TranscriptSource } from './transcriptSource';

/** Characters that are copied at most; what is left out is said. */
const MOST_CHARS = 32 * 1024 * 1024;
/** Messages that are asked for at once. */
const AT_ONCE = 500;

export type CopyRequest = Extract<WebviewToHost, { type: `copy${string}` }>;

export class MessageCopying {
  /** Of copies that are under way only the newest reaches the clipboard. */
  private newest = 0;

  /** `target` is what is shown now; `isUsual`: nobody chose another copy than a link would open. */
  constructor(
    private readonly source: TranscriptSource,
    private readonly target: () => TranscriptTarget,
    private readonly isUsual: () => boolean,
    private readonly port: ConversationPort,
    private readonly mostChars = MOST_CHARS,
  ) {}

  async copy(request: CopyRequest): Promise<void> {
    const number = ++this.newest;
    const isFiltered = this.target().filter !== undefined;
    const read = await this.read(request);
    if (number !== this.newest || read === null) return;
    if (read.text === '') return this.port.say(TRANSCRIPT_WORDS.copyNothing);
    const isPart = isFiltered && (request.type === 'copyRange' || request.type === 'copyMessage' || request.type === 'copyMarkdown');
    await this.port.copy(read.text, isPart ? say(TRANSCRIPT_WORDS, 'copiedFiltered', { what: read.done }) : read.done);
  }

  /** Null when what is named is not there. */
  private async read(request: CopyRequest): Promise<{ readonly text: string; readonly done: string } | null> {
    const { source } = this;
    const target = this.target();
    switch (request.type) {
      case 'copySelected':
        return done(request.text, 'copiedText');
      case 'copyText': {
        const message = await source.message(target, request.messageId);
        return message === null ? null : done(await readText(source, target, message, request.slot), 'copiedText');
      }
      case 'copyMessage': {
        const message = await source.message(target, request.messageId);
        return message === null ? null : done(await readTexts(source, target, message), 'copiedMessage');
      }
      case 'copyMarkdown': {
        const message = await source.message(target, request.messageId);
        const [text] = message === null ? [] : await source.written(target, message.index, 1, 'markdown');
        return text === undefined ? null : done(`${text.trimEnd()}\n`, 'copiedMarkdown');
      }
      case 'copyCode':
        return this.readCode(request.messageId, request.slot, request.code);
      case 'copyLink': {
        // Ids of one copy say nothing in another, and it is the usual one that a link opens.
        const isUsual = this.isUsual();
        const link = this.port.linkTo(isUsual ? request.messageId : null);
        if (link === null) this.port.say(TRANSCRIPT_WORDS.copyNoLink);
        return link === null ? null : done(link, isUsual ? 'copiedLink' : 'copiedUsualLink');
      }
      case 'copyRange':
        return this.readRange(request.from, request.to);
    }
  }

  private async readCode(messageId: string, slot: TextSlot, code: number): ReturnType<MessageCopying['read']> {
    const message = await this.source.message(this.target(), messageId);
    const text = message === null ? undefined : codesOf(message, slot)[code];
    return text === undefined ? null : done(text, 'copiedCode');
  }

  private async readRange(from: string | null, to: string | null): ReturnType<MessageCopying['read']> {
    const target = this.target();
    const one = await this.indexOf(from, 'above');
    const other = await this.indexOf(to, 'below');
    if (one === null || other === null) return null;
    const first = Math.min(one, other);
    const count = Math.abs(one - other) + 1;
    const texts: string[] = [];
    let room = this.mostChars;
    let isFull = false;
    while (!isFull && texts.length < count) {
      const page = await this.source.written(target, first + texts.length, Math.min(AT_ONCE, count - texts.length), 'text');
      // The conversation got shorter meanwhile: this is all there is.
      if (page.length === 0) break;
      for (const text of page) {
        isFull = texts.length > 0 && text.length > room;
        if (isFull) break;
        texts.push(text);
        room -= text.length;
      }
    }
    const { locale } = this.port;
    // Of all that a filter left, as many as the line above the text says: a message that only asked counts with its answer.
    const shown = from === null && to === null ? await this.shown(target) : null;
    const words = isFull
      ? say(TRANSCRIPT_WORDS, 'copiedSome', { count: texts.length, total: count }, locale)
      : say(TRANSCRIPT_WORDS, 'copiedMessages', { count: shown ?? texts.length }, locale);
    return { text: texts.join('').trimEnd(), done: words };
  }

  /** How many messages the filter shows; null without one. */
  private async shown(target: TranscriptTarget): Promise<number | null> {
    return target.filter === undefined ? null : ((await this.source.header(target)).header.filtered?.shown ?? null);
  }

  /** Null for a message that is not there. */
  private async indexOf(messageId: string | null, edge: PageEdge): Promise<number | null> {
    if (messageId !== null) return (await this.source.message(this.target(), messageId))?.index ?? null;
    if (edge === 'above') return 0;
    return (await this.source.header(this.target())).header.messageCount - 1;
  }
}

const done = (text: string, word: TranscriptWord): { text: string; done: string } => ({ text, done: TRANSCRIPT_WORDS[word] });
