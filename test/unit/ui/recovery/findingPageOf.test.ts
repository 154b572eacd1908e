import * as assert from 'node:assert/strict';
import type { FindingPage } from '../../../../src/core/findingPage';
import { namedCopies } from '../../../../src/core/recovery/namedCopies';
import type { ReportItem } from '../../../../src/core/recovery/report';
import type { TranscriptMessage } from '../../../../src/core/transcriptMessage';
import { WAYS } from '../../../../src/core/words/ways';
import type { ProfileLocation } from '../../../../src/io/hermesHome';
import type { ProfileModel } from '../../../../src/ui/profileModel';
import type { FindingCopy } from '../../../../src/ui/recovery/findingCopies';
import { comparedWith, findingPageOf, type PageFacts } from '../../../../src/ui/recovery/findingPageOf';

const NOW = Date.UTC(2026, 10, 18, 12);
const item: ReportItem = {
  session_id: 's1',
  kind: 'diverged_backup',
  category: 'unsafe_to_repair',
  recommendation: 'manual_review',
  live_messages: 120,
  bak_messages: 131,
  title: 'Two copies differ',
  explanation: 'What was found.',
  why: 'Why.',
  remedy: `A person has to decide. ${WAYS.look.terminal}`,
  not_a_fault_if: 'You edited it.',
  evidence: { sha256: 'aa', lines: [1, 2] },
  preselected: false,
  not_preselected_because: null,
};

const message = (text: string, at: number | null): TranscriptMessage =>
  ({ parts: text === '' ? [] : [{ kind: 'text', slot: 'part:0', text, chars: text.length }], calls: [{ id: 'c', name: 'terminal' }], at }) as unknown as TranscriptMessage;

const copy = (source: FindingCopy['source'], over: Partial<FindingCopy> = {}): FindingCopy => ({
  model: {} as ProfileModel,
  sessionId: 's1',
  source,
  name: source,
  note: '',
  messages: 120,
  isChosen: false,
  isReadable: true,
  first: null,
  last: null,
  ...over,
});

const page = (over: Partial<PageFacts> & { readonly item?: ReportItem; readonly profiles?: readonly string[] } = {}): FindingPage => {
  const profiles = (over.profiles ?? ['default']).map((profile) => ({ profile }) as ProfileLocation);
  const place = { key: 'p', sessionDir: '/h/webui/sessions', databases: [], agentDirs: [], profiles };
  const found = { key: 'k', item: over.item ?? item };
  return findingPageOf({
    node: { kind: 'finding', place, found, shelf: 'review', conversation: null, isTicked: false, dismissal: null },
    auditedAt: NOW,
    copies: null,
    actions: [],
    isOpen: true,
    path: '~/x',
    locale: 'en-GB',
    ...over,
  });
};

describe('what the page of a finding says', () => {
  it('answers in the words of the finding, and sends nobody to a terminal for what has a button', () => {
    assert.deepEqual(page().answers.map(({ text }) => text), [
      'What was found.',
      'Why.',
      'A person has to decide. Read and compare the copies first, and copy the session folder before you change anything in it.',
      'You edited it.',
    ]);
    const merge = page({ item: { ...item, remedy: `You decide. ${WAYS.merge.terminal}` } }).answers[2]?.text ?? '';
    assert.match(merge, /^You decide\. “Merge Copies…” shows both side by side/);
    assert.doesNotMatch(merge, /hermes-sessions/);
    assert.deepEqual(page({ profiles: ['default', 'work'] }).state.slice(0, 2), ['Needs review', 'profiles default, work']);
  });

  it('says why it is not ticked, that it was put away, and that it is gone', () => {
    const doubtful = { ...item, category: 'repairable', not_preselected_because: 'looks_like_undo' } as const;
    assert.ok(page({ item: doubtful }).answers.some(({ text }) => / takes turns back in Hermes WebUI\. Tick it in the view “Recovery” if that was not you\.$/.test(text)));
    assert.equal(page().notice, null);
    const shrunken: ReportItem = { ...item, category: 'repairable', live_messages: 2, evidence: { source: { messages: 9 } } };
    assert.equal(page({ item: shrunken }).title, 'Two copies differ. 7 can come back.');
    const gone = page({ isOpen: false, item: shrunken });
    assert.match(gone.notice ?? '', /^The last check does not find this any more\./);
    assert.deepEqual([gone.title, gone.state[0], gone.tone, gone.icon], ['Two copies differ.', 'Not found any more', 'quiet', 'info']);
  });

  it('says of what is safe how it is repaired, and that it can be undone, as long as it is there', () => {
    const node = { kind: 'finding', place: { key: 'p', sessionDir: '/s', databases: [], agentDirs: [], profiles: [] }, found: { key: 'k', item: { ...item, remedy: 'It can come back.' } }, conversation: null, isTicked: true, dismissal: null } as const;
    const todo = (shelf: 'safe' | 'review', isOpen = true): string => page({ node: { ...node, shelf }, isOpen }).answers[2]?.text ?? '';
    assert.equal(todo('safe'), 'It can come back. “Review Changes…” shows what would change, “Repair…” does it. What is there now is kept, and you can undo it.');
    const inUse = { ...node, shelf: 'safe', found: { key: 'k', item: { ...item, remedy: 'It can come back.', not_preselected_because: 'in_flight' } } } as const;
    assert.deepEqual([todo('review'), todo('safe', false), page({ node: inUse }).answers[2]?.text], ['It can come back.', 'It can come back.', 'It can come back.']);
  });

  it('calls a count short only where something has to be done about it', () => {
    const copies = [copy('conversation_file', { messages: 2 }), copy('previous_copy', { messages: 9 })];
    const node = { kind: 'finding', place: { key: 'p', sessionDir: '/s', databases: [], agentDirs: [], profiles: [] }, found: { key: 'k', item }, conversation: null, isTicked: false, dismissal: null } as const;
    const short = (shelf: 'review' | 'information'): boolean[] | undefined => page({ node: { ...node, shelf }, copies }).copies?.map(({ isShort }) => isShort);
    assert.deepEqual([short('review'), short('information')], [[true, false], [false, false]]);
  });

  it('compares with what Hermes WebUI shows, else with the first copy that can be read', () => {
    const live = copy('conversation_file');
    const backup = copy('previous_copy', { messages: 131 });
    assert.equal(comparedWith([backup, live]), live);
    assert.equal(comparedWith([copy('conversation_file', { isReadable: false }), backup]), backup);
    assert.equal(comparedWith([]), null);
    const shown = page({ copies: [live, backup, copy('state_db', { isReadable: false, messages: null })] }).copies;
    assert.deepEqual(shown?.map(({ canRead, canCompare, isShort, messages }) => [canRead, canCompare, isShort, messages]), [
      [true, false, true, '120'],
      [true, true, false, '131'],
      [false, false, false, ''],
    ]);
  });

  it('gives each end its first words and its time: today, this year, and another year', () => {
    const ends = [message('Hello\nyou', NOW - 3_600_000), message('', NOW - 60 * 86_400_000), message('old', NOW - 700 * 86_400_000), message('x', null)];
    const shown = page({ copies: ends.map((end) => copy('state_db', { first: end, last: end })) }).copies?.map(({ first }) => first);
    assert.deepEqual(shown?.map((end) => end?.text), ['Hello you', 'terminal', 'old', 'x']);
    const [today, year, older, none] = shown?.map((end) => end?.time ?? '') ?? [];
    assert.match(today ?? '', /^today, \d\d:\d\d$/);
    assert.match(year ?? '', /^\d+ Sept?, \d\d:\d\d$/);
    assert.match(older ?? '', /^\d+ Dec 2024, \d\d:\d\d$/);
    assert.equal(none, '');
  });

  it('has the evidence in Hermes WebUI’s words', () => {
    const lines = Object.fromEntries(page().evidence.map(({ name, value }) => [name, value]));
    assert.deepEqual([lines.kind, lines.live_messages, lines.sha256, lines.lines], ['diverged_backup', '120', 'aa', '[1,2]']);
  });
});

describe('the files that a finding names', () => {
  const named = (over: Partial<ReportItem>): [string, string][] => namedCopies({ ...item, ...over }).map(({ path, role }) => [path, role]);

  it('are temporary files, kept originals, what a repair wrote, and twins', () => {
    assert.deepEqual(named({ kind: 'stale_temp_file', evidence: { file: 's1.json.tmp.1' } }), [['s1.json.tmp.1', 'temporary_file']]);
    assert.deepEqual(named({ evidence: { source: { origin: 'kept_original', name: '_recovery/r/originals/s1.json', messages: 3 } } }), [
      ['_recovery/r/originals/s1.json', 'kept_original'],
    ]);
    assert.deepEqual(named({ kind: 'repair_written_back', evidence: { run: 'r', file: 's1.json' } }), [['_recovery/r/new/s1.json', 'repaired']]);
    assert.deepEqual(named({ kind: 'duplicate_session_id', evidence: { files: ['s1.json', 'session_s1.json', 7] } }), [['session_s1.json', 'other_file']]);
  });

  it('are none of the conversation’s own two, and nothing of other kinds', () => {
    assert.deepEqual(named({ evidence: { file: 's1.json', source: { origin: 'previous_copy', name: 's1.json.bak' } } }), []);
    assert.deepEqual(named({ kind: 'turn_journal_malformed_event', evidence: { file: 'x.jsonl' } }), []);
  });
});
