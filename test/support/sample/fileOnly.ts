/** Conversations that are not in `state.db`: the WebUI's own files and what older agents left behind. */
import { conversation, DAY, HOUR, MINUTE, says, uses, you, type SampleSession } from './script';
import { terminal } from './tools';

/** Only a conversation file of the WebUI. */
export function webuiOnlySessions(now: number): SampleSession[] {
  return [
    conversation(now, {
      key: 'map-colours',
      source: 'webui',
      title: 'Colours of the harbour map',
      ago: DAY + 5 * HOUR,
      steps: [
        you('Which colours should the depths have on the map?', { after: 0 }),
        says(
          'Four steps of one blue, dark for shallow: skippers look for danger, and dark draws the eye.\n\n- `#0b3a53` under 2 m\n- `#2f7197` to 3 m\n- `#8fb8cf` to 5 m\n- `#e4eff5` deeper',
        ),
      ],
    }),
    // Longer than the prefix in which a reader looks for the metadata.
    conversation(now, {
      key: 'guest-survey',
      source: 'webui',
      title: 'Read the guests’ survey',
      ago: 10 * DAY,
      steps: Array.from({ length: 160 }, (_, i) => [
        you(
          `Answer ${i + 1}: ${'The showers were clean, the crane was late, and the harbour master was friendly. '.repeat(1 + (i % 5))}`,
          { after: i === 0 ? 0 : MINUTE },
        ),
        says(`Noted under *${['showers', 'crane', 'people'][i % 3]}*.`),
      ]).flat(),
    }),
    conversation(now, {
      key: 'crane-slots',
      source: 'webui',
      title: 'Slots for the crane in October',
      ago: 38 * DAY,
      steps: [
        you('Plan the crane for October, six boats a day.', { after: 0 }),
        uses('', [terminal('psql harbour -f crane.sql', ['boats | 74'])]),
        says('74 boats, 13 days. The two heavy ones come first, while the crane is rested.'),
      ],
    }),
  ];
}

/** Only the previous copy (`.bak`) is left. */
export const previousCopyOnlySession = (now: number): SampleSession =>
  conversation(now, {
    key: 'price-list',
    source: 'webui',
    title: 'Price list for the new season',
    ago: 33 * DAY,
    steps: [
      you('Round all prices to whole euros.', { after: 0 }),
      says('Done. 11 prices went up, 9 down; the sum stays the same within €4.'),
    ],
  });

/** Only `sessions/session_<id>.json` of an agent of spring. */
export const agentJsonOnlySession = (now: number): SampleSession =>
  conversation(now, {
    key: 'ice-report',
    source: 'cli',
    title: 'Ice report for the mole',
    ago: 200 * DAY,
    steps: [
      you('Is the mole free of ice?', { after: 0 }),
      uses('', [terminal('curl -s sensors/mole', ['-1.2 C'])]),
      says('No: −1.2 °C since four. Sand is needed on the first 40 m.'),
    ],
  });

/** Only `sessions/<id>.jsonl` of a gateway. */
export const agentJsonlOnlySession = (now: number): SampleSession =>
  conversation(now, {
    key: 'lost-gloves',
    source: 'telegram',
    ago: 190 * DAY,
    steps: [
      you('Found: a pair of red gloves, pier 2.', { after: 0 }),
      says('Written on the board. Somebody asked for red gloves on Monday; I told them.'),
    ],
  });
