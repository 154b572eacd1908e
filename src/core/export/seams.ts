/**
 * The seams of a compression chain. Hermes starts the next segment by writing the last prompt again when it had not been
 * answered; a reader sees it once. Source: Hermes's own export of a lineage, which drops such a prompt when it is the same
 * text and no answer stands in between.
 */
import type { Message } from '../message';
import { plainText } from '../messageParts';

export class Seams {
  /** The words of the newest prompt, as long as nobody answered. */
  private unanswered: string | null = null;

  /** The messages of the next segment, without a prompt that the segment before ended with. Walked in order. */
  *segment(messages: Iterable<Message>): Generator<Message> {
    let isAtSeam = this.unanswered !== null;
    for (const message of messages) {
      const isPrompt = message.role === 'user' && message.displayKind === null && !message.isCompactionSummary;
      if (isPrompt && isAtSeam && plainText(message.parts) === this.unanswered) {
        isAtSeam = false;
        continue;
      }
      if (isPrompt) this.unanswered = plainText(message.parts);
      if (message.role === 'assistant') this.unanswered = null;
      if (isPrompt || message.role === 'assistant') isAtSeam = false;
      yield message;
    }
  }
}
