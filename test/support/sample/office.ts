/** The rest of the project's everyday life, on the surfaces of a desk: terminal, desktop, editor, web. */
import { conversation, DAY, HOUR, MINUTE, PROJECT, SECOND, row, says, uses, you, type SampleSession } from './script';
import { failing, patch, readFile, searchFiles, terminal } from './tools';

export function officeSessions(now: number): SampleSession[] {
  const rename = conversation(now, {
    key: 'rename-berths',
    source: 'desktop',
    title: 'Rename “places” to “berths” everywhere',
    ago: 3 * DAY,
    endReason: 'user_exit',
    columns: { git_branch: 'main', git_repo_root: PROJECT },
    steps: [
      you('The harbour master says berths, the code says places. Rename it, but do not touch the public API.', {
        after: 0,
      }),
      uses('', [
        searchFiles('[Pp]lace', 'src', [
          ['src/model/place.ts', 1, 'export interface Place {'],
          ['src/pages/pier.tsx', 23, '<PlaceRow place={place} />'],
        ]),
        terminal('git mv src/model/place.ts src/model/berth.ts', [], { seconds: 0.1 }),
        patch(
          'src/pages/pier.tsx',
          ['<PlaceRow place={place} />'],
          ['<BerthRow berth={berth} />'],
          ['-        <PlaceRow place={place} />', '+        <BerthRow berth={berth} />'],
          23,
        ),
        terminal('npm test', ['\x1b[1;32m 198 passed\x1b[0m'], { seconds: 8.8 }),
      ]),
      says(
        '61 names in 24 files. The API keeps `place` in its JSON, with one mapping in `src/api/names.ts`, so that the phone app does not notice.',
      ),
    ],
  });
  return [
    conversation(now, {
      key: 'red-build',
      source: 'tui',
      title: 'Why is the build red on main?',
      ago: 26 * MINUTE,
      columns: { git_branch: 'main', git_repo_root: PROJECT },
      steps: [
        you('main has been red since this morning. What happened?', { after: 0 }),
        uses(
          '',
          [
            terminal(
              'gh run view --log-failed | tail -4',
              [
                "\x1b[31msrc/pages/pier.tsx(23,10): error TS2304: Cannot find name 'PlaceRow'.\x1b[0m",
                'Error: Process completed with exit code 2.',
              ],
              { exit: 2, seconds: 2.4 },
            ),
            terminal(
              'git log --oneline -4',
              [
                'a41c9e2 Tide table: show the day',
                '07b3d10 Merge rename-berths',
                '9f2e771 Pier page: keep the scroll place',
                '2cc81b0 Release 2.8.0',
              ],
              { seconds: 0.1 },
            ),
          ],
          {
            columns: {
              reasoning: 'Two merges on the same morning, and the second one was branched off before the rename.',
            },
          },
        ),
        says(
          'Commit `9f2e771` was written before the rename and merged after it, so it brought `PlaceRow` back. Git saw no conflict: the lines were far apart.',
        ),
        you('Fix it, please.', { after: 4 * MINUTE }),
        uses('', [
          patch(
            'src/pages/pier.tsx',
            ['<PlaceRow'],
            ['<BerthRow'],
            ['-          <PlaceRow berth={berth} />', '+          <BerthRow berth={berth} />'],
            23,
          ),
          failing('terminal', { command: 'git push' }, 'Command blocked: pushing to main needs an approval.'),
        ]),
        says('The fix is committed as `e5d20af`. Pushing to `main` needs your approval, so it waits for you.', {
          columns: { finish_reason: 'stop' },
        }),
      ],
    }),
    rename,
    ...['Rename in src/pages and src/components', 'Rename in test'].map((goal, i) =>
      conversation(now, {
        key: `rename-part-${i}`,
        // Before delegates had a source of their own they took their parent's.
        source: 'desktop',
        ago: 3 * DAY + (9 - i) * MINUTE,
        columns: { parent_session_id: rename.id, model_config: JSON.stringify({ _delegate_from: rename.id }) },
        steps: [row('user', goal, {}, 0), says('Done. No name is left, the tests of these files pass.')],
      }),
    ),
    conversation(now, {
      key: 'winter-timetable',
      source: 'webui',
      title: 'Winter timetable, all piers',
      ago: 4 * DAY,
      steps: [
        you('Here is the winter timetable of all piers. Turn it into one table per pier.', { after: 0 }),
        ...[1, 2, 3, 5].flatMap((pier) => [
          says(
            `### Pier ${pier}\n\n| Ferry | First | Last | Every |\n|---|---|---|---|\n| *Möwe* | 07:${pier}0 | 19:${pier}0 | 60 min |\n| *Seeadler* | 08:0${pier} | 18:0${pier} | 120 min |`,
          ),
          you(pier === 5 ? 'And on Christmas Eve?' : 'Next pier.', { after: 40 * SECOND }),
        ]),
        says('On 24 December the last ferry leaves every pier at 15:00. On the 25th there is none.'),
      ],
    }),
    conversation(now, {
      key: 'acp-extract',
      source: 'acp',
      title: 'Extract formatSlot into its own module',
      ago: 5 * DAY + HOUR,
      model: 'anthropic/claude-sonnet-4.5',
      columns: { git_branch: 'format', git_repo_root: PROJECT },
      steps: [
        you('Move formatSlot out of bookings.tsx.', { after: 0 }),
        uses('', [
          readFile(
            'src/pages/bookings.tsx',
            ['const formatSlot = (slot: Slot) =>', "  new Date(slot.startsAt).toLocaleTimeString('en-GB')"],
            12,
            140,
          ),
        ]),
        says('Moved to `src/format/slot.ts`, with a test for midnight.'),
      ],
    }),
    conversation(now, {
      key: 'forecast-api',
      source: 'api_server',
      title: 'Nightly occupancy forecast',
      ago: 6 * DAY,
      columns: { cwd: null },
      steps: [
        you('{"task":"forecast","days":14,"format":"json"}', { after: 0 }),
        says(
          '{"from":"2026-11-13","occupancy":[0.61,0.64,0.71,0.83,0.88,0.79,0.58,0.55,0.57,0.62,0.81,0.86,0.74,0.6]}',
        ),
      ],
    }),
    conversation(now, {
      key: 'deploy-how',
      source: 'cli',
      title: 'How we deploy',
      ago: 75 * DAY,
      columns: { pinned: 1 },
      steps: [
        you('Write down how we deploy, so that I can find it again.', { after: 0 }),
        says(
          '1. `npm version minor`\n2. Push the tag.\n3. Wait for *staging*, click through one booking.\n4. `npm run promote`\n\n> Never on a Friday after three.',
        ),
      ],
    }),
    conversation(now, {
      key: 'laptop',
      source: 'cli',
      title: 'Set up harbour-web on the new laptop',
      ago: 150 * DAY,
      endReason: 'cli_close',
      steps: [
        row('session_meta', null, {}, 0),
        you('New laptop. What do I need?', { after: SECOND }),
        uses('', [
          terminal('node --version; psql --version', ['v22.11.0', 'psql (PostgreSQL) 17.2'], { seconds: 0.4 }),
        ]),
        says(
          'Node and PostgreSQL are there. Missing: the `.env` file and the tide data (`npm run tides:fetch`, 40 MB).',
        ),
      ],
    }),
  ];
}
