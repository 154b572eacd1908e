/** Transcripts of one profile, as the transcript panel asks for them. */
import type { ConversationRow } from '../core/conversation';
import type { WrittenForm } from '../core/export/writeMessage';
import { Failure } from '../core/failure';
import type { FindPage } from '../core/find';
import { MOST_KIN, type Kin, type KinRelation } from '../core/kin';
import type { Relation } from '../core/lineage';
import type { FilterFacts } from '../core/messageTraits';
import type { OutlinePage } from '../core/outline';
import type { ShownPicture, TranscriptHeader } from '../core/protocol';
import { sourceName } from '../core/sources';
import type { SlotText, TextSlot, TranscriptMessage } from '../core/transcriptMessage';
import { COPY_NAMES, type CopySource, type TranscriptTarget } from '../core/transcriptTarget';
import { oneLine } from '../core/visibleText';
import { placesWords, rowLabel, segmentTitle } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { SESSION_WORDS } from '../core/words/sessions';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import type { ConversationSource } from '../io/profile/conversationReader';
import type { ProfileModel } from './profileModel';
import { foundCopies } from './foundCopies';
import { NO_COPIES, type FoundCopies, type KinConversation, type TranscriptSource } from './transcriptSource';

const KIN: Readonly<Record<Relation, KinRelation | null>> = {
  branch: 'branch',
  reset: 'reset',
  delegate: 'subagent',
  subagent: 'subagent',
  root: null,
  continuation: null,
};

/** Null for rows that hang on each other in no way that has a place in a text. */
function kinOf(side: Kin['side'], relation: Relation, row: ConversationRow): KinConversation | null {
  const by = KIN[relation];
  if (by === null) return null;
  const { startedAt: at, messageCount } = row;
  return { sessionId: row.id, kin: { side, by, label: oneLine(rowLabel(row), 120), at, messageCount } };
}

/** Whoever waits for a page comes first. */
const BEHIND = { priority: 'background' } as const;

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
    if (target.filter !== undefined) await this.prepareFilter(target);
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
      filtered: source.filtered === null || target.filter === undefined ? null : { filter: target.filter, ...source.filtered },
      undoneCount: source.undoneCount,
      costUsd: isWhole ? await this.costOf(source.segments) : (details?.costUsd ?? null),
      storeLabel,
      showsUndone: target.withUndone === true,
      copies: [],
      offer: null,
      segments: source.segments.length,
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

  async copies(target: TranscriptTarget): Promise<FoundCopies> {
    const { sessionId, source } = target;
    const shown = COPY_NAMES.find((name) => name === source) ?? null;
    const { client } = this.model;
    const row = await client.call('row', [sessionId], BEHIND);
    if (shown === null || row === null || row.id !== sessionId || row.places.length < 2) return NO_COPIES;
    for (;;) {
      const answer = await client.call('compareCopies', [sessionId, shown], BEHIND);
      if (answer.isDone) return foundCopies(answer, shown, this.locale);
    }
  }

  async counterpart(from: TranscriptTarget, messageId: string, to: TranscriptTarget): Promise<string | null> {
    // Ids of all but the oldest segment begin with its number, and the other segments stay what they are.
    const [, segment = '', id = messageId] = /^([1-9]\d*:)(.+)$/s.exec(messageId) ?? [];
    const { segments } = await this.model.client.call('source', [from]);
    const position = segments.findIndex(({ target }) => target.sessionId === from.sessionId);
    if ((segment === '' ? 0 : Number(segment.slice(0, -1))) !== position) return messageId;
    const [here, there] = [from, to].map(({ source }) => COPY_NAMES.find((name) => name === source));
    if (here === undefined || there === undefined) return null;
    const found = await this.model.client.call('counterpart', [from.sessionId, here, id, there]);
    return found === null ? null : `${segment}${found}`;
  }

  message(target: TranscriptTarget, messageId: string): Promise<TranscriptMessage | null> {
    return this.model.client.call('message', [target, messageId]);
  }

  async kin({ sessionId, isWhole }: TranscriptTarget): Promise<readonly KinConversation[]> {
    const { client } = this.model;
    const row = await client.call('row', [sessionId], BEHIND);
    if (row === null) return [];
    // Of a segment alone only the first one comes from elsewhere; the others come from the segment before.
    const isFirst = isWhole === true || row.rootId === sessionId;
    const origin = row.parentSessionId === null || !isFirst ? null : await client.call('row', [row.parentSessionId], BEHIND);
    const children = await client.call('children', [sessionId], BEHIND);
    const offshoots = children
      .flatMap((child) => (child.kind === 'conversation' ? [child.row] : []))
      .filter((child) => isWhole === true || child.parentSessionId === sessionId)
      .slice(0, MOST_KIN);
    return [
      ...(origin === null || origin.id === row.id ? [] : [kinOf('origin', row.relation, origin)]),
      ...offshoots.map((child) => kinOf('offshoot', child.relation, child)),
    ].filter((each) => each !== null);
  }

  directories({ sessionId }: TranscriptTarget): Promise<readonly string[]> {
    return this.model.client.call('directories', [sessionId]);
  }

  picture(target: TranscriptTarget, messageId: string, part: number): Promise<ShownPicture | null> {
    return this.model.client.call('picture', [target, messageId, part]);
  }

  written(target: TranscriptTarget, from: number, count: number, form: WrittenForm): Promise<readonly string[]> {
    return this.model.client.call('written', [target, from, count, form]);
  }

  findPage(target: TranscriptTarget, from: number, isWaitedFor: boolean): Promise<FindPage> {
    return this.model.client.call('findPage', [target, from], isWaitedFor ? {} : BEHIND);
  }

  findToken(target: TranscriptTarget): Promise<string> {
    return this.model.client.call('findToken', [target]);
  }

  outline(target: TranscriptTarget, from: number): Promise<OutlinePage> {
    // It fills in beside the text, which somebody is waiting for.
    return this.model.client.call('outline', [target, from], { priority: 'background' });
  }

  async filterFacts(target: TranscriptTarget): Promise<FilterFacts> {
    await this.prepareFilter(target);
    return this.model.client.call('filterFacts', [target]);
  }

  near(target: TranscriptTarget, number: number): Promise<number> {
    return this.model.client.call('near', [target, number]);
  }

  text(target: TranscriptTarget, messageId: string, slot: TextSlot, from: number): Promise<Pick<SlotText, 'text' | 'chars'> | null> {
    return this.model.client.call('text', [target, messageId, slot, from]);
  }

  /** In slices, between which the worker answers whoever else asks. */
  private async prepareFilter(target: TranscriptTarget): Promise<void> {
    while (!(await this.model.client.call('prepareFilter', [target])));
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
