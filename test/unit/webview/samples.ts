/** Messages as a reader of a store would give them, for tests and pictures of the transcript. */
import type { Message, MessagePart, ToolCall } from '../../../src/core/message';
import type { TranscriptHeader } from '../../../src/core/protocol';
import { EMPTY_MESSAGE } from '../../support/messageSample';

const DAY = Date.UTC(2026, 10, 18, 13, 2);

/** A message with everything left out that `fields` does not say. `text` is short for one text part. */
export function message(id: string, role: string, fields: Partial<Message> & { readonly text?: string } = {}): Message {
  const { text, ...rest } = fields;
  const parts: readonly MessagePart[] = text === undefined ? [] : [{ kind: 'text', text }];
  return { ...EMPTY_MESSAGE, id, role, parts, contentBytes: text?.length ?? 0, ...rest };
}

export function call(id: string, name: string, input: unknown): ToolCall {
  return { id, name, argumentsText: typeof input === 'string' ? input : JSON.stringify(input) };
}

export function header(fields: Partial<TranscriptHeader> = {}): TranscriptHeader {
  return {
    title: 'Show booking times in the visitor’s zone',
    source: 'webui',
    sourceLabel: 'WebUI',
    model: 'Hermes 4 405B',
    startedAt: DAY,
    lastActiveAt: DAY + 3 * 86_400_000,
    messageCount: 0,
    filtered: null,
    undoneCount: 0,
    costUsd: null,
    storeLabel: 'state.db',
    segments: 1,
    earlierSegments: 0,
    showsUndone: false,
    copies: [],
    offer: null,
    systemPrompt: null,
    ...fields,
  };
}

/** `count` short messages, a prompt and an answer in turn, a minute apart. */
export function talk(count: number): Message[] {
  return Array.from({ length: count }, (_, i) =>
    message(String(i + 1), i % 2 === 0 ? 'user' : 'assistant', {
      text: `Message ${i + 1}. ${'The harbour opens at eight. '.repeat(1 + (i % 5))}`,
      at: DAY + i * 60_000,
    }),
  );
}

/** A conversation with one of everything. */
export function conversation(): Message[] {
  const at = (minutes: number, ms = 0): number => DAY + minutes * 60_000 + ms;
  const test = [
    '> harbour-web@2.8.0 test',
    '> vitest run slot',
    '',
    ' FAIL  test/slot.test.ts (6 tests | 1 failed)',
    '   ✓ formats a slot in the harbour zone 3 ms',
    '   ✗ keeps the day when the visitor is a day ahead 41 ms',
    "     expected '00:30' to be '00:30 (Thu)'",
  ].join('\n');
  const file = Array.from(
    { length: 40 },
    (_, i) =>
      `${String(i + 1).padStart(2)}  export const pier${i + 1} = { berths: ${i + 2}, zone: 'Europe/Lisbon', depth: ${4 + (i % 5)}.5 };`,
  ).join('\n');
  return [
    message('0', 'user', {
      text: '[CONTEXT COMPACTION] Earlier the berth calendar was set up, the build was repaired, and “places” became “berths” everywhere.',
      isCompactionSummary: true,
      at: at(-30),
    }),
    message('1', 'user', {
      text: 'The bookings page shows every time in the harbour’s zone. People abroad keep turning up an hour late. Show it in the visitor’s own zone, but keep the harbour time as a hint next to it.',
      at: at(0),
    }),
    message('2', 'assistant', {
      text: 'I’ll look at how a slot is formatted first, then at what the API sends.',
      at: at(0, 9000),
      tokenCount: 18_204,
      finishReason: 'tool_calls',
      reasoning: 'Where is the formatter, and which value does it get?\n\n- `slot.ts` formats\n- the API sends **UTC**',
      toolCalls: [
        call('a', 'search_files', { pattern: 'formatSlot|toLocaleTimeString', path: 'src' }),
        call('b', 'read_file', { path: 'src/format/piers.ts', offset: 14 }),
        call('c', 'terminal', { command: 'npm test -- slot', workdir: '~/src/harbour-web', timeout: 120 }),
      ],
    }),
    message('3', 'tool', {
      toolCallId: 'a',
      toolName: 'search_files',
      text: '{"total_count": 9, "matches": [{"path": "src/format/slot.ts", "line": 14}]}',
      contentBytes: 1130,
      at: at(0, 9120),
    }),
    message('4', 'tool', {
      toolCallId: 'b',
      toolName: 'read_file',
      text: file,
      contentBytes: file.length,
      at: at(0, 9012),
    }),
    message('5', 'tool', {
      toolCallId: 'c',
      toolName: 'terminal',
      text: JSON.stringify({ output: test, exit_code: 1, error: null }),
      contentBytes: 62_464,
      at: at(0, 13_200),
    }),
    message('6', 'assistant', {
      at: at(1),
      finishReason: 'tool_calls',
      toolCalls: [
        call('d', 'patch', {
          path: 'src/format/slot.ts',
          old_string: 'timeZone: HARBOUR.zone',
          new_string: 'timeZone: zone',
        }),
      ],
    }),
    message('7', 'tool', {
      toolCallId: 'd',
      toolName: 'patch',
      text: '{"success": true}',
      contentBytes: 17,
      at: at(1, 31),
    }),
    message('8', 'assistant', { at: at(2), toolCalls: [call('e', 'terminal', { command: 'npm run dev -- --host' })] }),
    message('9', 'assistant', {
      at: at(3),
      tokenCount: 3110,
      finishReason: 'stop',
      text: [
        'The page now formats with the visitor’s zone and falls back to `HARBOUR.zone` when the browser does not tell. What changed:',
        '',
        '- The visitor’s time comes first; the harbour time stands next to it, only when the two **differ**.',
        '- If the day differs as well, the weekday is added. That was the failing test.',
        '- Nothing changes in the API: [the notes](https://docs.harbour.example/zones) already say UTC.',
        '',
        '| Visitor | Shown | Hint |',
        '|---|---|---|',
        '| Lisbon | 08:00 | 09:00 at the harbour |',
        '| Hamburg | 09:00 | none, same time |',
        '| Auckland | 21:00 (Wed) | 09:00 at the harbour |',
        '',
        '```ts',
        'export const visitorZone = () =>',
        '  Intl.DateTimeFormat().resolvedOptions().timeZone || undefined;',
        '```',
        '',
        '![the page](https://shots.harbour.example/bookings.png)',
      ].join('\n'),
    }),
    message('10', 'user', { displayKind: 'model_switch', text: 'model changed to Hermes 4 70B', at: at(194) }),
    message('11', 'user', {
      text: 'هل يمكن عرض الوقت المحلي أيضًا في رسالة التأكيد؟ استخدم الدالة `formatSlot` نفسها من فضلك.',
      at: at(195),
    }),
    message('12', 'assistant', {
      text: [
        'نعم. رسالة التأكيد تستدعي الآن `formatSlot` نفسها، ويظهر توقيت المرفأ بين قوسين.',
        '',
        '时区转换已经完成。我在用户设置里保留了原来的格式，并且为夏令时切换的两天各加了一个测试。',
      ].join('\n'),
      at: at(196),
    }),
    message('13', 'user', {
      at: at(60 * 51),
      parts: [
        { kind: 'text', text: 'Now add a line to the changelog and open the pull request.' },
        { kind: 'image', origin: 'remote', mediaType: 'image/png', host: 'shots.harbour.example', bytes: 0 },
        { kind: 'attachment', name: 'changelog.md', mediaType: 'text/markdown' },
      ],
    }),
    message('14', 'assistant', {
      text: 'Adding the entry under *Unreleased*, since 2.8.0 is already tagged. The pull request will point to',
      finishReason: 'length',
      at: at(60 * 51 + 1),
    }),
  ];
}

const DIFF = [
  '--- a/src/format/slot.ts',
  '+++ b/src/format/slot.ts',
  '@@ -15,6 +15,8 @@ export function formatSlot(slot: Slot): string {',
  '   const at = new Date(slot.startsAt)',
  "-  return at.toLocaleTimeString('en-GB', {",
  '+  const zone = visitorZone() ?? HARBOUR.zone',
  '+  return at.toLocaleTimeString(locale(), {',
  "     hour: '2-digit', minute: '2-digit',",
  '-    timeZone: HARBOUR.zone,',
  "+    weekday: sameDay(at, zone) ? undefined : 'short',",
  '+    timeZone: zone,',
  '   })',
].join('\n');

/** A conversation of tool calls, with an answer of every form. */
export function workshop(): Message[] {
  const at = (seconds: number): number => DAY + seconds * 1000;
  const file = ['export function formatSlot(slot: Slot): string {', '  // fixed since the first release', "  return at(14, 'zone')", '}'];
  const red = '\u001b[1;31mFAIL\u001b[0m test/slot.test.ts \u001b[2m(6 tests)\u001b[0m\n\u001b[32m✓\u001b[39m formats \u001b[33m41 ms\u001b[0m';
  const answers: readonly (readonly [string, unknown, unknown])[] = [
    ['read_file', { path: 'src/format/slot.ts', offset: 14 }, { content: file.map((line, i) => `${String(14 + i).padStart(6)}|${line}`).join('\n'), total_lines: 120, file_size: 900 }],
    ['terminal', { command: 'npm test -- slot', workdir: '~/src/harbour-web' }, { output: red, exit_code: 0, error: null }],
    ['patch', { path: 'src/format/slot.ts' }, { success: true, diff: DIFF, files_modified: ['src/format/slot.ts'] }],
    ['http_get', { url: 'localhost:5173/api/slots' }, { slots: [{ id: 'pier-3-0900', berths: 4, open: true, note: null }, { id: 'pier-4' }], zone: 'Europe/Lisbon' }],
    ['todo', { merge: true }, { todos: [{ id: '1', content: 'Read the formatter', status: 'completed' }, { id: '2', content: 'Patch it', status: 'in_progress' }, { id: '3', content: 'Write a test', status: 'pending' }, { id: '4', content: 'Ask', status: 'cancelled' }], summary: { total: 4 } }],
  ];
  return [
    message('w1', 'user', { text: 'Show the visitor’s zone.', at: at(0) }),
    message('w2', 'assistant', { at: at(1), toolCalls: answers.map(([name, input], i) => call(`w${i}`, name, input)) }),
    ...answers.map(([name, , output], i) =>
      message(`r${i}`, 'tool', { toolCallId: `w${i}`, toolName: name, text: JSON.stringify(output), contentBytes: 900, at: at(2 + i) }),
    ),
    message('w3', 'assistant', { at: at(20), text: 'Done.\n\n```py\ndef zone(n: int) -> str:  # a comment\n    return "x" if n > 3 else None\n```' }),
  ];
}

/** The beginning of the workshop and its end: fewer calls than are folded. */
export const twoCalls = (): Message[] =>
  workshop()
    .filter(({ id }) => /^(?:w|r[01]$)/.test(id))
    .map((each) => ({ ...each, toolCalls: each.toolCalls.slice(0, 2) }));
