/**
 * Conversations that something happened to, one for each kind of damage that a session directory can have. What is
 * wrong with each is in `sampleDamage.ts`.
 */
import { conversation, DAY, HOUR, MINUTE, says, uses, you, type SampleSession } from './script';
import { terminal } from './tools';

/** Rows of `state.db` whose files are behind them, gone, or fuller than they are. */
export function damagedRowSessions(now: number): SampleSession[] {
  return [
    conversation(now, {
      key: 'rope-order',
      source: 'webui',
      title: 'Order rope and fenders',
      ago: 41 * DAY,
      steps: [
        you('How much rope do we need for the new pontoon?', { after: 0 }),
        uses('', [terminal('psql harbour -f berths/pontoon.sql', ['berths | 22'])]),
        says('22 berths, four lines of 12 m each: 1,056 m. With a reserve, eleven reels of 100 m.'),
        you('And fenders?'),
        says('Two a berth, so 44. The old supplier gives a discount from 40.'),
      ],
    }),
    beginningOf(wholeBerthSigns(now)),
    conversation(now, { key: 'never-begun', source: 'webui', ago: 47 * DAY, steps: [] }),
    beginningOf(wholeNightWatch(now)),
  ];
}

/** Of these the database has only the first two messages. */
export const wholeBerthSigns = (now: number): SampleSession =>
  conversation(now, {
    key: 'berth-signs',
    source: 'webui',
    title: 'Signs for the guest berths',
    ago: 45 * DAY,
    steps: [
      you('Make signs for berths 1 to 20.', { after: 0 }),
      says('Done, as one PDF with a sign a page.'),
      you('Larger numbers, please: they are read from the water.'),
      says('The numbers are now 40 cm high. A3 fits them; A4 does not.'),
    ],
  });

export const wholeNightWatch = (now: number): SampleSession =>
  conversation(now, {
    key: 'night-watch',
    source: 'telegram',
    ago: 49 * DAY,
    steps: [
      you('Night watch begins.', { after: 0 }),
      says('Good watch. I note what you report.'),
      you('23:10 lamp out on pier 4'),
      says('Noted: lamp, pier 4. I asked for a replacement.'),
      you('02:40 boat adrift, made fast again'),
      says('Noted. Which berth? I would tell the owner in the morning.'),
      you('17'),
      says('Berth 17 belongs to the *Alma*. A message waits until seven.'),
    ],
  });

function beginningOf(session: SampleSession): SampleSession {
  const messages = session.messages.slice(0, 2);
  return { ...session, messages, endedAt: messages.at(-1)?.at ?? session.startedAt };
}

const FILES = {
  dredging: 'Plan the dredging of the basin',
  'harbour-fees': 'Fees for long stays',
  'crew-list': 'Crew list for the regatta',
  'fuel-dock': 'Opening hours of the fuel dock',
  'tide-tables': 'Check the tide tables',
  'radio-log': 'Radio log, week 38',
  'toilet-codes': 'New door codes',
  'storm-plan': 'What to do before a storm',
  'boat-lift': 'Who books the boat lift',
  'mooring-map': 'Print the mooring map',
  'dog-rules': 'Rules for dogs',
  'wifi-masts': 'Where the Wi-Fi masts stand',
  'harbour-song': 'A song for the harbour’s feast',
  'kiosk-rent': 'Rent of the kiosk',
  'old-ferry': 'Where the old ferry lies',
} as const;

export type DamagedFile = keyof typeof FILES;

/** Conversations that are only files. The dredging has 242 messages, the others a few each. */
export function damagedFileSession(now: number, key: DamagedFile): SampleSession {
  const place = Object.keys(FILES).indexOf(key);
  const steps =
    key === 'dredging'
      ? Array.from({ length: 121 }, (_, i) => [
          you(`Sounding ${i + 1}: ${(2 + ((i * 37) % 23) / 10).toFixed(1)} m. Is that deep enough?`, {
            after: i === 0 ? 0 : i === 120 ? 3 * HOUR : MINUTE,
          }),
          says(i % 3 === 0 ? 'No: dredge here, 0.4 m at least.' : 'Yes.'),
        ]).flat()
      : [
          you(`${FILES[key]}: what do we have?`, { after: 0 }),
          says('An old list of last year, with eleven entries. Four of them are not true any more.'),
          you('Bring it up to date.'),
          says('Done: four corrected, two new. Please read the second page once more.'),
        ];
  return conversation(now, { key, source: 'webui', title: FILES[key], ago: (52 + place * 3) * DAY, steps });
}
