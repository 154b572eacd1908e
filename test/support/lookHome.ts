/**
 * A home of four conversations that show what a transcript looks like: of words alone, of many tools, one that was lost and can be
 * brought back, and one that is written from right to left. For pictures.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { bookingSessions } from './sample/booking';
import { conversation, HOUR, MINUTE, row, says, SECOND, uses, you, type SampleSession } from './sample/script';
import { patch, readFile, terminal } from './sample/tools';
import { writeSampleDatabase } from './sampleDatabase';
import { writeAt } from './sampleFiles';
import { writeConversation, writeIndex, writePreviousCopy, writeTurnJournal } from './sampleWebui';

export const LOOK_TITLES = {
  prose: 'A page about tides for visitors',
  tools: 'Show booking times in the visitor’s zone',
  recovered: 'Moorings for the regatta',
  rtl: 'تقرير إشغال المرفأ لشهر نوفمبر',
} as const;

const STREAM = '5f1d3ab8c07e4d6f9a21';
const LOST = 'Which of them can stay over winter? Sort them by length, please.';

export async function makeLookHome(dir: string, now: number): Promise<void> {
  const webui = join(dir, 'webui', 'sessions');
  fs.mkdirSync(webui, { recursive: true });
  const sessions = [prose(now), rightToLeft(now), ...bookingSessions(now)];
  await writeSampleDatabase(join(dir, 'state.db'), { sessions, rowless: [], walSince: Infinity, now });
  fs.writeFileSync(join(dir, 'config.yaml'), 'model:\n  default: nousresearch/hermes-4-405b\n');
  writeLost(webui, now);
}

/** All but two messages are only in the previous copy, a prompt waits, and the journal of its run has how the answer began. */
function writeLost(dir: string, now: number): void {
  const session = regatta(now);
  const submitted = session.endedAt + 2 * MINUTE;
  const live = {
    session,
    messages: session.messages.slice(0, 2),
    metadata: {
      pending_user_message: LOST,
      pending_attachments: [],
      pending_started_at: submitted / 1000,
      active_stream_id: STREAM,
    },
  };
  writeConversation(dir, live);
  writePreviousCopy(dir, { session, messages: session.messages });
  writeTurnJournal(dir, live, LOST, submitted, ['submitted', 'worker_started']);
  const folder = join(dir, '_run_journal', session.id);
  fs.mkdirSync(folder, { recursive: true });
  const answer = 'Four of the nine can stay. Sorted by length:\n\n| Boat | Length | Berth |\n|---|---:|---|\n| *Seeadler* | 14.2 m | 5-02 |\n| *Kormoran* | 12.8 m | 5-03 |\n\nThe other two are';
  const event = (seq: number, name: string, payload: object): string =>
    JSON.stringify({
      version: 1,
      event_id: `${STREAM}:${seq}`,
      seq,
      run_id: STREAM,
      session_id: session.id,
      event: name,
      created_at: submitted / 1000 + seq,
      payload,
    });
  const lines = [event(1, 'reasoning', { text: 'Depth first: pier 5.' }), event(2, 'token', { text: answer })];
  writeAt(join(folder, `${STREAM}.jsonl`), `${lines.join('\n')}\n`, submitted + 2 * SECOND);
  writeIndex(dir, [live], now);
}

const regatta = (now: number): SampleSession =>
  conversation(now, {
    key: 'look-regatta',
    source: 'webui',
    title: LOOK_TITLES.recovered,
    ago: 5 * HOUR,
    steps: [
      you('We get nine boats for the regatta on Saturday. Give each a berth; two of them draw more than 2 m.', { after: 0 }),
      says('The two deep ones go to pier 5 (2.4 m at the lowest tide), the other seven to pier 2, where there is power.'),
      you('One skipper brings a dog. Is that a problem at pier 2?'),
      says('No. Dogs are welcome at piers 1 to 3, **on a lead**. Only the swimming pontoon is closed to them.'),
      you('Write them a short note with berths and times.'),
      says(
        '> Dear skippers,\n>\n> berths are free from **Friday, 14:00**. Please be in by 20:00: the bridge does not open later. The briefing is at 8:30 in the boat hall.\n>\n> Fair winds!\n\nSent as a draft, one for each berth.',
      ),
    ],
  });

const prose = (now: number): SampleSession =>
  conversation(now, {
    key: 'look-prose',
    source: 'cli',
    title: LOOK_TITLES.prose,
    ago: 40 * MINUTE,
    steps: [
      you(
        'Visitors ask every day why the water is gone. Write a page for our site: short, friendly, for people who have never seen a tide.\n\nIt should say when it is safe to walk on the flats.',
        { after: 0 },
      ),
      says(
        `Here is a draft. It takes two minutes to read.

## Where has the water gone?

Twice a day the sea comes and goes. The moon pulls at it, and the whole bay breathes: **up for six hours, down for six**. Nothing is broken, and it will be back.

### What that means for you

1. **Look at the board** at the harbour office. It has today’s times:
   - *high water*: boats come and go
   - *low water*: they sit on the mud, and wait
2. Times move by about **50 minutes** a day. Yesterday’s are wrong today.
3. In a storm the water comes *earlier and higher* than the board says.

> The flats are wide and flat. When the water returns it comes from all sides, faster than you walk.

### Walking on the flats

| | Go out | Be back |
|---|---|---|
| With a guide | 2 h before low water | 2 h after |
| Alone | 1 h before | **at low water** |
| In fog | not at all | – |

The board is fed by \`tides.json\`, which the office fetches each night:

\`\`\`json
{ "day": "2026-11-18", "low": ["03:12", "15:41"], "high": ["09:20", "21:52"] }
\`\`\`

---

Sources: the [hydrographic office](https://tides.example/bay) and our own gauge at the mole.`,
        {
          columns: {
            reasoning: '**Plan.** Short sentences, no physics beyond the moon. The rule for walking must be exact: it is about safety.',
          },
        },
      ),
      you('Lovely. The part about storms frightens people; can it go?', { after: 6 * MINUTE }),
      says(
        'I would keep it, but calmer: “With strong wind from the sea, come back half an hour earlier.” That is the same rule, and it tells people what to *do*. The word ~~storm~~ is gone from the page.',
      ),
    ],
  });

const rightToLeft = (now: number): SampleSession =>
  conversation(now, {
    key: 'look-rtl',
    source: 'cli',
    title: LOOK_TITLES.rtl,
    ago: 90 * MINUTE,
    steps: [
      you('أريد تقريرًا قصيرًا عن إشغال المرفأ في نوفمبر. الأرقام في `reports/november.csv`، ولا تنسَ الرصيف 5.', { after: 0 }),
      uses(
        'سأقرأ الملف أولًا.',
        [
          readFile('reports/november.csv', ['pier;nights;guests', '2;412;988', '3;305;701', '5;198;502'], 1),
          terminal('python3 sum.py reports/november.csv', ['nights 915', 'guests 2191'], { seconds: 0.6 }),
        ],
        { columns: { reasoning: 'الملف صغير، لذلك يكفي أن أجمع الأعمدة وأقارن بالشهر الماضي.' } },
      ),
      says(`## ملخص نوفمبر

بلغ الإشغال **915 ليلة**، أي بزيادة 4% عن أكتوبر:

- الرصيف 2 هو الأكثر ازدحامًا (412 ليلة).
- الرصيف 5 للقوارب العميقة:
  1. العمق 2.4 m عند أدنى جزر.
  2. العبّارة «Möwe» ترسو هناك يوم السبت.

| الرصيف | الليالي | الضيوف |
|---|---:|---:|
| 2 | 412 | 988 |
| 3 | 305 | 701 |
| 5 | 198 | 502 |

> لا تُحتسب القوارب التي بقيت أقل من ثلاث ساعات.

\`\`\`py
nights = sum(int(row["nights"]) for row in rows)  # مجموع الليالي
\`\`\`

التفاصيل في [صفحة التقارير](https://harbour.example/reports).`),
      you('תודה! אפשר גם בעברית, עם המחיר הממוצע (€12.50 ללילה)?', { after: 9 * MINUTE }),
      says('כן: בנובמבר היו **915 לילות**, במחיר ממוצע של €12.50 ללילה. קובץ: `reports/november.csv`.'),
      row('user', 'Model changed to Hermes 4 70B', { display_kind: 'model_switch', display_metadata: '{}' }, 2 * HOUR),
      you('أضف الأرقام إلى الموقع من فضلك.', { after: 30 * SECOND }),
      uses('', [
        patch('src/pages/report.tsx', ['nights: 880'], ['nights: 915'], ['-  nights: 880,', '+  nights: 915,'], 12),
      ]),
      says('تم. عدّلت سطرًا واحدًا في `src/pages/report.tsx`، والاختبارات ناجحة.'),
    ],
  });
