/**
 * "Show booking times in the visitor's zone": the conversation a person meets first. Two segments, joined by a
 * compression; between them every kind of line a transcript can show.
 */
import { findingOut } from './bookingFirst';
import { harbourPicture } from './pictures';
import { conversation, HOUR, MINUTE, PROJECT, SECOND, row, says, uses, you, type SampleSession } from './script';
import { delegate, httpGet, patch, readFile, screenshot, searchFiles, terminal, unanswered } from './tools';

const SUMMARY = `[CONTEXT COMPACTION] Earlier turns were summarised to save room.

**Goal.** The public bookings page of harbour-web shows every time in the harbour's zone; visitors from abroad arrive an hour late.

**Done so far**
- Slots come from \`src/api/slots.ts\` in UTC. That stays as it is.
- \`HARBOUR.zone\` is \`Europe/Berlin\` and is used in eleven places, nine of them for display.
- The team wants the visitor's time first and the harbour's time as a hint, only when they differ.

**Open**
1. Change \`formatSlot\` and its tests.
2. The confirmation mail uses the same function and must not surprise people.
3. Two days a year have 23 and 25 hours.`;

const PROMPT = `You are Hermes, working in the repository harbour-web: the booking site of a small harbour.

- TypeScript, Vite, vitest. Run \`npm test\` before you say that something works.
- Times are stored in UTC. The harbour's zone is only for display.
- Write like a colleague: short, with numbers, without ceremony.`;

const secondSegment = (now: number, first: SampleSession): SampleSession =>
  conversation(now, {
    key: 'booking-times-2',
    source: 'webui',
    ago: 4 * MINUTE,
    columns: {
      parent_session_id: first.id,
      git_branch: 'visitor-zone',
      git_repo_root: PROJECT,
      last_activity_description: 'patch CHANGELOG.md',
    },
    systemPrompt: PROMPT,
    steps: [
      row('user', SUMMARY, { _compressed_summary: 1 }, 0),
      you(
        'The bookings page shows every time in the harbour’s zone. People abroad keep turning up an hour late. Show it in the visitor’s own zone, but keep the harbour time as a hint next to it.',
        { after: 50 * SECOND },
      ),
      uses(
        'I’ll look at how a slot is formatted first, then at what the API sends.',
        [
          searchFiles('formatSlot|toLocaleTimeString', 'src', [
            ['src/format/slot.ts', 14, 'export function formatSlot(slot: Slot): string {'],
            ['src/format/slot.ts', 16, "  return at.toLocaleTimeString('en-GB', {"],
            ['src/mail/confirm.ts', 42, '  const at = formatSlot(slot)'],
            ['src/pages/bookings.tsx', 77, '  <time>{formatSlot(slot)}</time>'],
            ['test/slot.test.ts', 8, "import { formatSlot } from '../src/format/slot'"],
          ]),
          readFile(
            'src/format/slot.ts',
            [
              'export function formatSlot(slot: Slot): string {',
              '  const at = new Date(slot.startsAt)',
              "  return at.toLocaleTimeString('en-GB', {",
              "    hour: '2-digit', minute: '2-digit',",
              '    timeZone: HARBOUR.zone,  // fixed since the first release',
              '  })',
              '}',
            ],
            14,
            31,
          ),
          httpGet('http://localhost:5173/api/slots?day=2026-11-18', {
            slots: [
              { id: 'pier-3-0900', startsAt: '2026-11-18T08:00:00Z', berths: 4, open: true },
              { id: 'pier-3-1000', startsAt: '2026-11-18T09:00:00Z', berths: 2, open: true },
              { id: 'pier-5-1030', startsAt: '2026-11-18T09:30:00Z', berths: 0, open: false },
            ],
          }),
        ],
        {
          columns: {
            reasoning:
              'Where is the formatter, and which value does it get? If the API already sends UTC, only the display has to change. ' +
              'The mail uses the same function, so a change there reaches people who have no browser zone at all: it needs a default.',
          },
        },
      ),
      uses('The API sends UTC, so this is display only. Changing `formatSlot` and running its tests:', [
        patch(
          'src/format/slot.ts',
          ["  return at.toLocaleTimeString('en-GB', {", '    timeZone: HARBOUR.zone,'],
          ['  const zone = visitorZone() ?? HARBOUR.zone'],
          [
            ' export function formatSlot(slot: Slot): string {',
            '   const at = new Date(slot.startsAt)',
            "-  return at.toLocaleTimeString('en-GB', {",
            '+  const zone = visitorZone() ?? HARBOUR.zone',
            '+  return at.toLocaleTimeString(locale(), {',
            "     hour: '2-digit', minute: '2-digit',",
            '-    timeZone: HARBOUR.zone,',
            "+    weekday: sameDay(at, zone) ? undefined : 'short',",
            '+    timeZone: zone,',
            '   })',
          ],
          14,
        ),
        terminal(
          'npm test -- slot',
          [
            '\x1b[2m> harbour-web@2.8.0 test\x1b[0m',
            '\x1b[2m> vitest run slot\x1b[0m',
            '',
            ' \x1b[1;31mFAIL\x1b[0m  test/slot.test.ts \x1b[2m(6 tests | \x1b[0m\x1b[31m1 failed\x1b[0m\x1b[2m)\x1b[0m',
            '   \x1b[32m✓\x1b[0m formats a slot in the harbour zone \x1b[2m3 ms\x1b[0m',
            '   \x1b[32m✓\x1b[0m formats a slot in the visitor’s zone \x1b[2m1 ms\x1b[0m',
            '   \x1b[31m✗\x1b[0m keeps the day when the visitor is a day ahead \x1b[33m41 ms\x1b[0m',
            "     \x1b[31mexpected '00:30' to be '00:30 (Thu)'\x1b[0m",
            ...Array.from(
              { length: 48 },
              (_, i) => `\x1b[2m     at step ${i + 1} (test/slot.test.ts:${40 + i}:9)\x1b[0m`,
            ),
          ],
          { exit: 1, seconds: 4.2, workdir: '~/src/harbour-web' },
        ),
      ]),
      uses('The weekday belongs in brackets after the time, not before it. Fixing that, then once more:', [
        patch(
          'src/format/slot.ts',
          ["    weekday: sameDay(at, zone) ? undefined : 'short',"],
          ['  return sameDay(at, zone) ? time : `${time} (${weekday(at, zone)})`'],
          [
            '-  return at.toLocaleTimeString(locale(), {',
            '+  const time = at.toLocaleTimeString(locale(), {',
            "     hour: '2-digit', minute: '2-digit',",
            "-    weekday: sameDay(at, zone) ? undefined : 'short',",
            '     timeZone: zone,',
            '   })',
            '+  return sameDay(at, zone) ? time : `${time} (${weekday(at, zone)})`',
          ],
          16,
        ),
        terminal(
          'npm test -- slot',
          ['\x1b[32m✓\x1b[0m test/slot.test.ts \x1b[2m(6 tests) 51 ms\x1b[0m', '', '\x1b[1;32m 6 passed\x1b[0m'],
          { seconds: 3.8 },
        ),
        screenshot(
          'http://localhost:5173/bookings',
          'https://shots.harbour.example/bookings-2026-11-18.png',
          'Screenshot of /bookings, 1280 × 800',
        ),
        delegate(
          'Check the two days when the clocks change',
          'Both days are right: 29 March has 23 slots, 25 October has 25, and 02:30 appears twice with a weekday and an offset.',
          128,
        ),
        unanswered('npm run dev -- --host'),
      ]),
      says(`The page now formats with the visitor’s zone and falls back to \`HARBOUR.zone\` when the browser does not tell. What changed:

- The visitor’s time comes first; the harbour time stands next to it, only when the two differ.
- If the day differs as well, the weekday is added. That was the failing test.
- Nothing changes in the API: [src/api/slots.ts](https://git.harbour.example/harbour-web/src/api/slots.ts) already sends UTC.

| Visitor | Shown | Hint |
|---|---|---|
| Lisbon | 08:00 | 09:00 at the harbour |
| Hamburg | 09:00 | none, same time |
| Auckland | 21:00 (Wed) | 09:00 at the harbour |

\`\`\`ts
export const visitorZone = () =>
  Intl.DateTimeFormat().resolvedOptions().timeZone || undefined
\`\`\``),
      you('Looks right. This is how it should look on the phone, by the way:', { after: 21 * MINUTE }),
      you(
        [
          { type: 'text', text: 'The evening view, from the office window. Same colours for the header, please.' },
          { type: 'image_url', image_url: { url: harbourPicture() } },
        ],
        { after: 8 * SECOND },
      ),
      says(
        'Warm sky above, cold water below: I’ll take `#f4b25c` for the accent and `#487e9c` for links. Both are above 4.5 : 1 on white once the accent is only used for shapes, not for text.',
      ),
      row(
        'user',
        'Model changed to Hermes 4 70B',
        {
          display_kind: 'model_switch',
          display_metadata: JSON.stringify({ from: 'hermes-4-405b', to: 'hermes-4-70b' }),
        },
        3 * HOUR + 12 * MINUTE,
      ),
      you('هل يمكن عرض الوقت المحلي أيضًا في رسالة التأكيد؟ استخدم الدالة `formatSlot` نفسها من فضلك.', {
        after: 40 * SECOND,
      }),
      uses('', [
        readFile(
          'src/mail/confirm.ts',
          ['  const at = formatSlot(slot)', '  return render(template, { at, pier: slot.pier })'],
          42,
          88,
        ),
        patch(
          'src/mail/confirm.ts',
          ['  const at = formatSlot(slot)'],
          ['  const at = formatSlot(slot, booking.zone)'],
          [
            ' export async function confirm(booking: Booking): Promise<Mail> {',
            '-  const at = formatSlot(slot)',
            '+  const at = formatSlot(slot, booking.zone)',
            '   return render(template, { at, pier: slot.pier })',
          ],
          41,
        ),
        terminal('npm test', ['\x1b[1;32m 214 passed\x1b[0m \x1b[2m(31 files) 9.4 s\x1b[0m'], { seconds: 9.4 }),
      ]),
      says(
        'نعم. رسالة التأكيد تستدعي الآن `formatSlot` نفسها، ويظهر توقيت المرفأ بين قوسين.\n\n时区转换已经完成。我在用户设置里保留了原来的格式，并且为夏令时切换的两天各加了一个测试。',
      ),
      you('Use a library for the zone names instead.', { columns: { active: 0 } }),
      says('Adding `tz-names` (212 KB) to the page…', { columns: { active: 0 } }),
      you('Now add a line to the changelog and open the pull request.', { after: 7 * MINUTE }),
      uses('Adding the entry under *Unreleased*, since 2.8.0 is already tagged.', [
        patch(
          'CHANGELOG.md',
          ['## Unreleased'],
          ['## Unreleased', '', '- Times are shown in the visitor’s zone.'],
          [
            ' ## Unreleased',
            ' ',
            '+- Booking times are shown in the visitor’s zone, with the harbour’s time as a hint.',
            ' ',
            ' ## 2.8.0',
          ],
          5,
        ),
        terminal(
          'git push -u origin visitor-zone && gh pr create --fill',
          ['remote: Create a pull request for visitor-zone', 'https://git.harbour.example/harbour-web/pull/118'],
          { seconds: 3.1 },
        ),
      ]),
      says(`Done: **#118 Show booking times in the visitor’s zone**.

- 3 files, +11 −5, six new tests, all 214 pass.
- The preview is up; the two days when the clocks change are linked in the description.

Anything else before I ask for a review?`),
    ],
  });

/** Both segments, oldest first. */
export function bookingSessions(now: number): SampleSession[] {
  const first = findingOut(now);
  return [first, secondSegment(now, first)];
}
