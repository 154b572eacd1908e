/** Conversations that came in through messengers and mail: with people, rooms and resets instead of folders. */
import {
  conversation,
  DAY,
  HOUR,
  MINUTE,
  says,
  uses,
  you,
  type Columns,
  type SampleSession,
  type Step,
} from './script';
import { terminal, webSearch } from './tools';

/** The columns a gateway writes. A key names profile, platform, kind of chat and chat. */
const chat = (platform: string, type: 'dm' | 'group' | 'channel', id: string, name: string): Columns => ({
  user_id: id,
  chat_id: id,
  chat_type: type,
  display_name: name,
  session_key: `agent:main:${platform}:${type}:${id}`,
  origin_json: JSON.stringify({
    platform,
    chat_id: id,
    chat_name: name,
    chat_type: type,
    user_id: id,
    user_name: name,
  }),
  cwd: null,
});

export function messengerSessions(now: number): SampleSession[] {
  const screens = conversation(now, {
    key: 'pier-screens-1',
    source: 'telegram',
    title: 'Words for the pier screens',
    ago: 9 * DAY,
    endReason: 'session_reset',
    columns: chat('telegram', 'dm', '48151623', 'Mara'),
    steps: [
      you('The screens at the piers need words for "delayed" in three languages. 14 letters at most.', { after: 0 }),
      says('| | |\n|---|---|\n| de | verspätet |\n| en | delayed |\n| da | forsinket |'),
    ],
  });
  return [
    screens,
    conversation(now, {
      key: 'pier-screens-2',
      source: 'telegram',
      title: 'Ferry delay messages for the pier screens',
      ago: HOUR + 50 * MINUTE,
      columns: {
        ...chat('telegram', 'dm', '48151623', 'Mara'),
        parent_session_id: screens.id,
        model_config: JSON.stringify({ _reset_from: screens.id }),
      },
      steps: [
        you('Möwe is 20 min late, fog. What do I put on the screens?', {
          after: 0,
          columns: { platform_message_id: 'tg-90211' },
        }),
        says('**Möwe 20 min late** · fog\n\nSecond line, if there is room: *next: Seeadler 10:00, pier 3*'),
        you('👍 and pier 5?', { after: 3 * MINUTE, columns: { platform_message_id: 'tg-90214' } }),
        says('Pier 5 sees the Möwe last, so there it is **30 min**.'),
      ],
    }),
    conversation(now, {
      key: 'zone-library',
      source: 'discord',
      title: '#harbour-dev: which library for zones?',
      ago: DAY + 4 * HOUR,
      columns: { ...chat('discord', 'channel', '991002', '#harbour-dev'), thread_id: '771' },
      steps: [
        you('tz-names or the built-in?', { after: 0, columns: { observed: 1 } }),
        you('@hermes what do we need it for?', { after: MINUTE }),
        uses('', [
          webSearch('Intl.DateTimeFormat timeZoneName shortGeneric support', [
            ['Intl.DateTimeFormat', 'https://docs.example/intl', 'shortGeneric since 2021 in all engines'],
          ]),
        ]),
        says(
          'The built-in. We only need names, and `shortGeneric` is in every browser we support. The library would add 212 KB for eleven zones.',
        ),
      ],
    }),
    conversation(now, {
      key: 'weekly-numbers',
      source: 'slack',
      title: 'Weekly numbers for the harbour office',
      ago: DAY + 7 * HOUR,
      columns: chat('slack', 'channel', 'C0HARBOUR', '#office'),
      steps: [
        you('Numbers for the week, please, same form as last time.', { after: 0 }),
        uses('', [
          terminal(
            'psql harbour -f reports/week.sql',
            ['  nights | guests | deposit', '---------+--------+---------', '     612 |   1484 |  9180.00'],
            { seconds: 1.2 },
          ),
        ]),
        says(
          '| | this week | last week |\n|---|---:|---:|\n| Nights | 612 | 588 |\n| Guests | 1,484 | 1,402 |\n| Deposits | €9,180 | €8,820 |\n\nThe best day was Saturday: 131 of 140 berths.',
        ),
      ],
    }),
    conversation(now, {
      key: 'double-booking',
      source: 'email',
      title: 'Complaint about a double booking, pier 3',
      ago: DAY + 9 * HOUR,
      columns: chat('email', 'dm', 'skipper@boats.example', 'Jon Aalto'),
      steps: [
        you('Two boats were given berth 3-12 on the same night. Please answer Mr Aalto, kindly.', { after: 0 }),
        says(
          '> Dear Mr Aalto,\n>\n> you are right, and I am sorry. Berth 3-12 was given twice because two offices wrote in the same minute. This cannot happen any more: the database refuses it since Monday.\n>\n> Your deposit is on its way back to you.',
        ),
      ],
    }),
    conversation(now, {
      key: 'fuel-dock',
      source: 'whatsapp',
      title: 'Opening hours of the fuel dock',
      ago: 4 * DAY + 5 * HOUR,
      columns: chat('whatsapp', 'dm', '4670011223', 'Fuel dock'),
      steps: [
        you('When does the fuel dock open on Sundays in winter?', { after: 0 }),
        says('At 10, until 14. From 1 April at 8 again.'),
      ],
    }),
    conversation(now, {
      key: 'mole-arabic',
      source: 'telegram',
      title: 'مواعيد العبّارات في عطلة نهاية الأسبوع',
      ago: 5 * DAY + 12 * HOUR,
      columns: chat('telegram', 'dm', '48160001', 'ليلى'),
      steps: [
        you('ما هي مواعيد العبّارة «Möwe» يوم السبت؟ وهل السعر 12.50 € للكبار؟', { after: 0 }),
        says(
          'يوم السبت تغادر العبّارة كل ساعة:\n\n- من الرصيف 3: 08:00 – 20:00\n- من الرصيف 5: 08:30 – 19:30\n\nنعم، السعر **12.50 €** للكبار، والأطفال دون السادسة مجانًا.',
        ),
      ],
    }),
    conversation(now, {
      key: 'winter-berths',
      source: 'signal',
      title: 'Wer übernimmt die Winterliegeplätze?',
      ago: 11 * DAY,
      columns: chat('signal', 'group', 'grp-77', 'Hafenmeisterei'),
      steps: [
        you('Wir müssen 38 Winterliegeplätze verteilen. Schlag etwas vor.', { after: 0 }),
        says(
          'Nach Länge, dann nach Eingang: die 12 längsten an Pier 5 (tief genug bei Niedrigwasser), der Rest an Pier 2. **Zwei** Boote bleiben übrig, beide unter 7 m, sie passen an die Mole.',
        ),
      ],
    }),
    conversation(now, {
      key: 'matrix-untitled',
      source: 'matrix',
      ago: 60 * DAY,
      columns: chat('matrix', 'group', '!harbour:example', 'Harbour crew'),
      steps: [
        you(
          'Can someone tell the crane driver that the\nslip is free from 14:00, and that the trailer of the Seeadler still stands in the way of everything?',
          { after: 0 },
        ),
        says('Told him. He asks for the key of the trailer.'),
      ],
    }),
    conversation(now, {
      key: 'tide-alarm',
      source: 'homeassistant',
      title: 'Watch the tide gauge for a season',
      ago: 27 * DAY,
      columns: { cwd: null },
      steps: gaugeSteps(600),
    }),
    conversation(now, {
      key: 'pager',
      source: 'pagerduty_plugin',
      title: 'Alert: the booking queue is long',
      ago: 100 * DAY,
      columns: { cwd: null },
      steps: [
        you('ALERT queue length 412 > 100', { after: 0 }),
        says('The mail server was down for 20 minutes. The queue is empty again since 03:12.'),
      ],
    }),
  ];
}

/** `turns` questions and answers: a conversation longer than a reader may load at once. */
function gaugeSteps(turns: number): Step[] {
  return Array.from({ length: turns }, (_, i) => {
    const level = (2.4 + Math.sin(i / 2) * 1.6).toFixed(2);
    return [
      you(`Gauge at the mole: ${level} m.`, { after: i === 0 ? 0 : 6 * HOUR }),
      says(
        Number(level) > 3.8
          ? `${level} m is above the warning mark. The slip is closed until the next low water.`
          : `${level} m, normal. Nothing to do.`,
      ),
    ];
  }).flat();
}
