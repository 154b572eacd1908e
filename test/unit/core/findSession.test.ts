import * as assert from 'node:assert/strict';
import { findSession } from '../../../src/core/findSession';
import { buildSessionTree } from '../../../src/core/sessionTree';
import { compressed, file, record, SECOND } from './sessionSamples';

describe('findSession', () => {
  const tree = buildSessionTree(
    [
      record('20260501_a', { title: 'Berth list', newest_message_at: SECOND + 9 }),
      record('20260501_ab', { title: 'berth list', newest_message_at: SECOND + 8 }),
      record('20260502_c', { title: 'Über den Hafen', newest_message_at: SECOND + 7 }),
      record('20260501_ab_x', { title: '20260501_a', newest_message_at: SECOND + 6 }),
      compressed('old', { title: 'Trip', newest_message_at: SECOND + 5 }),
      compressed('mid', { title: 'Trip, part 2', parent_session_id: 'old', newest_message_at: SECOND + 5 }),
      record('tip', { title: null, parent_session_id: 'mid', newest_message_at: SECOND + 5 }),
      record('longer', { title: 'The BERTH LIST, longer', newest_message_at: SECOND + 4 }),
      compressed('part1', { title: 'Part', newest_message_at: SECOND + 3 }),
      compressed('part2', { title: 'Part', parent_session_id: 'part1', newest_message_at: SECOND + 3 }),
      record('whole', { title: 'Whole', parent_session_id: 'part2', newest_message_at: SECOND + 3 }),
      record('none', { title: null }),
      record('__proto__', { title: 'Proto' }),
    ],
    [file('filed', { title: 'Only filed' })],
  );
  const one = (id: string) => ({ kind: 'one', id });

  it('takes an exact id before everything', () => {
    assert.deepEqual(findSession(tree, '20260501_a'), one('20260501_a'));
    assert.deepEqual(findSession(tree, 'old'), one('old'), 'also of an older segment');
    assert.deepEqual(findSession(tree, '__proto__'), one('__proto__'));
    assert.deepEqual(findSession(tree, 'filed'), one('filed'));
  });

  it('takes a prefix that only one id has, and lists the ids when several have it, newest first', () => {
    assert.deepEqual(findSession(tree, '20260502'), one('20260502_c'));
    assert.deepEqual(findSession(tree, '20260501_ab_'), one('20260501_ab_x'));
    assert.deepEqual(findSession(tree, '20260501'), {
      kind: 'several',
      ids: ['20260501_a', '20260501_ab', '20260501_ab_x'],
    });
    assert.deepEqual(findSession(tree, 'mi'), one('mid'));
    assert.deepEqual(
      findSession(tree, 'part'),
      { kind: 'several', ids: ['part2', 'part1'] },
      'segments of one conversation, too',
    );
  });

  it('takes a title as written, then but for case, then a part of it', () => {
    assert.deepEqual(findSession(tree, 'Berth list'), one('20260501_a'));
    assert.deepEqual(findSession(tree, 'berth list'), one('20260501_ab'));
    assert.deepEqual(findSession(tree, 'BERTH LIST'), { kind: 'several', ids: ['20260501_a', '20260501_ab'] });
    assert.deepEqual(findSession(tree, 'berth'), { kind: 'several', ids: ['20260501_a', '20260501_ab', 'longer'] });
    assert.deepEqual(findSession(tree, 'hafen'), one('20260502_c'));
    assert.deepEqual(findSession(tree, 'ÜBER DEN'), one('20260502_c'));
    assert.deepEqual(findSession(tree, 'u\u0308ber'), one('20260502_c'), 'composed otherwise');
    assert.deepEqual(findSession(tree, 'only filed'), one('filed'));
  });

  it('means the newest segment of a conversation whose segments are titled alike', () => {
    assert.deepEqual(findSession(tree, 'Trip'), one('tip'));
    assert.deepEqual(findSession(tree, 'trip, part 2'), one('mid'));
    assert.deepEqual(findSession(tree, 'part 2'), one('mid'));
    assert.deepEqual(findSession(tree, 'Part'), one('part2'));
  });

  it('finds nothing for what is nowhere, and nothing for nothing', () => {
    for (const wanted of ['nowhere', '', '  ', 'x'.repeat(10_000), 'a\nb', '../../etc/passwd', '%', '.*']) {
      assert.deepEqual(findSession(tree, wanted), { kind: 'none' }, wanted.slice(0, 20));
    }
  });
});
