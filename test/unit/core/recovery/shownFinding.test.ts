import * as assert from 'node:assert/strict';
import { comesBack } from '../../../../src/core/recovery/comesBack';
import { findingIcon } from '../../../../src/core/recovery/findingIcon';
import { shelfOf, sortFindings } from '../../../../src/core/recovery/findingShelf';
import { FINDING_GROUPS } from '../../../../src/core/recovery/findings/index';
import { findingDescription, findingSentence } from '../../../../src/core/words/recoveryView';
import { foundReport } from '../../../support/foundReport';

const shrunk = foundReport();
const NOW = Date.UTC(2026, 10, 18, 12);
const time = { now: NOW, locale: 'en' };

describe('a finding as it is shown', () => {
  it('says how many messages come back, those that only the file has among them', () => {
    assert.equal(comesBack(shrunk), 998);
    assert.equal(comesBack({ ...shrunk, evidence: { ...shrunk.evidence, kept_from_live: 2 } }), 1000);
    assert.equal(findingSentence(shrunk, 'en'), 'Chat shrank: 1,000 to 2 messages. 998 can come back.');
  });

  it('says nothing of it where nothing comes back, where it is not safe, and where the title says it', () => {
    for (const over of [{ category: 'unsafe_to_repair' }, { live_messages: -1 }, { evidence: {} }, { evidence: { source: null } }, { live_messages: 1000 }] as const) {
      assert.equal(comesBack({ ...shrunk, ...over }), null, JSON.stringify(over));
      assert.equal(findingSentence({ ...shrunk, ...over }, 'en'), 'Chat shrank: 1,000 to 2 messages.');
    }
  });

  it('is described by the reason, the conversation and its time, as far as they are known', () => {
    const chat = { title: 'Winter timetable', lastActiveAt: NOW - 3 * 3_600_000 };
    assert.equal(findingDescription(shrunk, chat, null, time), 'Winter timetable · 3 h');
    assert.equal(findingDescription(shrunk, chat, 'looks like an undo', time), 'looks like an undo · Winter timetable · 3 h');
    assert.equal(findingDescription(shrunk, null, null, time), 's1');
    assert.equal(findingDescription({ ...shrunk, session_id: '' }, null, null, time), '');
    assert.equal(findingDescription({ ...shrunk, session_id: 'a\u202eb' }, null, null, time), 'a⟨U+202E⟩b');
    assert.equal(findingDescription(shrunk, { ...chat, title: 'ميناء' }, null, time), '\u2068ميناء\u2069 · 3 h');
  });

  it('stands on a shelf by its category, unless it was dismissed', () => {
    assert.deepEqual(
      (['repairable', 'unsafe_to_repair', 'information'] as const).map((category) => [shelfOf(category, false), shelfOf(category, true)]),
      [['safe', 'dismissed'], ['review', 'dismissed'], ['information', 'dismissed']],
    );
  });

  it('comes before older ones, undated ones last in their order, and an interrupted repair before all', () => {
    const findings = [
      { kind: 'a', at: null },
      { kind: 'b', at: 1 },
      { kind: 'c', at: 3 },
      { kind: 'd', at: null },
      { kind: 'interrupted_run', at: null },
    ];
    assert.deepEqual(sortFindings(findings, (finding) => finding).map(({ kind }) => kind), ['interrupted_run', 'c', 'b', 'a', 'd']);
  });

  it('has an icon of its own for every kind there is', () => {
    const kinds = FINDING_GROUPS.flat().map(({ kind }) => kind);
    assert.ok(kinds.length > 20);
    assert.deepEqual(kinds.filter((kind) => findingIcon(kind) === 'warning'), []);
    assert.equal(findingIcon('of a later version'), 'warning');
  });
});
