import * as assert from 'node:assert/strict';
import type { ReportItem } from '../../../../src/core/recovery/report';
import { foundItems } from '../../../../src/ui/recovery/foundItem';

const item: ReportItem = {
  session_id: 's1',
  kind: 'shrunken_live',
  category: 'repairable',
  recommendation: 'restore_from_bak',
  live_messages: 2,
  bak_messages: 1000,
  title: 'Chat shrank: 1,000 to 2 messages',
  explanation: '',
  why: '',
  remedy: '',
  not_a_fault_if: '',
  evidence: { sha256: 'aa' },
  preselected: true,
  not_preselected_because: null,
};
const keys = (...items: ReportItem[]): string[] => foundItems({ items }).map(({ key }) => key);

describe('the key of a finding', () => {
  it('is the same in the next audit, in other words, ticked or not', () => {
    const [first] = keys(item);
    assert.deepEqual(keys({ ...item, title: 'Chat geschrumpft', preselected: false, not_preselected_because: 'in_flight' }), [first]);
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
