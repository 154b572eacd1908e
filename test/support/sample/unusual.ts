/** Rows as they occur in real files and break readers: see the facts named beside each. */
import { conversation, DAY, HOUR, row, says, uses, you, type SampleSession } from './script';
import { dotPicture } from './pictures';
import { terminal, unanswered } from './tools';

/** The code points that turn the direction of the text after them. */
const RIGHT_TO_LEFT_OVERRIDE = '\u202e';
const LEFT_TO_RIGHT_ISOLATE = '\u2066';

/** Five megabytes of bookings in one message, as a person pastes them. */
const FIVE_MEGABYTES = 5 * 1024 * 1024;

export function unusualSessions(now: number): SampleSession[] {
  const lost = conversation(now, {
    key: 'missing-parent',
    source: 'cli',
    title: 'Continue with the mooring rules',
    ago: 52 * DAY,
    columns: { parent_session_id: '20260101_000000_aaaaaa' },
    steps: [
      you('Go on where we stopped with the mooring rules.', { after: 0 }),
      says('Rule 4: whoever comes last takes the outside.'),
    ],
  });
  // Two rows that are each other's parent. Nothing Hermes writes today, but forks and merges of files made it.
  const cycle = ['cycle-a', 'cycle-b'].map((key, i) =>
    conversation(now, {
      key,
      source: 'cli',
      title: `Merge the two berth lists, part ${i + 1}`,
      ago: (58 + i) * DAY,
      steps: [you(`List ${i + 1} is attached.`, { after: 0 }), says('Merged, 3 berths were in both.')],
    }),
  );
  const [a, b] = cycle as [SampleSession, SampleSession];
  return [
    conversation(now, {
      key: 'chinese',
      source: 'cli',
      title: '为码头时刻表添加中文翻译',
      ago: 9 * DAY,
      model: 'qwen/qwen3-235b',
      steps: [
        you('请把码头时刻表翻译成中文，保留表格格式。', { after: 0 }),
        says(
          '| 渡轮 | 首班 | 末班 |\n|---|---|---|\n| 海鸥号 | 07:30 | 19:30 |\n| 海鹰号 | 08:00 | 18:00 |\n\n日本語版も必要でしたら、`npm run i18n -- ja` で追加できます。한국어도 가능합니다.',
        ),
      ],
    }),
    conversation(now, {
      key: 'emoji',
      source: 'cli',
      title: '⚓️ Summer party 🎉 of the 👨‍👩‍👧‍👦 harbour 🏴󠁧󠁢󠁳󠁣󠁴󠁿',
      ago: 22 * DAY,
      steps: [
        you('A poster text, with 🐟 please', { after: 0 }),
        says('🐟 **Fish, music, boats** 🎶\n\nSaturday from four, pier 2. ☔️ → the boat hall.'),
      ],
    }),
    conversation(now, {
      key: 'long-title',
      source: 'webui',
      ago: 24 * DAY,
      // 100 characters, the most Hermes allows.
      title: 'Find out why the booking confirmation for groups of more than twelve boats is sent twice on Sundays.',
      steps: [
        you('Why is the confirmation sent twice?', { after: 0 }),
        says('The job runs at 00:00 in UTC and again at 00:00 here. On Sundays both see the same queue.'),
      ],
    }),
    conversation(now, {
      key: 'hostile-title',
      source: 'api_server',
      title: '<img src=x onerror=alert(1)> [click](command:workbench.action.quit) $(error)',
      ago: 25 * DAY,
      steps: [
        you('<script>alert(1)</script> <iframe src="https://evil.example"></iframe>', { after: 0 }),
        says(
          '[open](command:workbench.action.terminal.new) [file](file:///etc/passwd) [js](javascript:alert(1)) ![pixel](https://evil.example/pixel.png)\n\n<details open ontoggle=alert(1)><summary>x</summary></details>\n\n`</code></pre><script>alert(2)</script>`',
        ),
      ],
    }),
    conversation(now, {
      key: 'hostile-bidi',
      source: 'cli',
      title: `Invoice${RIGHT_TO_LEFT_OVERRIDE}fdp.exe${LEFT_TO_RIGHT_ISOLATE}`,
      ago: 25 * DAY + HOUR,
      steps: [
        you(`Open the file ${RIGHT_TO_LEFT_OVERRIDE}gnp.eciovni`, { after: 0 }),
        says('That name runs backwards: it is not a picture.'),
      ],
    }),
    conversation(now, {
      key: 'newline-title',
      source: 'cli',
      title: 'Two lines\nin one title',
      ago: 26 * DAY,
      steps: [you('Nothing.', { after: 0 }), says('Nothing.')],
    }),
    conversation(now, {
      key: 'five-megabytes',
      source: 'desktop',
      title: 'Import five years of bookings',
      ago: 20 * DAY,
      steps: [
        you(bookingLines(FIVE_MEGABYTES), { after: 0 }),
        says('Read: 164,958 bookings. 14 of them have a departure before the arrival; the rest is imported.'),
      ],
    }),
    conversation(now, {
      key: 'undone',
      source: 'tui',
      title: 'Write the harbour rules shorter',
      ago: 18 * DAY,
      columns: { rewind_count: 2 },
      steps: [
        you('Shorten the harbour rules to one page.', { after: 0 }),
        says('One page, 11 rules.'),
        you('Shorter.', { columns: { active: 0 } }),
        says('7 rules. The one about dogs is gone.', { columns: { active: 0 } }),
        you('Shorter, but the dogs stay.'),
        says('7 rules, with dogs.'),
      ],
    }),
    conversation(now, {
      key: 'broken-cells',
      source: 'cli',
      title: 'Repair the old guest book',
      ago: 40 * DAY,
      steps: [
        you('The guest book of 1998 is in a strange encoding.', { after: 0 }),
        // `tool_calls` that is not JSON: Hermes shows such a row without calls.
        row('assistant', 'Looking at its first bytes.', {
          tool_calls: '[{"id": "call_broken", "function": {"name": "terminal", "argum',
          finish_reason: 'length',
        }),
        uses('', [{ name: 'terminal', args: '{"command": "head -c 80 guests.tx', result: null, seconds: 0 }]),
        // "Grüße" in Latin-1 and a character cut in the middle: TEXT, but not UTF-8.
        row('tool', Uint8Array.of(0x47, 0x72, 0xfc, 0xdf, 0x65, 0x20, 0xe2, 0x82), {
          tool_call_id: 'call_gone',
          tool_name: 'terminal',
        }),
        row('assistant', null, { finish_reason: 'stop' }),
        row('user', '[Background work finished] Two pages were scanned.', {
          display_kind: 'async_delegation_complete',
        }),
        row('user', 'internal note for the agent', { display_kind: 'hidden' }),
        says('It is Latin-1. Converted 212 pages; one picture came with them.'),
        you([
          { type: 'text', text: 'Thanks. And this?' },
          { type: 'image_url', image_url: { url: dotPicture() } },
        ]),
        uses('', [unanswered('file picture.bin')]),
      ],
    }),
    conversation(now, {
      key: 'absurd-times',
      source: 'cli',
      title: 'A clock that ran away',
      ago: 45 * DAY,
      // A salvage once wrote times like this one, and clocks step back.
      columns: { last_activity_at: 5e246 },
      steps: [
        you('What time is it?', { after: 0, columns: { timestamp: -1 } }),
        says('The clock of this machine says 1970.', { columns: { timestamp: 0 } }),
        uses('', [terminal('date', ['Thu Jan  1 00:00:12 UTC 1970'], { seconds: 0 })], {
          columns: { timestamp: 9e15 },
        }),
        says('It has no battery any more.'),
      ],
    }),
    lost,
    { ...a, columns: { ...a.columns, parent_session_id: b.id } },
    { ...b, columns: { ...b.columns, parent_session_id: a.id } },
    conversation(now, {
      key: 'untitled',
      source: 'cli',
      ago: 48 * DAY,
      steps: [
        row('system', 'You are a harbour clerk.', {}, 0),
        you('How deep is it at pier 5 at low water, and is that enough for a draught of 2.1 m?'),
        says('2.4 m at the lowest astronomical tide. Enough, with 30 cm to spare.'),
      ],
    }),
  ];
}

/** Messages whose session has no row: what a deletion that was cut short leaves behind. */
export function rowlessSessions(now: number): SampleSession[] {
  return [
    conversation(now, {
      key: 'rowless',
      source: 'cli',
      ago: 66 * DAY,
      steps: [you('Who had the key of the boat hall last?', { after: 0 }), says('Jon, on Friday.')],
    }),
  ];
}

function bookingLines(bytes: number): string {
  const lines: string[] = ['berth;boat;from;to'];
  let length = 0;
  for (let i = 0; length < bytes; i += 1) {
    const line = `${1 + (i % 5)}-${String((i * 7) % 40).padStart(2, '0')};boat ${String(i % 9973).padStart(4, '0')};day ${i % 1826};day ${(i % 1826) + 2}`;
    lines.push(line);
    length += line.length + 1;
  }
  return lines.join('\n');
}
