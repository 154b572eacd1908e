/** Transcripts of one profile, as the transcript panel asks for them. */
import { Failure } from '../core/failure';
import type { TranscriptHeader } from '../core/protocol';
import { sourceName } from '../core/sources';
import type { SlotText, TextSlot, TranscriptMessage } from '../core/transcriptMessage';
import { placesWords, rowLabel, segmentTitle } from '../core/words/rowWords';
import type { ProfileModel } from './profileModel';
import type { TranscriptSource } from './transcriptSource';

export class ProfileTranscripts implements TranscriptSource {
  readonly onDidChange: TranscriptSource['onDidChange'];

  /** `locale` is for the numbers in titles. */
  constructor(
    private readonly model: ProfileModel,
    private readonly locale: string,
  ) {
    this.onDidChange = model.follow;
  }

  async header(sessionId: string): Promise<TranscriptHeader> {
    const { client } = this.model;
    // A panel restored after a reload comes before any view: the profile may not have been read yet.
    await this.model.ready();
    const row = await client.call('row', [sessionId]);
    const source = await client.call('source', [sessionId]);
    const details = await client.call('details', [sessionId]);
    if (row === null) throw new Failure('session_not_found', { id: sessionId });
    const position = row.segmentIds.indexOf(sessionId);
    const older = row.segmentIds.length - 1;
    return {
      // An older segment is not the conversation: its tab stands beside that of the whole.
      title: position >= 0 && position < older ? segmentTitle(row, position, older, this.locale) : rowLabel(row),
      source: row.source,
      sourceLabel: sourceName(row.source),
      model: details?.model ?? null,
      startedAt: details?.startedAt ?? row.startedAt,
      lastActiveAt: row.id === sessionId ? row.lastActiveAt : (details?.endedAt ?? null),
      messageCount: source.messageCount,
      undoneCount: source.undoneCount,
      costUsd: details?.costUsd ?? null,
      storeLabel: placesWords([source.place]),
      earlierSegments: Math.max(0, position),
      systemPrompt: await client.call('systemPrompt', [sessionId]),
    };
  }

  async messages(sessionId: string, from: number, count: number): Promise<readonly TranscriptMessage[]> {
    const messages: TranscriptMessage[] = [];
    // Long messages come in several answers; an empty one is the end.
    while (messages.length < count) {
      const page = await this.model.client.call('page', [sessionId, from + messages.length, count - messages.length]);
      if (page.length === 0) break;
      messages.push(...page);
    }
    return messages;
  }

  message(sessionId: string, messageId: string): Promise<TranscriptMessage | null> {
    return this.model.client.call('message', [sessionId, messageId]);
  }

  text(sessionId: string, messageId: string, slot: TextSlot, from: number): Promise<Pick<SlotText, 'text' | 'chars'> | null> {
    return this.model.client.call('text', [sessionId, messageId, slot, from]);
  }
}
