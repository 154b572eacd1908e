/** The second profile: a small store of its own, with other habits. */
import { conversation, DAY, HOUR, MINUTE, row, says, stampOf, uses, you, type SampleSession } from './script';
import { webExtract, webSearch } from './tools';

export function researchSessions(now: number): SampleSession[] {
  const papers = '/home/mara/papers';
  const currents = conversation(now, {
    key: 'r-currents',
    source: 'cli',
    title: 'Currents at the harbour entrance',
    ago: 5 * HOUR,
    model: 'nousresearch/hermes-4-70b',
    columns: { cwd: papers },
    steps: [
      you('What is known about currents at narrow harbour entrances?', { after: 0 }),
      uses('', [
        webSearch('tidal currents narrow harbour entrance measurements', [
          ['Flow through a gap', 'https://sea.example/gap', 'A jet forms at ebb.'],
          ['Harbour resonance', 'https://sea.example/seiche', 'Long waves of minutes.'],
        ]),
        webExtract('https://sea.example/gap', 'Flow through a gap', [
          'At ebb a jet forms, at flood a fan. The jet is about twice as fast.',
        ]),
      ]),
      says(
        'At ebb the water leaves as a **jet**, at flood it enters as a **fan**. The jet is about twice as fast, so the pilots’ rule "enter at flood" has a reason.',
      ),
    ],
  });
  return [
    currents,
    conversation(now, {
      key: 'r-seiche',
      source: 'cli',
      title: 'Why do the boats move on calm days?',
      ago: 2 * DAY,
      columns: { cwd: papers },
      steps: [
        you('On calm days the boats still pull at their lines.', { after: 0 }),
        says('A *seiche*: a standing wave with a period of minutes. Look for a peak near 7 minutes in the gauge data.'),
      ],
    }),
    conversation(now, {
      key: 'r-summary',
      source: 'webui',
      title: 'Summary for the council',
      ago: 6 * DAY,
      steps: [
        you('Half a page for the council, no formulas.', { after: 0 }),
        says(
          'The entrance is safest one hour after low water. A longer mole would calm the inner basin, but not the entrance.',
        ),
      ],
    }),
    conversation(now, {
      key: 'r-cron',
      id: (startedAt) => `cron_77aa00bb11cc_${stampOf(startedAt)}`,
      source: 'cron',
      ago: 17 * DAY,
      endReason: 'cron_complete',
      steps: [row('user', 'New papers on seiches?', {}, 0), says('None.', { after: MINUTE })],
    }),
  ];
}
