/**
 * How "Show booking times in the visitor's zone" began: finding out who is affected, and a plan. Ends in a compression.
 */
import { conversation, DAY, HOUR, MINUTE, PROJECT, says, uses, you, type SampleSession } from './script';
import { searchFiles, terminal, todo, webExtract, webSearch } from './tools';

export const BOOKING_TITLE = 'Show booking times in the visitor’s zone';

/** The first segment; its title is the one of the whole conversation. */
export const findingOut = (now: number): SampleSession =>
  conversation(now, {
    key: 'booking-times-1',
    source: 'webui',
    title: BOOKING_TITLE,
    ago: 2 * DAY + 3 * HOUR,
    endReason: 'compression',
    columns: { git_branch: 'visitor-zone', git_repo_root: PROJECT },
    steps: [
      you('People keep writing that the booking times are wrong by an hour. Can you find out for whom, and why?', {
        after: 0,
      }),
      uses('Let me see what they have in common first.', [
        terminal(
          'sqlite3 data/support.db "select country, count(*) from mails where topic=\'time\' group by 1 order by 2 desc"',
          ['GB|31', 'IE|9', 'PT|7', 'FI|6', 'DE|0'],
        ),
        searchFiles('HARBOUR\\.zone', 'src', [
          ['src/format/slot.ts', 18, '    timeZone: HARBOUR.zone,'],
          [
            'src/format/day.ts',
            9,
            "  return new Intl.DateTimeFormat('en-GB', { timeZone: HARBOUR.zone, weekday: 'short' })",
          ],
          ['src/mail/confirm.ts', 42, '  const at = formatSlot(slot) // harbour time'],
          ['src/pages/bookings.tsx', 77, '  <time>{formatSlot(slot)}</time>'],
        ]),
      ]),
      says(`All of them live in another zone, and nobody from Germany wrote. The times are not wrong: they are **the harbour's**, and nothing on the page says so.

| Country | Mails | Offset to the harbour |
|---|---:|---|
| United Kingdom | 31 | one hour behind |
| Ireland | 9 | one hour behind |
| Portugal | 7 | one hour behind |
| Finland | 6 | one hour ahead |

Two ways out: write the zone next to each time, or show the visitor's own time. The second is what people expect from a web page.`),
      you('The second, please. Ask the web what others do about the hint, I do not want to invent something.'),
      uses(
        '',
        [
          webSearch('booking site show local time and venue time zone hint pattern', [
            [
              'Showing times across zones',
              'https://design.example/patterns/time-zones',
              'Put the reader’s time first, name the place’s zone when it differs.',
            ],
            [
              'Time zones in reservation systems',
              'https://blog.tides.example/2024/zones',
              'What went wrong with our ferry timetable, and how we fixed it.',
            ],
          ]),
          webExtract('https://design.example/patterns/time-zones', 'Showing times across zones', [
            '# Showing times across zones',
            '',
            'People read the first number and stop. Make it theirs.',
            '',
            '- Never show a zone’s abbreviation: *CST* is three different things.',
            '- Name the place instead: "09:00 at the harbour".',
          ]),
        ],
        { columns: { reasoning: 'They ask for evidence, not for my taste. One search, one page.' } },
      ),
      says(`Most agree on three things:

1. The reader's time comes first.
2. The place is named, not the zone's abbreviation.
3. No hint when both are the same.

> People read the first number and stop. Make it theirs.

I would follow that to the letter.`),
      you('Good. Write down the plan, I will read it tomorrow.', { after: 6 * MINUTE }),
      uses('', [
        todo([
          ['completed', 'Find out who is affected'],
          ['in_progress', 'Show the visitor’s time, harbour time as a hint'],
          ['pending', 'Confirmation mail'],
          ['pending', 'The two days when the clocks change'],
        ]),
      ]),
      says('The plan is in the list. Nothing is changed yet.'),
    ],
  });
