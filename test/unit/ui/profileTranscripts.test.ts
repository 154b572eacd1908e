import * as assert from 'node:assert/strict';
import type { TranscriptMessage } from '../../../src/core/transcriptMessage';
import { toTranscriptMessage } from '../../../src/core/transcriptMessage';
import { usualCopy } from '../../../src/core/transcriptTarget';
import type { ConversationRow } from '../../../src/core/conversation';
import type { ChildRow } from '../../../src/io/profile/profileReader';
import type { ProfileModel } from '../../../src/ui/profileModel';
import { ProfileTranscripts } from '../../../src/ui/profileTranscripts';
import { EMPTY_MESSAGE } from '../../support/messageSample';

describe('ProfileTranscripts', () => {
  /** A reader of ten messages whose answers hold `most` at a time. */
  function transcripts(most: number): { source: ProfileTranscripts; asked: unknown[] } {
    const asked: unknown[] = [];
    const all = Array.from({ length: 10 }, (_, i) => toTranscriptMessage({ ...EMPTY_MESSAGE, id: String(i) }, i));
    const call = (method: string, [, from, count]: [string, number, number]): Promise<TranscriptMessage[]> => {
      asked.push([method, from, count]);
      return Promise.resolve(all.slice(from, from + Math.min(count, most)));
    };
    return { source: new ProfileTranscripts({ client: { call } } as unknown as ProfileModel, 'en'), asked };
  }
  const ids = async (source: ProfileTranscripts, from: number, count: number): Promise<string[]> =>
    (await source.messages(usualCopy('s'), from, count)).map(({ id }) => id);

  it('puts a page together from as many answers as it takes', async () => {
    const { source, asked } = transcripts(2);
    assert.deepEqual(await ids(source, 3, 5), ['3', '4', '5', '6', '7']);
    assert.deepEqual(asked, [
      ['page', 3, 5],
      ['page', 5, 3],
      ['page', 7, 1],
    ]);
  });

  it('knows what a conversation hangs on and what hangs on it, for all of it or for one of its sessions', async () => {
    const row = (id: string, fields: Partial<ConversationRow> = {}): ConversationRow =>
      ({ id, rootId: id, segmentIds: [id], label: id, relation: 'root', parentSessionId: null, startedAt: 7, messageCount: 2, source: 'cli', ...fields }) as ConversationRow;
    const shown = row('b', { rootId: 'a', segmentIds: ['a', 'b'], relation: 'branch', parentSessionId: 'p1' });
    const rows = new Map([['b', shown], ['a', shown], ['p1', row('p2', { label: '  The\nparent' })]]);
    const child = (id: string, relation: ConversationRow['relation'], parentSessionId: string): ChildRow => ({ kind: 'conversation', row: row(id, { relation, parentSessionId }) });
    const children: ChildRow[] = [
      { kind: 'segment', id: 'a', position: 0, row: row('a') },
      child('x', 'delegate', 'a'),
      child('y', 'reset', 'b'),
      child('z', 'continuation', 'b'),
    ];
    const call = async (method: string, [id]: [string]): Promise<unknown> => (method === 'row' ? (rows.get(id) ?? null) : method === 'children' ? children : assert.fail(method));
    const source = new ProfileTranscripts({ client: { call } } as unknown as ProfileModel, 'en');
    const told = async (sessionId: string, isWhole: boolean): Promise<string[]> =>
      (await source.kin({ sessionId, source: null, isWhole })).map(({ sessionId: to, kin }) => `${kin.side} ${kin.by} ${kin.label} → ${to}`);
    assert.deepEqual(await told('b', true), ['origin branch The parent → p2', 'offshoot subagent x → x', 'offshoot reset y → y']);
    assert.deepEqual(await told('b', false), ['offshoot reset y → y']);
    assert.deepEqual(await told('none', true), []);
  });

  it('asks once where all came at once, and ends where there is no more', async () => {
    const { source, asked } = transcripts(200);
    assert.deepEqual(await ids(source, 2, 3), ['2', '3', '4']);
    assert.equal(asked.length, 1);
    assert.deepEqual(await ids(source, 8, 200), ['8', '9']);
    assert.deepEqual(await ids(source, 10, 200), []);
  });
});
