/** The copies of the conversation that a finding is about: where each lies, how much it has, its first and last message. */
import { CancellationError, Failure } from '../../core/failure';
import type { EvidenceValue } from '../../core/recovery/finding';
import { namedCopies, type NamedCopy } from '../../core/recovery/namedCopies';
import type { ReportItem } from '../../core/recovery/report';
import type { TranscriptMessage } from '../../core/transcriptMessage';
import { COPY_NAMES, PLACE_OF_COPY, parseCopySource, type CopyName, type CopySource } from '../../core/transcriptTarget';
import { failureReason } from '../../core/words/describeFailure';
import { RECOVERY_WORDS } from '../../core/words/recoveryView';
import { placesWords } from '../../core/words/rowWords';
import { say } from '../../core/words/say';
import type { ProfileModel } from '../profileModel';

export interface FindingCopy {
  readonly model: ProfileModel;
  readonly sessionId: string;
  readonly source: CopySource;
  /** "previous copy (.bak)" */
  readonly name: string;
  /** "comes back", or why it cannot be read; "" for nothing to say. */
  readonly note: string;
  /** Null when it is not known. */
  readonly messages: number | null;
  /** A repair would bring it back. */
  readonly isChosen: boolean;
  readonly isReadable: boolean;
  readonly first: TranscriptMessage | null;
  readonly last: TranscriptMessage | null;
}

interface Wanted {
  readonly source: CopySource;
  readonly name: string;
  readonly note: string;
  /** As the finding's own sentence counts. */
  readonly messages: number | null;
  readonly isChosen: boolean;
}

/**
 * `models` are the profiles of the home. Copies that are not there are left out; what is there and cannot be read says why.
 */
export async function readCopies(item: ReportItem, models: readonly ProfileModel[]): Promise<FindingCopy[]> {
  const { session_id: sessionId } = item;
  if (sessionId === '') return [];
  await Promise.all(models.map((model) => model.ready()));
  const copies: FindingCopy[] = [];
  for (const wanted of wantedCopies(item)) {
    for (const model of models) {
      const found = await readCopy(model, sessionId, wanted, wanted.source === 'state_db' && models.length > 1);
      if (found === null) continue;
      copies.push(found);
      // Every profile has a database of its own; a file is the same, whichever profile is asked.
      if (wanted.source !== 'state_db') break;
    }
  }
  return copies;
}

function wantedCopies(item: ReportItem): Wanted[] {
  const origin = originOf(item.evidence.source);
  const counted = (messages: number): number | null => (messages < 0 ? null : messages);
  const named = COPY_NAMES.map((source): Wanted => ({
    source,
    name: placesWords([source === 'state_db' ? 'state.db' : PLACE_OF_COPY[source]]),
    note: source === 'conversation_file' ? RECOVERY_WORDS.inWebui : ORIGINS[source] === origin ? RECOVERY_WORDS.comesBackNote : '',
    messages: source === 'conversation_file' ? counted(item.live_messages) : source === 'previous_copy' ? counted(item.bak_messages) : null,
    isChosen: origin !== null && ORIGINS[source] === origin,
  }));
  const [database, live, backup, ...agent] = named;
  const others = namedCopies(item).flatMap(({ path, role }): Wanted[] => {
    const source = parseCopySource(`path:${path}`);
    const isChosen = role === origin;
    return source === null ? [] : [{ source, name: nameOf({ path, role }), note: isChosen ? RECOVERY_WORDS.comesBackNote : '', messages: null, isChosen }];
  });
  return [live, backup, database, ...agent, ...others].filter((wanted) => wanted !== undefined);
}

const nameOf = ({ path, role }: NamedCopy): string =>
  role === 'other_file' ? say(RECOVERY_WORDS, 'copy_other_file', { name: path }) : RECOVERY_WORDS[`copy_${role}`];

const ORIGINS: Readonly<Record<CopyName, string>> = {
  state_db: 'state_db',
  conversation_file: 'salvage',
  previous_copy: 'previous_copy',
  session_json: 'agent_file',
  session_jsonl: 'agent_file',
};

function originOf(source: EvidenceValue | undefined): string | null {
  const origin = typeof source === 'object' && source !== null && 'origin' in source ? source.origin : null;
  return typeof origin === 'string' ? origin : null;
}

async function readCopy(model: ProfileModel, sessionId: string, wanted: Wanted, namesProfile: boolean): Promise<FindingCopy | null> {
  const { source } = wanted;
  const target = { sessionId, source };
  const own = namesProfile ? say(RECOVERY_WORDS, 'ofProfile', { name: model.location.profile }) : '';
  const noteOf = (...notes: readonly string[]): string => [...notes, own].filter((note) => note !== '').join(', ');
  const { isChosen, name } = wanted;
  const copy = { model, sessionId, source, name, isChosen, note: noteOf(wanted.note), first: null, last: null };
  try {
    const { messageCount, incomplete } = await model.client.call('source', [target]);
    const [first] = messageCount === 0 ? [] : await model.client.call('page', [target, 0, 1]);
    const [last] = messageCount === 0 ? [] : await model.client.call('page', [target, messageCount - 1, 1]);
    const note = incomplete ? noteOf(RECOVERY_WORDS.copyIncomplete, wanted.note) : copy.note;
    return { ...copy, note, messages: wanted.messages ?? messageCount, isReadable: true, first: first ?? null, last: last ?? null };
  } catch (error) {
    if (error instanceof CancellationError) throw error;
    if (!(error instanceof Failure)) throw error;
    if (error.code === 'copy_missing' || error.code === 'session_not_found' || error.code === 'db_missing') return null;
    const note = noteOf(say(RECOVERY_WORDS, 'copyUnreadable', { reason: failureReason(error) }));
    return { ...copy, note, messages: wanted.messages, isReadable: false };
  }
}
