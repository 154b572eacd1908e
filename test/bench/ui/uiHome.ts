/** A home with the conversations whose reading is measured: mixed, with the output of tools, as agents write them. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { FixtureDatabase } from '../../support/fixtureDatabase';

/** 2026-03-14T08:00:00Z, in seconds. */
const STARTS = Date.UTC(2026, 2, 14, 8) / 1000;
const WORDS =
  'harbour berth pier ferry tide slot booking mole crane gauge timetable zone visitor deposit winter storm pilot buoy chart ' +
  'depth north wind rope deck hull mast sail anchor engine fuel dock slip lock quay lamp light fog bell radio watch crew';
/** Each in one message of so many, and nowhere else. */
const RARE = { narwhal: 50, walrus: 40 } as const;
export const RARE_WORDS = Object.keys(RARE) as (keyof typeof RARE)[];

export interface UiConversation {
  readonly id: string;
  readonly title: string;
  readonly messages: number;
}

export const uiConversation = (messages: number): UiConversation => ({
  id: `20260314_080000_${messages.toString(16).padStart(6, '0')}`,
  title: `${messages.toLocaleString('en-US')} messages`,
  messages,
});

/** Makes the home in `dir` with one conversation of each size. */
export async function makeUiHome(dir: string, sizes: readonly number[]): Promise<void> {
  fs.mkdirSync(dir, { recursive: true });
  const db = await FixtureDatabase.create();
  db.exec('BEGIN');
  for (const { id, title, messages } of sizes.map(uiConversation)) {
    const count = { message_count: messages, last_activity_at: STARTS + messages };
    db.addSession({ id, title, started_at: STARTS, ...count });
    for (let n = 0; n < messages; n += 1) db.addMessage({ session_id: id, timestamp: STARTS + n, ...messageAt(n) });
  }
  db.exec('COMMIT');
  // Native writers take what is in WAL mode only.
  db.toFileWithWal(join(dir, 'state.db'), () => undefined);
  db.close();
}

type Message = Readonly<{ role: string; content: string; [column: string]: string }>;

const TURN = 12;

/** The number, counted from 1, of a prompt near message `number`. */
export const promptNear = (number: number): number => Math.floor(number / TURN) * TURN + 1;

/** A prompt, calls and their answers, and closing words in Markdown, over and over. */
function messageAt(n: number): Message {
  const step = n % TURN;
  const rare = RARE_WORDS.map((each) => (n % RARE[each] === RARE[each] - 1 ? ` ${each}` : '')).join('');
  if (step === 0) return { role: 'user', content: `${prose(n, 40)}${rare}?` };
  if (step === TURN - 1) {
    const list = [1, 2, 3].map((each) => `- **${prose(n + each, 3)}**: ${prose(n * each, 20)}`).join('\n');
    const code = `\`\`\`ts\n${[1, 2, 3, 4].map((each) => `const ${word(n + each)} = '${prose(n + each, 4)}';`).join('\n')}\n\`\`\``;
    return { role: 'assistant', content: `## ${prose(n, 5)}\n\n${prose(n, 60)}${rare}\n\n${list}\n\n${code}` };
  }
  if (step % 2 === 1) {
    const call = { name: 'terminal', arguments: JSON.stringify({ command: `rg ${word(n)} src --line-number${rare}` }) };
    const calls = JSON.stringify([{ id: `call_${n}`, type: 'function', function: call }]);
    return { role: 'assistant', content: '', tool_calls: calls, finish_reason: 'tool_calls' };
  }
  // Most answers are short, and a few are very long.
  const lines = n % 40 === 2 ? 400 : 12;
  const output = Array.from({ length: lines }, (_, i) => `src/${word(n + i)}.ts:${i * 7 + 1}: ${prose(n + i, 8)}`).join('\n');
  const content = JSON.stringify({ output: `${output}${rare}`, exit_code: 0, error: null });
  return { role: 'tool', tool_name: 'terminal', tool_call_id: `call_${n - 1}`, content };
}

const words = WORDS.split(' ');
const word = (n: number): string => words[n % words.length] ?? '';
/** The same words in every run, other ones for another `seed`. */
const prose = (seed: number, count: number): string =>
  Array.from({ length: count }, (_, i) => word(seed * 31 + i * 17 + ((seed * i) % 13))).join(' ');
