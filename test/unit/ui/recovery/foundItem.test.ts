import * as assert from 'node:assert/strict';
import type { ReportItem } from '../../../../src/core/recovery/report';
import { conversationOfKey, foundItems } from '../../../../src/ui/recovery/foundItem';
import { foundReport } from '../../../support/foundReport';

const item = foundReport({ evidence: { sha256: 'aa' } });
const keys = (...items: ReportItem[]): string[] => foundItems({ items }).map(({ key }) => key);

describe('the key of a finding', () => {
  it('is the same in the next audit, in other words, ticked or not', () => {
    const [first] = keys(item);
    assert.deepEqual(keys({ ...item, title: 'Chat geschrumpft', preselected: false, not_preselected_because: 'in_flight' }), [first]);
  });

  it('names its conversation, whatever the id is', () => {
    assert.deepEqual(['s1', '', 'a:b', 'shrunken_live:'].map((session_id) => conversationOfKey(keys({ ...item, session_id })[0]!)), ['s1', '', 'a:b', 'shrunken_live:']);
    // As a page may have kept it.
    assert.deepEqual(['', 'k', 'k:'].map(conversationOfKey), ['', '', '']);
  });

  it('is another for another kind, conversation, count, turn or evidence', () => {
    const others = keys(
      item,
      { ...item, kind: 'diverged_backup' },
      { ...item, session_id: 's2' },
      { ...item, live_messages: 3 },
      { ...item, bak_messages: 3 },
      { ...item, turn_id: 't' },
      { ...item, event: 'submitted' },
      { ...item, evidence: { sha256: 'bb' } },
    );
    assert.equal(new Set(others).size, 8);
  });

  it('is unique in a report that says the same thing twice', () => {
    assert.equal(new Set(keys(item, item, item)).size, 3);
  });
});
