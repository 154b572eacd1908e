import * as assert from 'node:assert/strict';
import { HIDDEN_CATEGORIES, type ConversationRow } from '../../../../src/core/conversation';
import { buildSessionTree } from '../../../../src/core/sessionTree';
import {
  groupLabel,
  notShownWords,
  placesWords,
  relativeTime,
  rowAria,
  rowDescription,
  rowLabel,
  segmentLabel,
  segmentTitle,
  whereWords,
} from '../../../../src/core/words/rowWords';
import { record } from '../sessionSamples';

const NOW = new Date(2026, 10, 20, 12).getTime();
const time = { now: NOW, locale: 'en' };
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function row(fields: Partial<ConversationRow> = {}): ConversationRow {
  const [conversation] = buildSessionTree([record('a')], []).conversations;
  assert.ok(conversation);
  return {
    ...conversation,
    label: 'Label',
    preview: null,
    lastActiveAt: NOW - 8 * MINUTE,
    messageCount: 412,
    ...fields,
  };
}

describe('rowLabel', () => {
  it('is one line of what there is, and never empty', () => {
    assert.equal(rowLabel(row()), 'Label');
    assert.equal(rowLabel(row({ label: ' Two\n\n lines\tand a tab ' })), 'Two lines and a tab');
    assert.equal(rowLabel(row({ label: null, source: 'telegram' })), 'Telegram session');
    assert.equal(rowLabel(row({ label: ' \n ', source: '' })), 'Agent session');
    assert.equal(rowLabel(row({ label: null, source: '__proto__' })), 'Proto session');
  });

  it('shows what would be invisible or reorder the line', () => {
    assert.equal(rowLabel(row({ label: 'fdp\u202e.exe' })), 'fdp⟨U+202E⟩.exe');
    assert.equal(rowLabel(row({ label: 'a\u001b[31mred\u0007' })), 'a␛[31mred␇');
    assert.equal(rowLabel(row({ label: '\ud800' })), '\ufffd');
    assert.equal(rowLabel(row({ label: '{count|a|b}' })), '{count|a|b}');
  });

  it('keeps HTML and command links as the text they are', () => {
    const hostile = '<img src=x onerror=alert(1)> [x](command:y) $(error)';
    assert.equal(rowLabel(row({ label: hostile })), hostile);
  });

  it('cuts what is long, also of megabytes, without halving a character', () => {
    const label = rowLabel(row({ label: '🌍'.repeat(5000) }));
    assert.ok(label.length <= 121 && label.endsWith('🌍…'), label);
    assert.ok(rowLabel(row({ label: 'x'.repeat(5 << 20) })).length <= 121);
    const source = rowLabel(row({ label: null, source: 'line\nbreak' }));
    assert.ok(!source.includes('\n'), source);
  });
});

describe('rowDescription', () => {
  it('says time, where, messages and segments, in this order: a narrow side bar cuts the end', () => {
    assert.equal(rowDescription(row({ segmentIds: ['x', 'a'] }), time), '8 min · 412 messages · 2 segments');
    assert.equal(
      rowDescription(row({ lastActiveAt: NOW - DAY, messageCount: 73, places: ['conversationFile'] }), time),
      '1 d · file only · 73 messages',
    );
    assert.equal(rowDescription(row({ messageCount: 1 }), time), '8 min · 1 message');
    assert.equal(rowDescription(row({ messageCount: 1200 }), time), '8 min · 1,200 messages');
    assert.equal(rowDescription(row({ messageCount: 1200 }), { ...time, locale: 'de' }), '8 min · 1.200 messages');
    assert.equal(rowDescription(row({ messageCount: null, lastActiveAt: null }), time), '');
  });

  it('names an older segment by its place, and on a tab by its conversation too', () => {
    assert.equal(segmentLabel(0, 1, 'en'), 'Before compression');
    assert.equal(segmentLabel(1, 3, 'en'), 'Before compression 2');
    assert.equal(segmentTitle(row({ label: 'Winter timetable' }), 1, 3, 'en'), 'Before compression 2 · Winter timetable');
  });

  it('says where a conversation lives only when it is not simply state.db', () => {
    assert.equal(whereWords(row()), null);
    assert.equal(whereWords(row({ places: ['state.db', 'conversationFile'] })), null);
    assert.equal(whereWords(row({ places: ['conversationFile', 'previousCopy'] })), 'file only');
    assert.equal(whereWords(row({ places: ['previousCopy'] })), 'previous copy only');
    assert.equal(whereWords(row({ places: ['agentJsonl'] })), 'agent file only');
    assert.equal(whereWords(row({ rowMissing: true })), 'details lost');
    assert.equal(whereWords(row({ places: ['conversationFile'], fileProblem: 'torn' })), 'file damaged');
    assert.equal(whereWords(row({ fileProblem: 'torn' })), null, 'the row is whole');
  });
});

describe('relativeTime', () => {
  it('counts whole minutes, hours and days, and names the date from a month on', () => {
    const said: readonly (readonly [number, string])[] = [
      [0, 'now'],
      [59 * SECOND, 'now'],
      [MINUTE, '1 min'],
      [HOUR - 1, '59 min'],
      [HOUR, '1 h'],
      [DAY - 1, '23 h'],
      [DAY, '1 d'],
      [31 * DAY - 1, '30 d'],
    ];
    for (const [age, words] of said) assert.equal(relativeTime(NOW - age, time), words, String(age));
    assert.equal(relativeTime(new Date(2026, 2, 3, 12).getTime(), time), 'Mar 3');
    assert.equal(relativeTime(new Date(2025, 11, 31, 12).getTime(), time), 'Dec 31, 2025');
    assert.equal(relativeTime(new Date(2026, 2, 3, 12).getTime(), { ...time, locale: 'de' }), '3. März');
  });

  it('calls the future now', () => {
    assert.equal(relativeTime(NOW + 5 * DAY, time), 'now');
  });
});

describe('groupLabel', () => {
  it('names days and months in the language of the viewer', () => {
    assert.equal(groupLabel('today', 'en'), 'Today');
    assert.equal(groupLabel('last30Days', 'en'), 'Last 30 days');
    assert.equal(groupLabel('undated', 'en'), 'Without a date');
    assert.equal(groupLabel('month:2026-10', 'en'), 'October 2026');
    assert.equal(groupLabel('month:2026-01', 'fr'), 'Janvier 2026');
  });
});

describe('notShownWords', () => {
  it('counts by category, the largest first', () => {
    assert.equal(notShownWords({ subagent: 6, archived: 20, cron: 61 }, 'en'), '61 cron, 20 archived, 6 subagents');
    assert.equal(notShownWords({ subagent: 1, delegate: 1 }, 'en'), '1 subagent, 1 delegate');
    assert.equal(notShownWords({ cron: 2, empty: 9, archived: 3 }, 'en'), '9 empty, 3 archived, 2 cron');
    assert.equal(notShownWords({ cron: 12345 }, 'en'), '12,345 cron');
    assert.equal(notShownWords({}, 'en'), '');
  });

  it('has words for every category', () => {
    for (const category of HIDDEN_CATEGORIES)
      assert.match(notShownWords({ [category]: 2 }, 'en'), /^2 [a-z-]+$/, category);
  });
});

describe('placesWords and rowAria', () => {
  it('name every store', () => {
    assert.equal(
      placesWords(['state.db', 'conversationFile', 'previousCopy', 'agentJson', 'agentJsonl']),
      'state.db, conversation file, previous copy (.bak), agent JSON file, agent JSONL file',
    );
  });

  it('say what else is only an icon', () => {
    assert.equal(rowAria(row({ relation: 'branch' }), time), 'Label, CLI, 8 min · 412 messages, branch');
    assert.equal(
      rowAria(row({ relation: 'subagent', hidden: 'subagent' }), time),
      'Label, CLI, 8 min · 412 messages, subagent',
    );
    assert.equal(
      rowAria(row({ relation: 'continuation', hidden: 'subagent' }), time),
      'Label, CLI, 8 min · 412 messages, goes on elsewhere',
    );
    assert.equal(
      rowAria(row({ relation: 'reset', hidden: 'archived' }), time),
      'Label, CLI, 8 min · 412 messages, after reset, Archived',
    );
    assert.equal(rowAria(row(), time), 'Label, CLI, 8 min · 412 messages');
    assert.equal(rowAria(row({ hidden: 'archived' }), time), 'Label, CLI, 8 min · 412 messages, Archived');
    assert.equal(
      rowAria(row({ hidden: 'background', source: 'cron' }), time),
      'Label, Cron, 8 min · 412 messages, Cron runs',
    );
  });
});
