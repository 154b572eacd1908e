/** What a check finds, in all its cases. */
import { FINDING_WORDS } from '../../../../../src/core/words/findings';
import {
  DAMAGE_WORDS,
  describeFinding,
  damageWords,
  DOUBT_SENTENCES,
  DOUBT_WORDS,
  HINDRANCE_WORDS,
  hindranceWords,
  ORIGIN_WORDS,
  originWords,
  runTimeWords,
} from '../../../../../src/core/words/recovery';
import type { SayArguments } from '../../../../../src/core/words/say';
import { remedyHere } from '../../../../../src/core/words/ways';
import { AT, LOCALE, RUN, variants, type Sayings } from './sayings';

const keysOf = <T extends object>(table: T): (keyof T & string)[] => Object.keys(table) as (keyof T & string)[];

const ARGS: SayArguments = {
  ...{ count: 46, live: 2, backup: 1_000, restored: 1_000, here: 3, there: 14, rows: 12, done: 2, steps: 5, links: 3 },
  ...{ run: RUN, kind: 'repair', time: runTimeWords(AT), name: '20261121_140500_ab12cd.json', names: 'a.json, session_a.json', id: '20261121_140500_ab12cd' },
  ...{ inner: '20261120_090000_99ffee', damage: damageWords('torn'), origin: originWords('previous_copy'), endings: 'completed and interrupted' },
  ...{ prompt: 'And the ferry?', answer: 'The ferry leaves at', problem: 'state.db cannot be read: permission denied.', path: '~/.hermes/state.db' },
};

export function sayFindings(sayings: Sayings): void {
  sayings.part('What a check finds');
  for (const key of keysOf(FINDING_WORDS)) {
    sayFinding(key, ARGS, sayings);
    for (const filled of variants(Object.values(FINDING_WORDS[key]).join('\n'), ARGS).slice(1)) sayOne(key, filled, sayings);
  }
  sayings.part('How a file is damaged, where messages come from, and why a file may not be replaced');
  for (const damage of keysOf(DAMAGE_WORDS)) sayings.tell(`damage, ${damage}`, `a.json cannot be loaded: ${damageWords(damage)}.`);
  for (const origin of keysOf(ORIGIN_WORDS)) sayings.tell(`origin, ${origin}`, `The messages can come from ${originWords(origin)}.`);
  for (const hindrance of keysOf(HINDRANCE_WORDS)) sayings.tell(`what to do, ${hindrance}`, hindranceWords(hindrance));
  sayings.part('Why a safe finding is not ticked');
  for (const doubt of keysOf(DOUBT_WORDS)) sayings.tell(doubt, `${DOUBT_WORDS[doubt]} · ${DOUBT_SENTENCES[doubt]}`);
}

function sayFinding(key: keyof typeof FINDING_WORDS, args: SayArguments, sayings: Sayings): void {
  const { title, explanation, why, remedy, notAFaultIf } = describeFinding(key, args, LOCALE);
  const here = remedyHere(remedy);
  const lines = [title, explanation, `Why: ${why}`, `What to do: ${here}`, ...(here === remedy ? [] : [`In the terminal: ${remedy}`]), `No fault if: ${notAFaultIf}`];
  sayings.tell(key, lines.join('\n'));
}

/** Only what reads otherwise with one. */
function sayOne(key: keyof typeof FINDING_WORDS, args: SayArguments, sayings: Sayings): void {
  const many = describeFinding(key, ARGS, LOCALE);
  const one = describeFinding(key, args, LOCALE);
  const lines = keysOf(one).filter((part) => one[part] !== many[part]).map((part) => one[part]);
  sayings.tell(`${key}, of one`, lines.join('\n'));
}
