/** The pages of findings, proofs and merges in every state that they have, from fixtures and the words of the product: for pictures. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { FindingPage, PageAction } from '../../../src/core/findingPage';
import type { HostToMerge, MergePage } from '../../../src/core/mergePage';
import { alignCopies } from '../../../src/core/recovery/alignCopies';
import type { Take } from '../../../src/core/recovery/mergeCopies';
import type { EndedConversation } from '../../../src/core/recovery/repairSummary';
import type { Report, ReportItem } from '../../../src/core/recovery/report';
import { shelfOf } from '../../../src/core/recovery/findingShelf';
import type { StoredPrint } from '../../../src/core/recovery/snapshot';
import type { TranscriptMessage } from '../../../src/core/transcriptMessage';
import { MERGING_WORDS } from '../../../src/core/words/merging';
import { RECOVERY_WORDS } from '../../../src/core/words/recoveryView';
import { provenOf } from '../../../src/core/words/repairReportText';
import { REPAIRING_WORDS } from '../../../src/core/words/repairing';
import { say } from '../../../src/core/words/say';
import type { ProfileLocation } from '../../../src/io/hermesHome';
import type { OfferedCopy, OfferedMerge, SeenMessage } from '../../../src/io/repairs/offeredMerge';
import type { FindingCopy } from '../../../src/ui/recovery/findingCopies';
import { emptyFindingPage, findingPageOf, type PageFacts } from '../../../src/ui/recovery/findingPageOf';
import { emptyMergePage, mergePageOf, mergeStateOf } from '../../../src/ui/recovery/mergePageOf';
import type { Proof } from '../../../src/ui/recovery/proof';
import { proofPageOf } from '../../../src/ui/recovery/proofPageOf';
import type { FindingNode } from '../../../src/ui/recovery/recoveryNodes';
import { RECOVERY_FIXTURES } from '../../support/recoveryFixture';

export interface RecoveryState {
  readonly name: string;
  readonly page: 'finding' | 'merge';
  /** What the host posts. */
  readonly message: unknown;
}

const NOW = Date.UTC(2026, 10, 18, 13, 10);
const MINUTE = 60_000;
const LOCALE = 'en-GB';
const DIR = '~/.hermes/webui/sessions';
const TITLE = 'Winter timetable, all piers';
const LONG = 'Rewrite the timetable of all ferries between the mainland and the outer islands, winter and summer, with the exceptions of the school holidays, and_a_very_long_name_without_any_space_at_all_that_goes_on_and_on';
const RTL = 'تقرير إشغال المرفأ لشهر نوفمبر';

const message = (text: string, at: number | null): TranscriptMessage =>
  ({ parts: text === '' ? [] : [{ kind: 'text', slot: 'part:0', text, chars: text.length }], calls: [], at }) as unknown as TranscriptMessage;

const copy = (source: FindingCopy['source'], name: string, over: Partial<FindingCopy> = {}): FindingCopy =>
  ({
    ...{ sessionId: 's1', source, name, note: '', messages: 120, isChosen: false, isReadable: true },
    ...{ first: message('Collect all winter timetables of the piers, and put them into one table.', NOW - 76 * 24 * 60 * MINUTE), last: message('The ferry leaves at 06:20 from pier 4.', NOW - 126 * MINUTE) },
    ...over,
  }) as FindingCopy;

/** Those that a finding about one conversation usually has. */
function copiesOf(item: ReportItem): FindingCopy[] {
  if (item.session_id === '') return [];
  const { source } = item.evidence as { readonly source?: { readonly origin?: string } };
  const chosen = (origin: string): Partial<FindingCopy> => (source?.origin === origin ? { note: RECOVERY_WORDS.comesBackNote, isChosen: true } : {});
  return [
    ...(item.live_messages < 0 ? [] : [copy('conversation_file', 'conversation file', { messages: item.live_messages, note: RECOVERY_WORDS.inWebui })]),
    ...(item.bak_messages < 0 ? [] : [copy('previous_copy', 'previous copy (.bak)', { messages: item.bak_messages, ...chosen('previous_copy') })]),
    copy('state_db', 'state.db', { messages: 996, ...chosen('state_db') }),
  ];
}

const conversation = (title: string): FindingNode['conversation'] => ({ title, lastActiveAt: NOW }) as FindingNode['conversation'];
const node = (item: ReportItem, over: Partial<FindingNode> & { readonly profiles?: readonly string[] } = {}): FindingNode =>
  ({
    ...{ kind: 'finding', found: { key: 'k', item }, shelf: shelfOf(item.category, false), isTicked: item.preselected, dismissal: null },
    conversation: item.session_id === '' ? null : { title: TITLE, lastActiveAt: NOW },
    place: { key: 'p', sessionDir: DIR, databases: [], agentDirs: [], profiles: (over.profiles ?? ['default']).map((profile) => ({ profile }) as ProfileLocation) },
    ...over,
  }) as FindingNode;

const actionsOf = ({ shelf, dismissal, found: { item } }: FindingNode): PageAction[] => {
  const labels = [
    ...(shelf === 'safe' ? [REPAIRING_WORDS.reviewButton, REPAIRING_WORDS.repairOne] : []),
    ...(item.recommendation === 'merge_copies' ? [MERGING_WORDS.act] : []),
    ...(item.recommendation === 'complete_or_undo' ? [REPAIRING_WORDS.completeOne, REPAIRING_WORDS.undoOne] : []),
    ...(item.bak_messages >= 0 ? [RECOVERY_WORDS.actReadPrevious] : []),
    RECOVERY_WORDS.actReveal,
  ];
  return [
    ...labels.map((label, i): PageAction => ({ label, look: i === 0 && label !== RECOVERY_WORDS.actReveal ? 'primary' : 'secondary' })),
    { label: dismissal === null ? RECOVERY_WORDS.actDismiss : RECOVERY_WORDS.actBringBack, look: 'link' },
  ];
};

// As `waysOn` has them.
const WAYS: PageAction[] = [
  { label: RECOVERY_WORDS.actFoundNow, look: 'primary' },
  { label: RECOVERY_WORDS.actProof, look: 'secondary' },
  { label: RECOVERY_WORDS.actAudit, look: 'secondary' },
];

const finding = (item: ReportItem, over: Partial<PageFacts> = {}): FindingPage => {
  const shown = over.node ?? node(item);
  return findingPageOf({ ...{ node: shown, auditedAt: NOW, copies: copiesOf(item), actions: actionsOf(shown), isOpen: true, path: `${DIR}/20260903_084012_9f3a.json`, locale: LOCALE }, ...over });
};

/** The findings of a fixture, as its report has them. */
const itemsOf = (fixture: string): readonly ReportItem[] => (JSON.parse(fs.readFileSync(join(RECOVERY_FIXTURES, fixture, 'report.json'), 'utf8')) as Report).items;

const kindOf = (fixture: string): string => fixture.split('--')[0]!;

/** One for each title that the findings of the fixtures have, so that every kind and every case is there once. */
function everyFinding(): RecoveryState[] {
  const seen = new Set<string>();
  const fixtures = fs.readdirSync(RECOVERY_FIXTURES, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  return fixtures.flatMap((fixture) =>
    itemsOf(fixture).flatMap((item): RecoveryState[] => {
      const name = `${item.kind} · ${item.title.replace(/[\d,]+/g, 'n')}`;
      if (item.kind !== kindOf(fixture) || seen.has(name)) return [];
      seen.add(name);
      return [{ name: fixture, page: 'finding', message: { type: 'finding', page: finding(item) } }];
    }),
  );
}

const shrunken = (): ReportItem => ({ ...itemsOf('shrunken_live')[0]!, live_messages: 2, bak_messages: 1_000, title: 'Chat shrank: 1,000 to 2 messages' });

function specialFindings(): RecoveryState[] {
  const item = shrunken();
  const of = (name: string, page: FindingPage): RecoveryState => ({ name, page: 'finding', message: { type: 'finding', page } });
  const hostile = '<b>not bold</b> \u202egnp.exe \u0007';
  return [
    of('copies are read yet', finding(item, { copies: null })),
    of('many copies, some unreadable', finding(item, {
      copies: [
        ...copiesOf(item),
        copy('session_json', 'agent’s transcript (.json)', { messages: 12_345 }),
        copy('path:x', 'temporary file', { messages: null, isReadable: false, first: null, last: null, note: 'cannot be read: permission denied (EACCES)' }),
        copy('path:y', 'kept by a repair', { first: message('', null), last: message(RTL, NOW - 400 * 24 * 60 * MINUTE) }),
        copy('path:z', 'file a_name_that_somebody_gave_it_and_that_has_no_space_at_all.json'),
      ],
    })),
    of('a long title', finding(item, { node: node(item, { conversation: conversation(LONG) }) })),
    of('right to left', finding({ ...item, explanation: `${item.explanation} „${RTL}“` }, { node: node(item, { conversation: conversation(RTL) }), copies: [copy('conversation_file', 'conversation file', { first: message(RTL, NOW), last: message(RTL, NOW) })] })),
    of('hostile', finding({ ...item, title: hostile, explanation: hostile }, { node: node({ ...item, title: hostile }, { conversation: conversation(hostile.replace('\u202e', '')) }) })),
    of('several profiles', finding(item, { node: node(item, { profiles: ['default', 'work', 'harbour-office'] }) })),
    of('in use', finding({ ...item, preselected: false, not_preselected_because: 'in_flight' })),
    of('dismissed', finding(item, { node: node(item, { shelf: 'dismissed', dismissal: { reason: 'keep_deleted' } as FindingNode['dismissal'] }) })),
    of('gone', finding(item, { isOpen: false, actions: WAYS })),
    of('not checked yet', emptyFindingPage(item.title, RECOVERY_WORDS.waiting, [])),
    of('gone, nothing known', emptyFindingPage(item.title, RECOVERY_WORDS.goneUnknown, WAYS.slice(2))),
  ];
}

const proofOf = (failed: readonly string[] = []): EndedConversation['proof'] =>
  ({ sessionId: 's1', target: 's1.json', sha256: 'new', looked: { title: TITLE, messages: 1_000, last: { preview: 'The ferry leaves at 06:20 from pier 4.', at: NOW }, failed } }) as EndedConversation['proof'];
const ended = (changes: Partial<EndedConversation> = {}): EndedConversation =>
  ({
    ...{ sessionId: 's1', title: TITLE, messages: 1_000, added: 998, leftOut: 0, movesCopy: false, isNew: false, sha256: 'new', problem: null },
    ...{ outcome: { state: 'applied' }, leftBeside: null, proof: proofOf(), isAsPlanned: true },
    ...changes,
  });

function proofs(): RecoveryState[] {
  const item = shrunken();
  const report = (titles: readonly string[]): Report => ({ items: titles.map((title) => ({ session_id: 's1', category: 'repairable', title })) }) as unknown as Report;
  const actions: PageAction[] = [
    { label: REPAIRING_WORDS.read, look: 'primary' },
    { label: REPAIRING_WORDS.undoOne, look: 'secondary' },
    { label: REPAIRING_WORDS.showReport, look: 'secondary' },
  ];
  const cases: readonly (readonly [string, EndedConversation, Report | null])[] = [
    ['all is back', ended(), report([])],
    ['a file that was gone', ended({ isNew: true, added: 1 }), report([])],
    ['merged, some left out', ended({ leftOut: 3, messages: 12, movesCopy: true }), report([])],
    ['merged, the copy could not be put away', ended({ leftOut: 3, leftBeside: { target: 's1.json.bak', outcome: { state: 'skipped', reason: 'busy' } } }), report([])],
    ['only settings', ended({ added: 0 }), report([])],
    ['written over at once', ended({ isAsPlanned: false }), report([])],
    ['may not be loaded', ended({ proof: proofOf(['times', 'positions']) }), report([])],
    ['nobody could look again', ended({ proof: null }), null],
    ['something is still found', ended(), report(['Prompt waits for an answer that will not come', 'Not listed'])],
    ['from right to left', ended({ proof: { ...proofOf()!, looked: { ...proofOf()!.looked!, last: { preview: RTL, at: NOW } } } }), report([])],
  ];
  return cases.map(([name, conversation, after]) => ({
    name: `proof: ${name}`,
    page: 'finding',
    message: {
      type: 'finding',
      page: proofPageOf(finding(item, { isOpen: false, actions: [] }), { conversation, checks: provenOf(conversation, after, LOCALE), repairedAt: NOW, runId: 'r', report: null, stillFound: new Set() } as unknown as Proof, actions, LOCALE),
    },
  }));
}

const prints = (words: string): StoredPrint[] => words.split(' ').filter((word) => word !== '').map((key, place) => ({ role: 'user', key, at: null, isRecovered: false, place }));
const SAID = ['Add the fees of small boats, and sort the table by length.', 'Done.\n\n- 14 harbours, three lengths each\n- Two of them raised their fees in May: Westhaven and Tarn Sound.', 'Leave them out again.', 'The table is as it was.'];

function offered(live: string, previous: string, textOf: (key: string, i: number) => Partial<SeenMessage>): OfferedMerge {
  const copyOf = (name: string, words: string): OfferedCopy => {
    const all = prints(words);
    const seen = all.map(({ key, place }): [number, SeenMessage] => [place, { role: place % 2 === 0 ? 'user' : 'assistant', at: NOW - (60 - place) * MINUTE, text: SAID[place % SAID.length]!, calls: [], ...textOf(key, place) }]);
    return { name, messageCount: all.length, beside: [], seen: new Map(seen) };
  };
  const aligned = (words: string): Parameters<typeof alignCopies>[0] => ({ prints: prints(words), beside: [], messageCount: prints(words).length });
  return { live: copyOf('s.json', live), previous: copyOf('s.json.bak', previous), stretches: alignCopies(aligned(live), aligned(previous)) };
}

function merges(): RecoveryState[] {
  const item = itemsOf('diverged_backup')[0]!;
  const of = (name: string, merge: OfferedMerge, takes: readonly (Take | null)[] = [], title = TITLE, isOpen = true): RecoveryState => ({
    name: `merge: ${name}`,
    page: 'merge',
    message: {
      type: 'page',
      page: mergePageOf({ node: node(item, { conversation: conversation(title) }), offered: merge, isOpen, path: `${DIR}/20260903_084012_9f3a.json`, locale: LOCALE, ways: WAYS }),
      state: mergeStateOf(merge, takes, LOCALE),
    } satisfies HostToMerge,
  });
  const empty = (name: string, page: MergePage): RecoveryState => ({ name: `merge: ${name}`, page: 'merge', message: { type: 'page', page, state: { takes: [], summary: '', isDecided: false } } });
  const plain = (): object => ({});
  const two = offered('a b x c', 'a b y1 y2 c z', plain);
  return [
    of('nothing chosen', two),
    of('one place', offered('a b x', 'a b y1 y2', plain)),
    of('one decided', two, ['previous']),
    of('everything decided', two, ['union', 'previous']),
    of('nothing left out', two, ['union', 'union']),
    of('many places', offered(Array.from({ length: 8 }, (_, i) => `b${i} o${i}`).join(' '), Array.from({ length: 8 }, (_, i) => `b${i} i${i}`).join(' '), plain), ['live', 'previous', null]),
    of('right to left, long words', offered('a x y', 'a v w', (_, i) => ({ text: i % 2 === 0 ? RTL : LONG })), ['live'], RTL),
    of('differing answers of tools', offered('a x y', 'a v', (_, i) => ({ role: i === 1 ? 'assistant' : 'tool', text: i === 1 ? 'I look at both.' : '{"stdout":"14 harbours\\n","exit_code":0}', calls: i === 1 ? ['read_file', 'terminal'] : [] }))),
    of('gone', two, ['union', 'previous'], TITLE, false),
    empty('reading', emptyMergePage(MERGING_WORDS.loading, [])),
    empty('cannot be read', emptyMergePage(say(MERGING_WORDS, 'unreadable', { reason: MERGING_WORDS.reasonChanged }), WAYS)),
    empty('waiting', emptyMergePage(MERGING_WORDS.waiting, [])),
  ];
}

export const recoveryStates = (): RecoveryState[] => [...everyFinding(), ...specialFindings(), ...proofs(), ...merges()];
