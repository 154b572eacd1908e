import * as assert from 'node:assert/strict';
import { relationOf, type Relation } from '../../../src/core/lineage';
import type { SessionRecord } from '../../../src/core/sessionRecord';
import { compressed, record, SECOND } from './sessionSamples';

const under = (parent: string, fields: Partial<SessionRecord> = {}): SessionRecord =>
  record('child', { parent_session_id: parent, started_at: SECOND + 100, ...fields });

describe('relationOf', () => {
  const cases: readonly (readonly [Relation, string, SessionRecord, SessionRecord | null])[] = [
    ['root', 'no parent', record('a'), null],
    ['root', 'an empty parent', record('a', { parent_session_id: '' }), null],
    ['root', 'no parent, with the marks of a branch from somewhere', record('a', { branched_from: 'x' }), null],
    ['subagent', 'no parent, made by a subagent', record('a', { source: 'subagent' }), null],
    ['delegate', 'no parent, marked as delegated', record('a', { delegate_from: 'x' }), null],

    ['delegate', 'the delegate mark of this parent', under('p', { delegate_from: 'p' }), compressed('p')],
    ['delegate', 'a delegate whose delegator is gone', under('p', { delegate_from: '__orphaned__' }), compressed('p')],
    ['branch', 'the branch mark of this parent', under('p', { branched_from: 'p' }), compressed('p')],
    ['reset', 'the reset mark of this parent', under('p', { reset_from: 'p' }), compressed('p')],
    [
      'delegate',
      'all marks of this parent',
      under('p', { delegate_from: 'p', branched_from: 'p', reset_from: 'p' }),
      compressed('p'),
    ],
    [
      'branch',
      'the marks of a branch and of a reset',
      under('p', { branched_from: 'p', reset_from: 'p' }),
      compressed('p'),
    ],

    ['continuation', 'a compressed parent', under('p'), compressed('p')],
    ['continuation', 'a compressed parent that ended later', under('p', { started_at: SECOND }), compressed('p')],
    ['continuation', 'the delegate mark of an older parent', under('p', { delegate_from: 'x' }), compressed('p')],
    ['continuation', 'the branch mark of an older parent', under('p', { branched_from: 'x' }), compressed('p')],
    ['continuation', 'the reset mark of an older parent', under('p', { reset_from: 'x' }), compressed('p')],
    [
      'continuation',
      'a subagent that was compressed',
      under('p', { source: 'subagent' }),
      compressed('p', { source: 'subagent' }),
    ],
    ['subagent', 'a subagent of a compressed parent', under('p', { source: 'subagent' }), compressed('p')],
    ['subagent', 'a tool run of a compressed parent', under('p', { source: 'tool' }), compressed('p')],

    [
      'delegate',
      'the delegate mark of another parent, and no compression',
      under('p', { delegate_from: 'x' }),
      record('p'),
    ],
    [
      'branch',
      'the branch mark of another parent, and no compression',
      under('p', { branched_from: 'x' }),
      record('p'),
    ],
    ['reset', 'the reset mark of another parent, and no compression', under('p', { reset_from: 'x' }), record('p')],
    ['subagent', 'a parent that is not there', under('p'), null],
    ['branch', 'a parent that is not there, with the branch mark', under('p', { branched_from: 'p' }), null],
    ['reset', 'a parent that is not there, with the reset mark', under('p', { reset_from: 'p' }), null],
    ['delegate', 'a parent that is not there, with a delegate mark', under('p', { delegate_from: 'x' }), null],

    [
      'branch',
      'a parent that ended with a branch',
      under('p'),
      record('p', { end_reason: 'branched', ended_at: SECOND + 100 }),
    ],
    [
      'subagent',
      'a start before the parent was branched',
      under('p', { started_at: SECOND }),
      record('p', { end_reason: 'branched', ended_at: SECOND + 100 }),
    ],
    ['subagent', 'a branched parent without an end', under('p'), record('p', { end_reason: 'branched' })],
    [
      'reset',
      'a parent that was reset, with the same key',
      under('p', { session_key: 'k' }),
      record('p', { end_reason: 'session_reset', session_key: 'k' }),
    ],
    [
      'reset',
      'a parent that idled out, with the same key',
      under('p', { session_key: 'k' }),
      record('p', { end_reason: 'idle', session_key: 'k' }),
    ],
    [
      'subagent',
      'a parent that was reset, with another key',
      under('p', { session_key: 'k' }),
      record('p', { end_reason: 'session_reset', session_key: 'l' }),
    ],
    [
      'subagent',
      'a parent that was reset, with empty keys',
      under('p', { session_key: '' }),
      record('p', { end_reason: 'session_reset', session_key: '' }),
    ],
    ['subagent', 'a parent that was reset, without keys', under('p'), record('p', { end_reason: 'session_reset' })],
    [
      'subagent',
      'a parent that simply ended, with the same key',
      under('p', { session_key: 'k' }),
      record('p', { end_reason: 'cli_close', session_key: 'k' }),
    ],
    ['subagent', 'nothing but a parent', under('p'), record('p')],
  ];
  for (const [relation, why, child, parent] of cases) {
    it(`is ${relation} for ${why}`, () => assert.equal(relationOf(child, parent), relation));
  }
});
