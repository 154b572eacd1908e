/** Transcripts of one profile, as the transcript panel asks for them. */
import type { ConversationRow } from '../core/conversation';
import { Failure } from '../core/failure';
import type { FindPage } from '../core/find';
import type { OutlinePage } from '../core/outline';
import type { TranscriptHeader } from '../core/protocol';
import { sourceName } from '../core/sources';
import type { SlotText, TextSlot, TranscriptMessage } from '../core/transcriptMessage';
import type { CopySource, TranscriptTarget } from '../core/transcriptTarget';
import { placesWords, rowLabel, segmentTitle } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { SESSION_WORDS } from '../core/words/sessions';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import type { ConversationSource } from '../io/profile/conversationReader';
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

  async header(target: TranscriptTarget): Promise<{ readonly header: TranscriptHeader; readonly copy: CopySource }> {
    const { client } = this.model;
    const { sessionId } = target;
    // A panel restored after a reload comes before any view: the profile may not have been read yet.
    await this.model.ready();
    const row = await client.call('row', [sessionId]);
    const source = await client.call('source', [target]);
    const details = await client.call('details', [sessionId]);
    // What is left of a conversation may be a copy that was put aside: nothing lists it, and it can be read all the same.
    if (row === null && target.source === null) throw new Failure('session_not_found', { id: sessionId });
    const position = row?.segmentIds.indexOf(sessionId) ?? 0;
    const storeLabel = placesWords([source.place]);
    const isWhole = target.isWhole === true;
    const title = row !== null && isWhole ? rowLabel(row) : this.titleOf(row, position);
    const header: TranscriptHeader = {
      // Its tab stands beside that of the conversation.
      title: isWhole || target.source === null ? title : say(SESSION_WORDS, 'copyTitle', { title, copy: storeLabel }),
      source: row?.source ?? '',
      sourceLabel: sourceName(row?.source ?? ''),
      model: details?.model ?? null,
      startedAt: (isWhole ? null : details?.startedAt) ?? row?.startedAt ?? null,
      lastActiveAt: row !== null && (isWhole || row.id === sessionId) ? row.lastActiveAt : (details?.endedAt ?? null),
      messageCount: source.messageCount,
      undoneCount: source.undoneCount,
      costUsd: isWhole ? await this.costOf(source.segments) : (details?.costUsd ?? null),
      storeLabel,
      earlierSegments: isWhole ? 0 : Math.max(0, position),
      // Beside the first message, so that of the segment which that belongs to.
      systemPrompt: await client.call('systemPrompt', [source.segments[0]?.target.sessionId ?? sessionId]),
    };
    return { header, copy: source.copy };
  }

  async messages(target: TranscriptTarget, from: number, count: number): Promise<readonly TranscriptMessage[]> {
    const messages: TranscriptMessage[] = [];
    // Long messages come in several answers; an empty one is the end.
    while (messages.length < count) {
      const page = await this.model.client.call('page', [target, from + messages.length, count - messages.length]);
      if (page.length === 0) break;
      messages.push(...page);
    }
    return messages;
  }

  message(target: TranscriptTarget, messageId: string): Promise<TranscriptMessage | null> {
    return this.model.client.call('message', [target, messageId]);
  }

  findPage(target: TranscriptTarget, from: number): Promise<FindPage> {
    return this.model.client.call('findPage', [target, from]);
  }

  outline(target: TranscriptTarget, from: number): Promise<OutlinePage> {
    // It fills in beside the text, which somebody is waiting for.
    return this.model.client.call('outline', [target, from], { priority: 'background' });
  }

  text(target: TranscriptTarget, messageId: string, slot: TextSlot, from: number): Promise<Pick<SlotText, 'text' | 'chars'> | null> {
    return this.model.client.call('text', [target, messageId, slot, from]);
  }

  /** What all segments cost together, as far as it is known. */
  private async costOf(segments: ConversationSource['segments']): Promise<number | null> {
    const details = await Promise.all(segments.map(({ target }) => this.model.client.call('details', [target.sessionId])));
    const known = details.map((each) => each?.costUsd ?? null).filter((cost) => cost !== null);
    return known.length === 0 ? null : known.reduce((sum, cost) => sum + cost, 0);
  }

  private titleOf(row: ConversationRow | null, position: number): string {
    if (row === null) return say(TRANSCRIPT_WORDS, 'untitled');
    const older = row.segmentIds.length - 1;
    // An older segment is not the conversation.
    return position >= 0 && position < older ? segmentTitle(row, position, older, this.locale) : rowLabel(row);
  }
}
