/** A conversation on its way into a document: what every format is made from. */
import type { Place } from '../conversation';
import type { JsonRecord } from '../jsonValue';
import type { Message } from '../message';
import type { MessageFilter } from '../messageFilter';
import type { ExportParts } from './exportRequest';
import type { SecretCounts } from './secretKinds';
import type { SessionHead } from './sessionHead';

export interface ExportSegment {
  readonly id: string;
  readonly place: Place;
  readonly messageCount: number;
  /** The prompt the store keeps beside the messages; `chars` is its whole length, `text` what was read of it. */
  readonly systemPrompt: { readonly text: string; readonly chars: number } | null;
  /** In order, read while they are asked for. May be walked once. */
  readonly messages: Iterable<Message>;
}

export interface ExportDocument {
  readonly head: SessionHead;
  /** The conversation in Hermes's own names, as `list --json` gives it. */
  readonly record: JsonRecord;
  /** Oldest first, at least one. */
  readonly segments: readonly ExportSegment[];
  readonly parts: ExportParts;
  /** The filter that the messages went through, how many of them show something then, and how many there are; null without one. */
  readonly filtered: { readonly filter: MessageFilter; readonly shown: number; readonly total: number } | null;
  readonly locale: string;
  /** What was replaced until now; null in a document that is not redacted. Right once all messages were walked. */
  readonly redacted: (() => SecretCounts) | null;
}
