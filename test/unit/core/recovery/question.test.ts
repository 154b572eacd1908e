import * as assert from 'node:assert/strict';
import { conversationsInQuestion, type Questioned } from '../../../../src/core/recovery/question';

/** Whole files with two messages, each with what is unusual about it; the rest of a fact decides nothing. */
const file = (sessionId: string, more: object = {}, content: object = {}): unknown => {
  const conversation = { innerId: sessionId, messageCount: 2, pending: null, activeStreamId: null, ...more };
  return { sessionId, content: { state: 'whole', conversation, ...content } };
};

const facts = (some: { readonly [K in keyof Questioned]?: readonly unknown[] }): Questioned =>
  ({
    live: [],
    backups: [],
    temporaries: [],
    turnJournals: [],
    databases: [],
    agentFiles: [],
    keptOriginals: [],
    repairedFiles: [],
    ...some,
  }) as Questioned;

const inQuestion = (some: Parameters<typeof facts>[0]): string[] => [...conversationsInQuestion(facts(some))];

describe('conversationsInQuestion', () => {
  it('leaves out what is whole and alone', () => {
    const event = { event: 'submitted', turnId: 't', orderSeconds: 1, streamId: null, prompt: {} };
    const journal = { sessionId: 'a', events: [event, { ...event, event: 'completed', prompt: null }] };
    const unasked = { sessionId: 'b', events: [{ ...event, event: 'worker_started', prompt: null }] };
    const row = (messages: object | null, messageRows: number): [string, object] => ['a', { id: 'a', messages, messageRows }];
    const database = { rows: { state: 'read', value: { byId: new Map([row(null, 5)]) } } };
    const empty = { rows: { state: 'read', value: { byId: new Map([row({}, 0)]) } } };
    const absent = { rows: { state: 'absent' } };
    assert.deepEqual(
      inQuestion({ live: [file('a'), file('b', { innerId: null })], turnJournals: [journal, unasked], databases: [database, empty, absent] }),
      [],
    );
  });

  it('leaves out a previous copy with no more messages than the file, as Hermes WebUI does', () => {
    assert.deepEqual(inQuestion({ live: [file('a'), file('b')], backups: [file('a'), file('b', { messageCount: 1 })] }), []);
    assert.deepEqual(inQuestion({ live: [file('a')], backups: [file('a', { messageCount: 3 })] }), ['a']);
    assert.deepEqual(inQuestion({ backups: [file('a', { messageCount: 0 })] }), ['a']);
  });

  for (const [reason, unusual] of [
    ['is damaged', file('a', {}, { state: 'damaged' })],
    ['could not be read', file('a', {}, { state: 'unchecked' })],
    ['is no file', file('a', {}, { state: 'not_a_file' })],
    ['says another id', file('a', { innerId: 'b' })],
    ['has a pending prompt', file('a', { pending: {} })],
    ['has a stream', file('a', { activeStreamId: 's' })],
  ] as const) {
    it(`takes a conversation whose file ${reason}, or whose previous copy`, () => {
      assert.deepEqual(inQuestion({ live: [unusual] }), ['a']);
      assert.deepEqual(inQuestion({ live: [file('a')], backups: [unusual] }), ['a']);
    });
  }

  it('takes one whose id Hermes WebUI cannot open', () => {
    assert.deepEqual(inQuestion({ live: [file('a b')] }), ['a b']);
  });

  it('takes one beside which something stands that may say more', () => {
    const open = { sessionId: 'a', events: [{ event: 'submitted', turnId: 't', orderSeconds: 1, streamId: null, prompt: {} }] };
    const database = { rows: { state: 'read', value: { byId: new Map([['a', { id: 'a', messages: {}, messageRows: 1 }]]) } } };
    for (const beside of [
      { temporaries: [{ sessionId: 'a' }] },
      { agentFiles: [{ sessionId: 'a' }] },
      { turnJournals: [open] },
      { databases: [database] },
      { keptOriginals: [{ sessionId: 'a' }] },
      { repairedFiles: [{ sessionId: 'b', changed: null }, { sessionId: 'a', changed: {} }] },
    ]) {
      assert.deepEqual(inQuestion({ live: [file('a'), file('b')], ...beside }), ['a'], JSON.stringify(beside));
    }
  });
});
