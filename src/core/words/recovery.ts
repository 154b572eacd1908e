/** What each finding says: one entry for every kind, and for the cases of a kind that need other words. */
import { visibleText } from '../visibleText';
import { FINDING_WORDS } from './findings';
import { say, type SayArguments } from './say';

export interface FindingWords {
  /** The thing itself: "Chat shrank: 1,000 to 2 messages". */
  readonly title: string;
  /** What was found. */
  readonly explanation: string;
  readonly why: string;
  /** What to do. */
  readonly remedy: string;
  readonly notAFaultIf: string;
}

/** The words of a finding with its numbers and names in them. Names are data, so everything invisible is made visible. */
export function describeFinding(key: keyof typeof FINDING_WORDS, args: SayArguments, locale: string): FindingWords {
  const table: FindingWords = FINDING_WORDS[key];
  const shown: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(args))
    shown[name] = typeof value === 'string' ? visibleText(value) : value;
  const fill = (text: string): string => say({ text }, 'text', shown, locale);
  return {
    title: fill(table.title),
    explanation: fill(table.explanation),
    why: fill(table.why),
    remedy: fill(table.remedy),
    notAFaultIf: fill(table.notAFaultIf),
  };
}

/** How a file is damaged, to stand in a sentence. */
export const DAMAGE_WORDS = {
  empty: 'it is empty (0 bytes)',
  unparseable: 'it is not JSON',
  not_an_object: 'it is JSON, but not a conversation',
  no_messages: 'it has no list of messages',
  torn: 'it ends in the middle',
  not_utf8: 'it has bytes that are not UTF-8',
  link: 'it is a link, which is never followed',
  directory: 'it is a folder',
  other: 'it is not an ordinary file',
} as const;

export const damageWords = (damage: keyof typeof DAMAGE_WORDS): string => DAMAGE_WORDS[damage];

/** Where messages come back from, to stand in a sentence. */
export const ORIGIN_WORDS = {
  previous_copy: 'its previous copy (.bak)',
  temporary_file: 'a temporary file',
  state_db: 'state.db',
  agent_file: 'the agent’s own transcript',
  salvage: 'what stands before the damage',
  kept_original: 'what an earlier repair kept',
} as const;

export const originWords = (origin: keyof typeof ORIGIN_WORDS): string => ORIGIN_WORDS[origin];

/** Why a file may not be replaced, in place of what to do. */
export const HINDRANCE_WORDS = {
  several_names:
    'The conversation file has several names (hard links), and replacing one of them would part it from the others. Copy the session folder, leave one name, and check again.',
  case_twin:
    'Another conversation file has the same name in other letters (upper and lower case), and on many disks these are one file. Copy the session folder, rename one of them, and check again.',
} as const;

export const hindranceWords = (hindrance: keyof typeof HINDRANCE_WORDS): string => HINDRANCE_WORDS[hindrance];

/** When a repair was made, to stand in a sentence: the same words on every machine, as the run's folder has them. */
export const runTimeWords = (startedAt: number): string =>
  `${new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Why a safe finding is not ticked. */
export const DOUBT_WORDS = {
  looks_like_undo: 'looks like an undo',
  wiped_or_cleared: 'wiped or cleared?',
  lost_or_deleted: 'lost or deleted?',
  compression_snapshot: 'from before a compression',
  written_later: 'the conversation file was written later',
  copy_unreadable: 'another copy cannot be read',
  deletions_unreadable: 'the list of deleted conversations cannot be read',
  in_flight: 'in use',
  just_written: 'just written, try again in a moment',
} as const;

const UNLESS = 'Tick it in the view “Recovery” if that was not you.';

/** The same in sentences, and what a person who knows better does. */
export const DOUBT_SENTENCES = {
  looks_like_undo: `What is left ends where an answer ended, as it does when somebody takes turns back in Hermes WebUI. ${UNLESS}`,
  wiped_or_cleared: `The conversation is empty, as it is when somebody clears it, and nothing says why. ${UNLESS}`,
  lost_or_deleted: 'Nothing says whether it was lost or deleted. Tick it in the view “Recovery” if you did not delete it.',
  compression_snapshot: 'It is what a compression left behind; the conversation went on in another file. Tick it in the view “Recovery” if you miss messages in it.',
  written_later: 'The conversation file was written after this copy of it, so that what is missing may have been taken out since. Read both, and tick it if you miss something.',
  copy_unreadable: 'Another copy cannot be read. It may have more, or say that this was meant. See that it can be read, and check again.',
  deletions_unreadable: 'The list of deleted conversations cannot be read, so that nobody can tell whether this one was deleted. Tick it in the view “Recovery” if you did not delete it.',
  in_flight: 'Hermes WebUI seems to be at work on it. It is left alone until nothing was written for ten minutes; then check again.',
  just_written: 'It was written a moment ago, and is left alone until that has settled. Check again in a moment.',
} as const satisfies Record<keyof typeof DOUBT_WORDS, string>;

/** The frame around the findings of an audit, in the terminal and in Markdown. */
export const AUDIT_WORDS = {
  heading: 'Recovery audit',
  clean: '{count|conversation|conversations} checked in {dir}, all whole.',
  checked: '{count|conversation|conversations} checked in {dir}: {counts}.',
  absent: 'There is no WebUI session folder at {dir}.',
  noDatabase: 'No state.db was looked into: what it knows is not in this. Name it with --state-db FILE.',
  nothingThere: 'There are no WebUI conversations in {dir}.',
  didYouMean: 'Did you mean {dir}?',
  unreadable: 'The session folder {dir} cannot be read: {errno}.',
  unsettled: 'Files came and went in {dir} while it was read. Check again in a quiet moment.',
  count_repairable: '{count} safe to repair',
  count_unsafe_to_repair: '{count|needs|need} a decision',
  count_information: '{count|note|notes}',
  category_repairable: 'safe',
  category_unsafe_to_repair: 'review',
  category_information: 'note',
  notChecked: 'Not checked: {name} ({reason})',
  notChecked_too_large: 'too large',
  notChecked_changing: 'being written',
  why: 'Why it matters',
  remedy: 'What to do',
  notAFaultIf: 'No fault if',
  notTicked: 'Safe, but {reason}',
  moreDetails: '{count} more in the table: --json has every detail.',
  repair: 'See what a repair would do: {command}',
  look: 'Look at a conversation with: hermes-sessions show ID --home {dir}',
  nothingWritten: 'This check only reads. Nothing was changed.',
} as const;
