/** The newest messages that a webview was told of: what follows them is new, and where they are others so is the conversation. */
import { PAGE_LIMIT, type ShownMessage } from '../core/protocol';
import type { TranscriptMessage } from '../core/transcriptMessage';

/** A message that the webview was told of, as JSON: when it differs, it changed. */
interface Told {
  readonly index: number;
  readonly id: string;
  readonly json: string;
}

const toldOf = (message: ShownMessage): Told => ({ index: message.index, id: message.id, json: JSON.stringify(message) });

/** What is to be read to tell what was added, from message `from` on. */
export interface Tail {
  readonly from: number;
  readonly count: number;
  /** The webview was told of the last message; it is only told how many there are where it was not. */
  readonly knowsEnd: boolean;
  /** What was read proves that what stands above it is still what the webview shows. */
  continues(read: readonly TranscriptMessage[]): boolean;
  /** The webview was told these very messages, and no others stand behind them. */
  isTold(messages: readonly ShownMessage[]): boolean;
}

export class ToldMessages {
  private newest: Told | null = null;
  /**
   * The newest message with calls. Which of its calls are shown depends on their answers where a filter leaves errors alone, and
   * answers come later.
   */
  private asking: Told | null = null;

  get newestId(): string | null {
    return this.newest?.id ?? null;
  }

  /** The webview shows nothing any more. */
  forget(): void {
    this.newest = null;
    this.asking = null;
  }

  add(messages: readonly ShownMessage[]): void {
    const last = messages.at(-1);
    if (last !== undefined && last.index >= (this.newest?.index ?? 0)) this.newest = toldOf(last);
    const asking = messages.findLast(({ calls }) => calls.length > 0);
    if (asking !== undefined && asking.index >= (this.asking?.index ?? 0)) this.asking = toldOf(asking);
  }

  /**
   * The newest known message is read again with what follows it: it may have grown, and it proves what stands above. `total`: messages
   * that the webview was told there are; `withAsking`: a message changes with the answers of its calls.
   */
  tail(total: number, withAsking: boolean): Tail {
    const { newest } = this;
    const knowsEnd = (newest?.index ?? -1) + 1 === total;
    const first = (knowsEnd && withAsking ? this.asking : null) ?? newest;
    return {
      from: first?.index ?? 0,
      count: knowsEnd ? PAGE_LIMIT : 1,
      knowsEnd,
      continues: (read) =>
        [first, newest].every((each) => each === null || !knowsEnd || read[each.index - first!.index]?.id === each.id) &&
        (first === null || read[0]?.id === first.id),
      isTold: (messages) =>
        messages.length === 0 ||
        (messages.at(-1)!.index === newest?.index && JSON.stringify(messages.at(-1)) === newest.json && JSON.stringify(messages[0]) === first?.json),
    };
  }
}
