/** A repair: the question before it, why it is not asked, how it ended, and what is proven of it. */
import type { FindingPage } from '../../../../../src/core/findingPage';
import type { NotPlannedReason } from '../../../../../src/core/recovery/notPlanned';
import type { Outcome, RefusalReason, SkipReason } from '../../../../../src/core/recovery/outcome';
import type { EndedConversation, PlannedConversation, RepairSummary } from '../../../../../src/core/recovery/repairSummary';
import type { Report } from '../../../../../src/core/recovery/report';
import { type LOAD_CHECKS } from '../../../../../src/core/webuiFile/loadChecks';
import { ERRNO_WORDS, errnoWords } from '../../../../../src/core/words/errno';
import { heldHere, lockQuestion } from '../../../../../src/core/words/lockWords';
import { changedWords, questionOf, refusalActions, refusalOf, type Preflight } from '../../../../../src/core/words/preflight';
import { NOT_PLANNED_WORDS, REFUSAL_WORDS, SKIP_WORDS } from '../../../../../src/core/words/repair';
import { renderRepairReport } from '../../../../../src/core/words/repairReportText';
import { refusalWords, resultButton, resultWords, writtenBackWords } from '../../../../../src/core/words/repairResult';
import { RECOVERY_WORDS } from '../../../../../src/core/words/recoveryView';
import { REPAIRING_WORDS } from '../../../../../src/core/words/repairing';
import { proofPageOf } from '../../../../../src/ui/recovery/proofPageOf';
import type { Proof } from '../../../../../src/ui/recovery/proof';
import { AT, DIR, KEPT_IN, LOCALE, RUN, TITLE, WHERE, type Sayings } from './sayings';

const keysOf = <T extends object>(table: T): (keyof T & string)[] => Object.keys(table) as (keyof T & string)[];
const APPLIED: Outcome = { state: 'applied' };
const skipped = (reason: SkipReason): Exclude<Outcome, { state: 'applied' }> => ({ state: 'skipped', reason });
const PLACE = { where: WHERE, dir: DIR, keptIn: KEPT_IN };
const GB = 1024 ** 3;

export function sayRepair(sayings: Sayings): void {
  sayTitles(sayings);
  sayQuestions(sayings);
  sayRefusals(sayings);
  sayLocks(sayings);
  sayResults(sayings);
  sayReports(sayings);
}

function sayTitles(sayings: Sayings): void {
  sayings.part('Before a repair: choosing, looking');
  for (const key of ['profile', 'profiles'] as const) sayings.fill('whose folder it is', REPAIRING_WORDS, key, { names: 'default' });
  sayings.fill('where several folders are called the same', REPAIRING_WORDS, 'whereIn', { where: WHERE, dir: DIR });
  sayings.labels('choosing', REPAIRING_WORDS, ['choosePlace', 'planning']);
  sayings.notify('nothing is chosen', REPAIRING_WORDS.nothingTicked);
  sayings.labels('on the page of a finding', REPAIRING_WORDS, ['reviewButton', 'repairOne', 'completeOne', 'undoOne', 'read', 'showReport']);
  sayings.fill('the review', REPAIRING_WORDS, 'reviewTitle', { where: WHERE });
  sayings.fill('a review in which no conversation changes', REPAIRING_WORDS, 'nothingToReview', { parts: REPAIRING_WORDS.index }, [REPAIRING_WORDS.repairOne]);
  sayings.fill('a review of very many', REPAIRING_WORDS, 'reviewedSome', { shown: 100, total: 140 }, [RECOVERY_WORDS.chooseRepairs]);
  sayings.notify('a workspace that is not trusted', REPAIRING_WORDS.untrusted, [REPAIRING_WORDS.manageTrust]);
  sayings.part('While a repair runs');
  sayings.fill('its title', REPAIRING_WORDS, 'repairing', { where: WHERE });
  sayings.fill('its title', REPAIRING_WORDS, 'undoing', { where: WHERE });
  sayings.fill('its title', REPAIRING_WORDS, 'completing', { where: WHERE });
  sayings.fill('how far it is', REPAIRING_WORDS, 'progress', { done: 2, total: 5 });
}

const planned = (changes: Partial<PlannedConversation> = {}): PlannedConversation => ({
  ...{ sessionId: '20261121_140500_ab12cd', title: TITLE, messages: 1_000, added: 998, leftOut: 0, movesCopy: false, isNew: false, sha256: 'new', problem: null },
  ...changes,
});
const preflight = (conversations: readonly PlannedConversation[], changes: Partial<Preflight> = {}): Preflight => ({
  parts: { conversations, leftovers: 0, hasIndex: conversations.length > 0 },
  ...{ skipped: [], room: { neededBytes: 4_400_000, freeBytes: 120 * GB }, hasRoom: true, interruptedRun: null, isLocked: false, goneFindings: 0, hasDirectory: true },
  ...changes,
});
const left = (reason: NotPlannedReason, title: string | null = 'Tide'): Preflight['skipped'][number] => ({ sessionId: '20261120_090000_99ffee', kinds: [], reason, title });

function sayQuestions(sayings: Sayings): void {
  sayings.part('The question before a repair');
  const { repairButton, reviewButton } = REPAIRING_WORDS;
  const ask = (situation: string, asked: Preflight, reviewedAt: number | null = null): void => {
    const canReview = reviewedAt === null && asked.parts.conversations.length > 0;
    sayings.ask(situation, questionOf(asked, PLACE, reviewedAt, LOCALE), canReview ? [repairButton, reviewButton] : [repairButton]);
  };
  const one = planned({ messages: 3, added: 1, title: null });
  ask('one conversation, not reviewed', preflight([planned()]));
  ask('one conversation, reviewed', preflight([planned()]), AT);
  ask('one message, and nobody knows how much is free', preflight([one], { room: { neededBytes: 2_000, freeBytes: null } }));
  ask('two conversations', preflight([planned(), planned({ added: 46 })]));
  ask('more than are named', preflight([1, 2, 3, 4, 5].map((added) => planned({ added }))));
  ask('only settings change', preflight([planned({ added: 0 })]));
  ask('copies were merged', preflight([planned({ messages: 12, leftOut: 3, movesCopy: true }), planned({ messages: 1, leftOut: 1 })]));
  ask('some are left out', preflight([planned(), planned({ problem: 'source_changed' })], { skipped: [left('in_flight'), left('differs', null)], goneFindings: 2 }));
  ask('one that was chosen is gone', preflight([planned()], { goneFindings: 1 }));
  const six = keysOf(NOT_PLANNED_WORDS).map((reason) => left(reason));
  ask('more are left out than are named', preflight([planned()], { skipped: six }));
  ask('one more is left out than is named', preflight([planned()], { skipped: six.slice(0, 5) }));
  ask('only the folder', preflight([], { parts: { conversations: [], leftovers: 2, hasIndex: true } }));
  ask('only one leftover', preflight([], { parts: { conversations: [], leftovers: 1, hasIndex: false } }));
}

function sayRefusals(sayings: Sayings): void {
  sayings.part('Why a repair is not asked about, or not begun');
  const tell = (situation: string, asked: Preflight): void => {
    const refusal = refusalOf(asked, LOCALE);
    if (refusal === null) sayings.tell(situation, '(it is asked about)');
    else if (refusal.way === 'lock') sayings.tell(situation, refusal.text);
    else sayings.notify(situation, refusal.text, refusalActions(refusal).map(resultButton));
  };
  const nothing = { parts: { conversations: [], leftovers: 0, hasIndex: false } };
  tell('all is well', preflight([planned()]));
  tell('the folder is gone', preflight([], { hasDirectory: false }));
  tell('another repair was interrupted', preflight([planned()], { interruptedRun: RUN }));
  tell('what was chosen is gone', preflight([], nothing));
  for (const reason of keysOf(NOT_PLANNED_WORDS)) tell(`the only one, ${reason}`, preflight([], { ...nothing, skipped: [left(reason)] }));
  tell('a conversation without a title', preflight([], { ...nothing, skipped: [left('differs', null)] }));
  tell('the disk is full', preflight([planned()], { hasRoom: false, room: { neededBytes: 4_400_000, freeBytes: 20_000 } }));
  tell('the disk is full, and nobody knows how full', preflight([planned()], { hasRoom: false, room: { neededBytes: 4_400_000, freeBytes: null } }));
  tell('the folder is held (the question about its lock follows)', preflight([planned()], { isLocked: true }));
  sayings.notify('one has changed since its review', changedWords([planned()], LOCALE), [REPAIRING_WORDS.reviewButton]);
  sayings.notify('several have changed since their review', changedWords([planned(), planned()], LOCALE), [REPAIRING_WORDS.reviewButton]);
  for (const refusal of keysOf(REFUSAL_WORDS)) sayings.tell(`not begun, ${refusal}`, refusalWords(refusal, null));
  for (const errno of [...keysOf(ERRNO_WORDS), 'EXDEV']) sayings.tell(`not begun, and why, ${errno}`, refusalWords(errno === 'ENOSPC' ? 'no_space' : 'read_only', errno));
  sayings.tell('where a folder is named, too', `${refusalWords('read_only', 'EACCES')} ${REPAIRING_WORDS.inDir.replace('{dir}', DIR)}`);
}

function sayLocks(sayings: Sayings): void {
  sayings.part('When another repair holds the folder');
  const holder = { host: 'harbour/f00d', pid: 4_711, heartbeatAt: AT };
  const { tryAgain, lockButton } = REPAIRING_WORDS;
  sayings.notify('it is at work on this machine', heldHere(holder, PLACE, LOCALE), [tryAgain]);
  sayings.ask('it is, or was, on another machine', lockQuestion(holder, PLACE, LOCALE), [tryAgain, lockButton]);
  sayings.ask('nobody can tell whose it is', lockQuestion(null, PLACE, LOCALE), [tryAgain, lockButton]);
  sayings.notify('another one came meanwhile', REPAIRING_WORDS.lockChanged, [tryAgain]);
}

const proofOf = (messages: number, failed: readonly (typeof LOAD_CHECKS)[number][] = []): EndedConversation['proof'] => ({
  ...{ sessionId: 's1', target: 's1.json', sha256: 'new' },
  looked: { title: TITLE, messages, last: { preview: 'The ferry leaves at 06:20.', at: AT }, failed },
});
const ended = (changes: Partial<EndedConversation> = {}): EndedConversation => ({ ...planned(), outcome: APPLIED, leftBeside: null, proof: proofOf(1_000), isAsPlanned: true, ...changes });
const notDone = (outcome: Outcome, title = 'Tide'): EndedConversation => ended({ title, outcome, proof: null, isAsPlanned: false });
const summary = (conversations: readonly EndedConversation[], changes: Partial<RepairSummary> = {}): RepairSummary => ({
  ...{ runId: RUN, refusal: null, errno: null, isInterrupted: false, asidesChanged: [], conversations, leftovers: 0, hasIndex: conversations.length > 0, isStopped: false, failedErrno: null },
  ...changes,
});

/** Everything that a repair can come to, with its name. */
function endings(): (readonly [string, RepairSummary])[] {
  const stopped = (done: number, leftOver: number, leftovers = 0): RepairSummary =>
    summary([...Array.from({ length: done }, () => ended()), ...Array.from({ length: leftOver }, () => notDone(skipped('stopped')))], { isStopped: true, leftovers });
  const beside = (outcome: Exclude<Outcome, { state: 'applied' }>): EndedConversation => ended({ leftOut: 3, leftBeside: { target: `${planned().sessionId}.json.bak`, outcome } });
  return [
    ['all is back', summary([ended()])],
    ['one message is back, without a title', summary([ended({ title: null, added: 1, messages: 3, proof: proofOf(3) })])],
    ['a file that nobody looked at again', summary([ended({ proof: null })])],
    ['several are back', summary([ended(), ended({ added: 46 })])],
    ['several, of which one message is back', summary([ended({ added: 1 }), ended({ added: 0 })])],
    ['only settings', summary([ended({ added: 0 })])],
    ['only settings of several', summary([ended({ added: 0 }), ended({ added: 0 })])],
    ['copies merged', summary([ended({ leftOut: 3, messages: 12 })])],
    ['copies merged to one message', summary([ended({ leftOut: 3, messages: 1 })])],
    ['copies merged, and the previous copy could not be put away', summary([beside(skipped('busy'))])],
    ['copies merged, and the disk failed behind it', summary([beside({ state: 'failed', errno: 'EIO' })])],
    ['written over at once', summary([ended({ isAsPlanned: false })])],
    ['one of several written over at once', summary([ended(), ended({ isAsPlanned: false, title: 'Tide' })])],
    ['only the folder', summary([], { hasIndex: true })],
    ['only leftovers', summary([], { leftovers: 2 })],
    ['a leftover that could not be moved', summary([])],
    ['one of two', summary([ended(), notDone(skipped('changed'))])],
    ['one of three', summary([ended(), notDone(skipped('changed')), notDone(skipped('busy'))])],
    ['two of five', summary([ended(), ended(), ...Array.from({ length: 3 }, () => notDone(skipped('in_flight')))])],
    ['none of two', summary([notDone(skipped('busy')), notDone(skipped('busy'))])],
    ...keysOf(SKIP_WORDS).filter((reason) => reason !== 'stopped').map((reason) => [`not done, ${reason}`, summary([notDone(skipped(reason))])] as const),
    ['not done, because the system refused', summary([notDone({ state: 'failed', errno: 'EIO' })])],
    ['a program wrote to what was put away', summary([ended()], { asidesChanged: ['s1.json', 's2.json'] })],
    ['stopped before the first', stopped(0, 3)],
    ['stopped before the first, behind one leftover', stopped(0, 3, 1)],
    ['stopped before the first, behind leftovers', stopped(0, 3, 2)],
    ['stopped after the first of two', stopped(1, 1)],
    ['stopped after three of five', stopped(3, 2)],
    ['interrupted', summary([ended(), notDone({ state: 'failed', errno: 'ENOSPC' })], { isInterrupted: true, failedErrno: 'ENOSPC' })],
    ['interrupted, because its lock was broken', summary([ended()], { isInterrupted: true })],
    ['not begun', summary([notDone(skipped('stopped'))], { runId: null, refusal: 'read_only' satisfies RefusalReason, errno: 'EACCES' })],
  ];
}

function sayResults(sayings: Sayings): void {
  sayings.part('How a repair ended: one notification');
  for (const [situation, ending] of endings()) {
    const { level, text, actions } = resultWords(ending, LOCALE);
    sayings.notify(`${situation} (${level})`, text, actions.map(resultButton));
  }
  sayings.part('When Hermes WebUI wrote its old copy back');
  sayings.notify('of one', writtenBackWords([TITLE], AT, LOCALE), [REPAIRING_WORDS.repairAgain]);
  sayings.notify('of several', writtenBackWords([TITLE, 'Tide'], AT, LOCALE), [REPAIRING_WORDS.repairAgain]);
}

/** As it is read once it is rendered. */
const plain = (markdown: string): string => markdown.trim().replaceAll('\n\n', '\n').replaceAll('\\', '');

function sayReports(sayings: Sayings): void {
  const report = (titles: readonly string[]): Report =>
    ({ items: titles.map((title) => ({ session_id: planned().sessionId, category: 'repairable', title })) }) as unknown as Report;
  const conversations: readonly (readonly [string, EndedConversation])[] = [
    ['all is back', ended()],
    ['one message is back, in a file that was gone', ended({ added: 1, isNew: true })],
    ['copies merged', ended({ leftOut: 3, messages: 12, proof: proofOf(12) })],
    ['copies merged, one message left out', ended({ leftOut: 1, messages: 12, proof: proofOf(12) })],
    ['only settings', ended({ added: 0 })],
    ['written over at once', ended({ isAsPlanned: false })],
    ['Hermes WebUI may not load it', ended({ proof: proofOf(1_000, ['times', 'positions']) })],
    ['nobody could look at it again', ended({ proof: null })],
    ['the last message has no time', ended({ proof: { ...proofOf(1_000)!, looked: { ...proofOf(1_000)!.looked!, last: { preview: 'Yes.', at: null } } } })],
    ['the last message runs from right to left', ended({ proof: { ...proofOf(1_000)!, looked: { ...proofOf(1_000)!.looked!, last: { preview: 'تغادر العبارة', at: AT } } } })],
    ['the previous copy could not be put away', ended({ leftOut: 3, leftBeside: { target: `${planned().sessionId}.json.bak`, outcome: { state: 'skipped', reason: 'busy' } } })],
    ['a leftover could not be put away', ended({ leftBeside: { target: 's1.json.tmp.1', outcome: { state: 'skipped', reason: 'busy' } } })],
    ['not done', notDone(skipped('changed'))],
    ['stopped before it', notDone(skipped('stopped'))],
    ['the system refused', notDone({ state: 'failed', errno: 'EIO' })],
  ];
  sayings.part('The report of a repair');
  const frame = { where: WHERE, dir: DIR, keptIn: `${KEPT_IN}/${RUN}`, startedAt: AT, after: report([]) };
  for (const [situation, one] of conversations) sayings.tell(situation, plain(renderRepairReport(summary([one]), frame, LOCALE)));
  const more = summary([ended()], { leftovers: 2, hasIndex: true });
  sayings.tell('something is still found', plain(renderRepairReport(more, { ...frame, after: report(['Index damaged', 'Not listed']) }, LOCALE)));
  sayings.tell('one leftover, and the check failed', plain(renderRepairReport({ ...more, leftovers: 1, runId: null }, { ...frame, after: null }, LOCALE)));
  sayings.labels('after the window was closed', REPAIRING_WORDS, ['reportGone']);
  sayings.part('The page of a finding after its repair');
  const page = { state: ['Safe to repair', WHERE], subtitle: TITLE } as unknown as FindingPage;
  for (const [situation, conversation] of conversations.filter(([, { outcome }]) => outcome.state === 'applied')) {
    for (const isGood of [true, false]) {
      const proof = { conversation, checks: [{ text: '', isGood }], repairedAt: AT } as unknown as Proof;
      const { state, title, notice } = proofPageOf(page, proof, [], LOCALE);
      if (isGood) sayings.tell(situation, [state.join(' · '), title, notice ?? ''].join('\n'));
    }
  }
  sayings.tell('why the system refuses', errnoWords('EIO'));
}
