/** "Set up the berth calendar": a chain of three segments, a branch off it, and the subagents it sent out. */
import { conversation, DAY, HOUR, MINUTE, PROJECT, row, says, uses, you, type SampleSession } from './script';
import { delegate, executeCode, readFile, searchFiles, terminal, todo, writeFile } from './tools';

const BRANCH = { git_branch: 'berth-calendar', git_repo_root: PROJECT };
const summaryOf = (part: number, text: string): string =>
  `[CONTEXT COMPACTION] Part ${part} of this conversation was summarised to save room.\n\n${text}`;

export function calendarSessions(now: number): SampleSession[] {
  const first = conversation(now, {
    key: 'calendar-1',
    source: 'cli',
    title: 'Set up the berth calendar',
    ago: 4 * DAY + 2 * HOUR,
    endReason: 'compression',
    columns: BRANCH,
    steps: [
      you('We need a calendar that shows for every berth which boat lies there when. Start with a plan.', { after: 0 }),
      uses(
        '',
        [
          searchFiles('berth', 'src', [
            ['src/model/berth.ts', 3, 'export interface Berth {'],
            ['src/api/berths.ts', 11, "router.get('/berths', listBerths)"],
          ]),
          readFile(
            'src/model/berth.ts',
            [
              'export interface Berth {',
              '  readonly id: string',
              '  readonly pier: 1 | 2 | 3 | 5',
              '  readonly metres: number',
              '}',
            ],
            3,
            18,
          ),
        ],
        {
          columns: {
            reasoning:
              'There is a model for berths and none for stays. The calendar needs stays: berth, boat, from, to.',
          },
        },
      ),
      says(`## Plan

1. **Stays.** A stay is a berth, a boat, a first night and a last night. No overlap within a berth.
2. **API.** \`GET /stays?from=&to=\`, at most 92 days.
3. **View.** One row per berth, one column per day, drawn as a single SVG.

The order matters: the rule about overlaps belongs in the database, not in the view.`),
      you('Agreed. Go ahead with 1.'),
      uses('', [
        writeFile('db/014_stays.sql', [
          'create table stay (',
          '  berth text not null references berth,',
          '  boat text not null,',
          '  nights daterange not null,',
          '  exclude using gist (berth with =, nights with &&)',
          ');',
        ]),
        terminal('npm run db:migrate', ['Applied 014_stays.sql in 38 ms'], { seconds: 2 }),
      ]),
      says(
        'The table refuses overlaps by itself: an `exclude` constraint on berth and nights. Two stays that touch, one leaving on the day the other comes, are allowed.',
      ),
    ],
  });
  const second = conversation(now, {
    key: 'calendar-2',
    source: 'cli',
    ago: 2 * DAY + 5 * HOUR,
    endReason: 'compression',
    columns: { ...BRANCH, parent_session_id: first.id },
    steps: [
      row(
        'user',
        summaryOf(1, 'The table `stay` exists and refuses overlaps. Next is the API, then the view.'),
        { _compressed_summary: 1 },
        0,
      ),
      you('Now the API. Which range do we allow?', { after: MINUTE }),
      uses('', [
        executeCode(
          [
            'nights = [s.nights for s in load("stays-2025.csv")]',
            'print(max(nights), sorted(nights)[len(nights) * 99 // 100])',
          ],
          ['184 61'],
        ),
      ]),
      says(
        'Longest stay last year: **184 nights**, the 99th percentile is 61. I would allow 92 days per request: a quarter, and it keeps an answer under 200 KB for all 140 berths.',
      ),
      you('Fine.'),
      uses('', [
        writeFile('src/api/stays.ts', [
          'export const listStays = async (req, res) => {',
          '  const range = parseRange(req.query, { maxDays: 92 })',
          '  res.json({ stays: await stays.between(range) })',
          '}',
        ]),
        terminal('npm test -- stays', ['\x1b[32m✓\x1b[0m test/stays.test.ts (11 tests)'], { seconds: 3 }),
        todo([
          ['completed', 'Table'],
          ['completed', 'API'],
          ['in_progress', 'View'],
        ]),
      ]),
      says('`GET /stays` works and is tested, including both ends of the range and the day the clocks change.'),
    ],
  });
  const third = conversation(now, {
    key: 'calendar-3',
    source: 'cli',
    ago: DAY + 2 * HOUR,
    endReason: 'cli_close',
    columns: { ...BRANCH, parent_session_id: second.id },
    steps: [
      row(
        'user',
        summaryOf(2, 'Table and API are done. Open: the view as one SVG, and whether it works on a phone.'),
        { _compressed_summary: 1 },
        0,
      ),
      you('Draw it. 140 rows, 31 columns. It has to scroll smoothly.', { after: MINUTE }),
      uses('Two questions can be answered on the side, so I send two subagents.', [
        delegate(
          'Measure: one SVG against a table of 4,340 cells',
          'SVG: 4 ms a frame. Table: 31 ms, and 190 ms on the office laptop.',
          211,
        ),
        delegate(
          'Find out how a screen reader reads an SVG calendar',
          'As a list of stays, when each rect has a role and a label. A grid role needs arrow keys.',
          164,
        ),
      ]),
      says(`One SVG, then:

| | frame | first paint |
|---|---:|---:|
| SVG | 4 ms | 60 ms |
| table | 31 ms | 210 ms |

Each stay is a rectangle with \`role="listitem"\` and a label such as "*Seeadler*, berth 3-12, 4 to 9 November".`),
      you('Good. Ship it behind the flag.'),
      uses('', [
        terminal('npm run build && npm run flags -- set calendar staff', ['dist/  412 KB', 'calendar: staff'], {
          seconds: 14,
        }),
      ]),
      says('It is live for the harbour office. The flag is `calendar`, staff only.'),
    ],
  });
  const subagent = (key: string, goal: string, minutesEarlier: number, answer: string): SampleSession =>
    conversation(now, {
      key,
      source: 'subagent',
      ago: DAY + 2 * HOUR + minutesEarlier * MINUTE,
      columns: {
        parent_session_id: third.id,
        model_config: JSON.stringify({ _delegate_from: third.id, max_iterations: 30 }),
      },
      steps: [
        row('user', goal, {}, 0),
        uses('', [terminal('npm run bench:calendar', ['svg 3.9 ms', 'table 31.2 ms'], { seconds: 40 })]),
        says(answer),
      ],
    });
  const branch = conversation(now, {
    key: 'calendar-phone',
    source: 'cli',
    title: 'Bring the berth calendar to the phone',
    ago: 3 * HOUR,
    columns: {
      ...BRANCH,
      git_branch: 'calendar-phone',
      parent_session_id: third.id,
      model_config: JSON.stringify({ _branched_from: third.id }),
      title_source: 'branch',
    },
    steps: [
      you('Same calendar, but on a phone. 31 columns do not fit.', { after: 0 }),
      says(
        'Turn it: days become rows, and only the berths that change today are drawn. On a phone nobody looks at all 140 berths; they look for one boat or for a free place tonight.',
      ),
      you('And how do I get to the free places?', { after: 11 * MINUTE }),
      says(
        'One button, **Free tonight**: it filters to berths without a stay, sorted by length. The length of the boat is remembered from the last search.',
      ),
    ],
  });
  return [
    first,
    second,
    third,
    subagent(
      'calendar-measure',
      'Measure: one SVG against a table of 4,340 cells. Report frame times.',
      16,
      'SVG: 4 ms a frame. Table: 31 ms, and 190 ms on the office laptop.',
    ),
    subagent(
      'calendar-reader',
      'Find out how a screen reader reads an SVG calendar. Two sentences.',
      12,
      'As a list of stays, when each rect has a role and a label. A grid role needs arrow keys.',
    ),
    branch,
  ];
}
