/** The steps of one conversation: at most one new file, made of a base and edits, and leftovers moved aside. */
import { missingFrom } from './compare';
import type { Base, ConversationContent, Edit, FileSource, Frame, NewContent, RowsSource } from './content';
import { isForeign, type Copy } from './copies';
import { conversationIn, frameOf, sourceOf } from './fileSource';
import { kindsOf, type Finding } from './finding';
import { mergedAside, movesAside } from './movesAside';
import { runJournalName } from './names';
import type { NotPlanned, NotPlannedReason } from './notPlanned';
import type { RepairStep } from './plan';
import { hasPrompt, isAnswered } from './recordedPrompt';
import { writesConversation, type Remedy, type RemedyOf } from './remedy';
import type { SessionView } from './sessionView';
import { settleCopies } from './settleCopies';
import type { ConversationFacts, FileFact, MessagePrint, PendingPrompt, RecoveryFacts, StoredPrint } from './snapshot';

export interface ConversationPlan {
  readonly steps: readonly RepairStep<NewContent>[];
  readonly skipped: readonly Skipped[];
}

type Skipped = Omit<NotPlanned, 'sessionId'>;

/** `findings` are the chosen ones of this conversation; `view` is null for what belongs to none (a leftover book). */
export function planConversation(
  facts: RecoveryFacts,
  view: SessionView | null,
  findings: readonly Finding[],
): ConversationPlan {
  if (view === null) return { steps: movesAside(findings, null), skipped: [] };
  if (view.use !== 'idle') return { steps: [], skipped: [{ kinds: kindsOf(findings), reason: view.use }] };
  const { restore, taken, left } = settle(findings, view);
  const differing: Skipped[] = left.length === 0 ? [] : [{ kinds: kindsOf(left), reason: 'differs' }];
  const written = new ConversationPlanner(facts, view, taken, restore).plan();
  if (typeof written !== 'string') {
    const asides = movesAside(taken, written === null ? null : (restore?.chosen.copy ?? null));
    // Behind the new file, and only with it: what was merged is in the way no sooner.
    return { steps: written === null ? asides : [written, ...asides, ...mergedAside(taken)], skipped: differing };
  }
  return {
    steps: movesAside(taken, null),
    skipped: [{ kinds: kindsOf(taken.filter(isWriting)), reason: written }, ...differing],
  };
}

/** What a person decided about two copies comes before any other one: it would take the place of what was decided. */
function settle(findings: readonly Finding[], view: SessionView): ReturnType<typeof settleCopies> {
  if (!findings.some(({ remedy }) => remedy?.remedy === 'merge')) return settleCopies(findings, view);
  const isCopy = ({ remedy }: Finding): boolean => remedy?.remedy === 'restore' || remedy?.remedy === 'adopt_transcript';
  return { restore: null, taken: findings.filter((one) => !isCopy(one)), left: findings.filter(isCopy) };
}

const isWriting = ({ remedy }: Finding): boolean => remedy !== null && writesConversation(remedy);

class ConversationPlanner {
  /** What the new file will have, message by message. */
  private prints: MessagePrint[] = [];
  /** They are the agent's own. */
  private isAgents = false;
  private readonly edits: Edit[] = [];

  constructor(
    private readonly facts: RecoveryFacts,
    private readonly view: SessionView,
    private readonly findings: readonly Finding[],
    private readonly restore: RemedyOf<'restore'> | null,
  ) {}

  /** The copy that takes the place of the file. */
  private get restored(): Copy | null {
    return this.restore?.chosen.copy ?? null;
  }

  /** Null when nothing has to be written. */
  plan(): RepairStep<NewContent> | NotPlannedReason | null {
    const { view } = this;
    const kinds = kindsOf(this.findings.filter(isWriting));
    if (kinds.length === 0) return null;
    if (view.live !== null && view.live.digest === null) return 'unreadable';
    const base = this.chooseBase();
    if (typeof base === 'string') return base;
    this.takeMerged();
    this.appendLiveOnly();
    this.appendRows();
    this.recoverPrompts();
    const isUnchanged = base.from === 'file' && base.file === view.live?.name && this.edits.length === 0;
    if (isUnchanged) return null;
    const content: ConversationContent = {
      kind: 'conversation',
      sessionId: view.sessionId,
      base,
      edits: this.edits,
      rowIn: view.live === null ? (view.rows[0]?.database.path ?? null) : null,
    };
    const step = { sessionId: view.sessionId, target: `${view.sessionId}.json`, content, kinds };
    return view.live === null
      ? { action: 'create', expected: { state: 'absent' }, ...step }
      : { action: 'replace', expected: { state: 'file', sha256: view.live.digest ?? '' }, ...step };
  }

  private remedies<K extends Remedy['remedy']>(kind: K): RemedyOf<K>[] {
    return this.findings.flatMap(({ remedy }) => (remedy?.remedy === kind ? [remedy as RemedyOf<K>] : []));
  }

  private chooseBase(): Base | NotPlannedReason {
    const { live } = this.view;
    if (this.restore !== null) {
      const { copy } = this.restore.chosen;
      this.prints = [...copy.prints];
      return this.baseOf(copy);
    }
    const [adopted] = this.remedies('adopt_transcript');
    if (adopted !== undefined) {
      const { path, place, digest, prints } = adopted.transcript;
      if (digest === null) return 'unreadable';
      this.prints = [...prints];
      this.isAgents = true;
      return { from: 'transcript', transcript: { path, form: place, sha256: digest }, ...this.around() };
    }
    if (live === null) return this.onlyPrompts();
    const source = sourceOf(live);
    const salvage = this.remedies('merge').length > 0 && live.content.state === 'damaged' ? live.content.salvage : null;
    if (salvage !== null && source !== null) return { from: 'salvage', ...source, messages: salvage.messageCount };
    if (live.content.state !== 'whole' || source === null) return 'needs_other_repair';
    this.prints = [...live.content.conversation.prints];
    return { from: 'file', ...source };
  }

  /** A file may be made of prompts alone only where nothing else could make a better one. */
  private onlyPrompts(): Base | NotPlannedReason {
    const { backup, temporaries, keptOriginals, rows } = this.view;
    const hasCopy = backup !== null || temporaries.length > 0 || keptOriginals.length > 0;
    const hasMore = hasCopy || rows.some(({ row }) => row.messageRows > 0);
    return hasMore ? 'needs_other_repair' : { from: 'prompts', settings: this.settings };
  }

  private baseOf(copy: Copy): Base | NotPlannedReason {
    const { digest, path, messageCount } = copy;
    if (digest === null) return 'unreadable';
    switch (copy.origin) {
      case 'previous_copy':
      case 'temporary_file':
      case 'kept_original':
        return { from: 'file', file: path, sha256: digest };
      case 'salvage':
        return { from: 'salvage', file: path, sha256: digest, messages: messageCount };
      case 'agent_file': {
        const file = this.view.agentFiles.find((one) => one.path === path);
        if (file === undefined) return 'unreadable';
        this.isAgents = true;
        return { from: 'transcript', transcript: { path, form: file.place, sha256: digest }, ...this.around() };
      }
      case 'state_db': {
        const profile = this.view.rows.find(({ database }) => database.path === path)?.database.profile ?? 'default';
        return {
          from: 'state_db',
          rows: this.rowsOf(copy),
          ...this.around(),
          beside: this.beside(),
          profile: profile === 'default' ? null : profile,
        };
      }
    }
  }

  private rowsOf({ path, digest }: Copy): RowsSource {
    return { database: path, sessionId: this.view.sessionId, digest: digest ?? '' };
  }

  /** What is known around messages that come from elsewhere: of the present file first, then of its previous copy. */
  private around(): { frame: Frame | null; settings: RowSettings } {
    const { live, backup } = this.view;
    return { frame: frameOf(live) ?? frameOf(backup), settings: this.settings };
  }

  /** The whole file of this conversation with the most messages. */
  private beside(): FileSource | null {
    const { live, backup } = this.view;
    const whole = [live, backup].flatMap((file) => {
      const conversation = file?.content.state === 'whole' && !isForeign(file) ? file.content.conversation : null;
      return file === null || conversation === null || conversation.prints.length === 0 ? [] : [{ file, conversation }];
    });
    const [most] = whole.sort((a, b) => b.conversation.prints.length - a.conversation.prints.length);
    return most === undefined ? null : sourceOf(most.file);
  }

  private get settings(): RowSettings {
    return this.view.indexRow?.settings ?? {};
  }

  /** The file as a person put it together, and Hermes WebUI's own mark where that left messages out. */
  private takeMerged(): void {
    for (const { offer, merged } of this.remedies('merge').slice(0, 1)) {
      const [other, live] = [sourceOf(offer.other), sourceOf(offer.live)];
      if (other === null || live === null) continue;
      const [first, ...more] = merged.parts;
      const isAsItWas = more.length === 0 && first?.from === 'live' && merged.messages === countOf(offer.live);
      if (!isAsItWas) this.edits.push({ edit: 'take_messages', ...other, parts: merged.parts });
      const leftOut = merged.leftOut.live + merged.leftOut.previous;
      if (leftOut > 0) this.edits.push({ edit: 'mark_shrunk', generation: generationFor(live), leftOut });
      this.prints = [...merged.prints];
    }
  }

  /** Later messages that are only in the file that is replaced. They stay, behind what comes back. */
  private appendLiveOnly(): void {
    const { live } = this.view;
    const present = conversationIn(live);
    const source = live === null ? null : sourceOf(live);
    if (this.restore === null || this.restored?.origin === 'salvage' || present === null || source === null) return;
    const added = missingFrom(this.prints, present.prints);
    if (added.length === 0) return;
    this.edits.push({ edit: 'append_messages', ...source, places: added.map(({ place }) => place) });
    this.prints.push(...added);
  }

  private appendRows(): void {
    for (const { rows } of this.remedies('append_rows')) {
      const missing: readonly StoredPrint[] = missingFrom(this.prints, rows.prints);
      // With another copy restored they may be there already.
      if (missing.length === 0) continue;
      this.edits.push({ edit: 'append_rows', rows: this.rowsOf(rows), ids: missing.map(({ place }) => place) });
      this.prints.push(...missing);
    }
  }

  /** Prompts that are in no message, the earliest first, and the end of waiting. */
  private recoverPrompts(): void {
    const waiting = this.waiting();
    const prompts = [
      ...waiting.flatMap(({ file, conversation }) => promptOf(file, conversation.pending)),
      ...this.remedies('recover_turn').map(({ turn }) => ({ turn, at: turn.prompt?.print.at ?? null })),
    ].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
    for (const prompt of prompts) {
      if ('turn' in prompt) this.recoverTurn(prompt.turn);
      else this.recoverPending(prompt.source, prompt.pending);
    }
    if (waiting.some(({ isKept }) => isKept)) this.edits.push({ edit: 'clear_pending' });
  }

  private recoverPending(source: FileSource, pending: PendingPrompt): void {
    const at = Math.floor(this.facts.now / 1000);
    const isInterrupted = this.view.run?.terminalState !== 'completed';
    const answer = this.answerTo(source);
    if (!hasPrompt(this.prints, pending.print, this.isAgents)) {
      // The note comes behind what there is of an answer.
      this.edits.push({ edit: 'recover_pending', ...source, isInterrupted: isInterrupted && answer === null, at });
      this.prints.push(pending.print);
    } else if (isAnswered(this.prints, pending.print, this.isAgents)) {
      return;
    } else if (isInterrupted && answer === null) {
      this.edits.push({ edit: 'mark_interrupted', at });
    }
    if (answer !== null) this.edits.push({ edit: 'recover_answer', ...answer, isInterrupted, at });
  }

  /** What had been said to the prompt that waits in the present file: the run journal is that of its stream. */
  private answerTo({ file }: FileSource): (FileSource & { readonly streamId: string }) | null {
    const { live, run, sessionId } = this.view;
    if (live?.name !== file || run === null || run.answer === null) return null;
    const { streamId, answer } = run;
    return { file: runJournalName(sessionId, streamId), sha256: answer.digest, streamId };
  }

  private recoverTurn({ turnId, prompt, streamId }: RemedyOf<'recover_turn'>['turn']): void {
    const { journal, sessionId } = this.view;
    if (journal === null || prompt === null || journal.sessionId !== sessionId) return;
    if (hasPrompt(this.prints, prompt.print, this.isAgents)) return;
    const run = streamId === null ? undefined : journal.runs.get(streamId);
    this.edits.push({
      edit: 'recover_turn',
      turnId,
      journal: journal.shards.map(({ name, digest }) => ({ file: `_turn_journal/${name}`, sha256: digest })),
      isInterrupted: run?.terminalState !== 'completed',
      at: Math.floor(this.facts.now / 1000),
    });
    this.prints.push(prompt.print);
  }

  /**
   * Files with a prompt that waits or a stream: the one that is replaced, and the one that gives the new file its
   * metadata (`isKept`), in which they would stand again. What was continued elsewhere keeps such marks, in WebUI too.
   */
  private waiting(): { file: FileFact; conversation: ConversationFacts; isKept: boolean }[] {
    const { live, backup, temporaries, keptOriginals, hasChild } = this.view;
    const isAsked =
      this.restore !== null || this.remedies('end_waiting').length + this.remedies('adopt_transcript').length > 0;
    if (hasChild || !isAsked) return [];
    const copy = this.restored;
    const framed = copy === null ? live : frameOf(live) !== null ? live : backup;
    const kept = [live, backup, ...temporaries, ...keptOriginals].find((file) =>
      copy === null || copy.origin === 'state_db' || copy.origin === 'agent_file'
        ? file === framed
        : file?.name === copy.path,
    );
    const files = [...new Set([live, kept ?? null])].filter((file) => file !== null);
    return files.flatMap((file) => {
      const conversation = conversationIn(file);
      if (conversation === null || conversation.intent.isCompressionSnapshot) return [];
      const isWaiting = conversation.pending !== null || conversation.activeStreamId !== null;
      return isWaiting ? [{ file, conversation, isKept: file === kept }] : [];
    });
  }
}

const countOf = (file: FileFact): number => conversationIn(file)?.messageCount ?? 0;

/**
 * A version 4 UUID without dashes, as WebUI writes one when messages are undone; made of the file's digest, so that the same
 * plan gives the same bytes, and no two states of a file have the same.
 */
const generationFor = ({ sha256 }: FileSource): string =>
  `${sha256.slice(0, 12)}4${sha256.slice(13, 16)}8${sha256.slice(17, 32)}`;

type RowSettings = Extract<Base, { readonly from: 'prompts' }>['settings'];

function promptOf(
  file: FileFact,
  pending: PendingPrompt | null,
): { source: FileSource; pending: PendingPrompt; at: number | null }[] {
  const source = sourceOf(file);
  return pending === null || source === null ? [] : [{ source, pending, at: pending.print.at }];
}
