/** What Hermes does by itself, and what a person put away: rows the tree does not show unless asked. */
import { conversation, DAY, HOUR, MINUTE, row, says, stampOf, uses, you, type SampleSession } from './script';
import { terminal } from './tools';

/** `cron/jobs.json`: the names of cron's jobs, which its sessions do not carry. */
export const CRON_JOBS = [
  { id: '3f9a1c20b7de', name: 'Morning occupancy report', schedule: '0 7 * * *', display: 'every day at 7:00' },
  { id: 'b81d44e09a52', name: 'Check last night’s backup', schedule: '30 5 * * *', display: 'every day at 5:30' },
] as const;

/** Cron puts the job's id and the time of the run into a session's id. */
const cronId =
  (job: string) =>
  (startedAt: number): string =>
    `cron_${job}_${stampOf(startedAt)}`;

export function backgroundSessions(now: number): SampleSession[] {
  const cron = (job: (typeof CRON_JOBS)[number], day: number, answer: string): SampleSession =>
    conversation(now, {
      key: `cron-${job.id}-${day}`,
      id: cronId(job.id),
      source: 'cron',
      ago: day * DAY + 9 * HOUR,
      endReason: 'cron_complete',
      steps: [
        row('user', `[Scheduled job] ${job.name}`, {}, 0),
        uses('', [terminal('psql harbour -f reports/occupancy.sql', [` occupied | ${118 + day}`], { seconds: 1.4 })]),
        says(answer),
      ],
    });
  const [report, backup] = CRON_JOBS;
  const archived = { archived: 1 };
  return [
    ...[0, 1, 2, 3].map((day) =>
      cron(report, day, `${118 + day} of 140 berths are taken, ${9 - day} boats leave today.`),
    ),
    ...[0, 1].map((day) =>
      cron(backup, day, 'The backup of last night is there and can be restored: 412 MB, 1,204 tables and indexes.'),
    ),
    // A job that was deleted since: nobody knows its name any more.
    conversation(now, {
      key: 'cron-gone',
      id: cronId('0c0ffee0c0de'),
      source: 'cron',
      ago: 30 * DAY,
      endReason: 'cron_complete',
      steps: [row('user', 'Remind the office of the fire drill.', {}, 0), says('Reminded.')],
    }),
    conversation(now, {
      key: 'hook-push',
      source: 'webhook',
      ago: 2 * DAY,
      columns: { cwd: null },
      steps: [
        row('user', '{"event":"push","ref":"refs/heads/main","commits":3}', {}, 0),
        says('3 commits, nothing to review.'),
      ],
    }),
    conversation(now, {
      key: 'hook-issue',
      source: 'webhook',
      title: 'Issue 204: the map is upside down',
      ago: 8 * DAY,
      columns: { cwd: null },
      steps: [
        row('user', '{"event":"issue","number":204}', {}, 0),
        says('Labelled **map**, asked for the browser’s version.'),
      ],
    }),
    conversation(now, {
      key: 'kanban-tiles',
      source: 'kanban',
      title: 'Card 17: map tiles on our own server',
      ago: 3 * DAY + HOUR,
      steps: [
        row('user', 'Work on card 17.', {}, 0),
        says('The tiles are one file of 212 MB; the server needs range requests. Moved the card to *review*.'),
      ],
    }),
    conversation(now, {
      key: 'kanban-a11y',
      source: 'kanban',
      title: 'Card 21: focus ring on the pier map',
      ago: 12 * DAY,
      steps: [row('user', 'Work on card 21.', {}, 0), says('Done, 2 px in the accent colour.')],
    }),
    conversation(now, {
      key: 'oneshot-commit',
      source: 'oneshot',
      ago: 2 * DAY + 6 * HOUR,
      steps: [
        you('Write a commit message for the staged changes.', { after: 0 }),
        says('Pier page: keep the scroll place'),
      ],
    }),
    conversation(now, {
      key: 'tool-title',
      source: 'tool',
      ago: DAY + HOUR,
      steps: [row('user', 'Give this conversation a title.', {}, 0), says('Set up the berth calendar')],
    }),
    conversation(now, {
      key: 'orphaned-delegate',
      source: 'cli',
      ago: 41 * DAY,
      columns: { model_config: JSON.stringify({ _delegate_from: '__orphaned__' }) },
      steps: [row('user', 'Count the lines of the old booking code.', {}, 0), says('8,204 lines, 41 files.')],
    }),
    conversation(now, { key: 'empty', source: 'cli', ago: 2 * HOUR + 10 * MINUTE, steps: [] }),
    conversation(now, {
      key: 'archived-logo',
      source: 'cli',
      title: 'Draw a logo in ASCII',
      ago: 70 * DAY,
      columns: archived,
      steps: [you('Draw an anchor in ASCII.', { after: 0 }), says('```\n   o\n --+--\n   |\n\\__|__/\n```')],
    }),
    conversation(now, {
      key: 'archived-prices',
      source: 'webui',
      title: 'Prices of 2025',
      ago: 90 * DAY,
      columns: archived,
      steps: [you('What did a night cost in 2025?', { after: 0 }), says('€15, from 10 m on €22.')],
    }),
    conversation(now, {
      key: 'archived-fair',
      source: 'telegram',
      title: 'Stand at the boat fair',
      ago: 130 * DAY,
      columns: { ...archived, cwd: null },
      steps: [
        you('What do we need for the fair?', { after: 0 }),
        says('A table, a screen, the big chart and someone who knows the prices.'),
      ],
    }),
    conversation(now, {
      key: 'hidden',
      source: 'desktop',
      title: 'Warm-up',
      ago: 14 * DAY,
      columns: { hidden: 1 },
      steps: [row('user', 'ping', {}, 0), says('pong')],
    }),
  ];
}
