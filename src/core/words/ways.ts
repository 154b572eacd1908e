/**
 * What a person does with a command in the terminal, and in the editor with a button or a command of the palette: the same
 * advice, said twice. Findings carry the first; `remedyHere` makes the second of it. `{run}` is filled before.
 */
export const WAYS = {
  look: {
    terminal: 'Look at the copies with “hermes-sessions show”, and copy the session folder before you change anything in it.',
    editor: 'Read and compare the copies first, and copy the session folder before you change anything in it.',
  },
  readBoth: {
    terminal: 'Compare them with “hermes-sessions show ID --source state_db” and “--source conversation_file” (or “previous_copy”), and save what you miss with “-o FILE”. All of them stay as they are.',
    editor: 'Read and compare the copies, and export the one that has what you miss. All of them stay as they are.',
  },
  endRun: {
    terminal: 'Complete it with “hermes-sessions repair --complete {run}”, or take it back with “hermes-sessions undo --run {run}”.',
    editor: '“Complete…” does what is left of it, “Undo…” takes it back. Both keep what was there.',
  },
  merge: {
    terminal: 'With “hermes-sessions repair --session ID --take live” it keeps the messages of the conversation file, with “--take previous” those of the other copy, with “--take union” both; with --dry-run nothing is changed yet. Until then do not write in it in Hermes WebUI: its next save may replace the copy.',
    editor: '“Merge Copies…” shows both side by side, message by message, and lets you take the one, the other or both. Until then do not write in this conversation in Hermes WebUI: its next save may replace the copy.',
  },
  readSalvage: {
    terminal: 'What stands before the damage can be read with “hermes-sessions show”',
    editor: 'What stands before the damage can be read among the copies of this conversation',
  },
  readRows: {
    terminal: 'Read what there is with “hermes-sessions show”.',
    editor: 'Read what there is among the copies of this conversation.',
  },
  readUnsafe: {
    terminal: 'Read it with “hermes-sessions show”, and rename the file while Hermes WebUI is stopped.',
    editor: 'Rename the file while Hermes WebUI is stopped, and check again.',
  },
  readLonger: {
    terminal: 'Read and export the longer copy with “hermes-sessions show”.',
    editor: 'Read the longer one of the copies of this conversation; its transcript can be exported.',
  },
  readOlder: {
    terminal: 'Read an older copy with “hermes-sessions list --db FILE”;',
    editor: 'Read an older copy with the command “Open a Copy of state.db…”;',
  },
  readDamaged: {
    terminal: '“hermes-sessions show” reads what there is;',
    editor: 'The view “Sessions” shows what there is;',
  },
  readLog: {
    terminal: '“hermes-sessions list” says what is wrong with the log and what to do.',
    editor: 'The view “Sessions” says what is wrong with the log and what to do.',
  },
} as const;

const HOLE = /\\\{\w+\\\}/g;

/** A way as it stands in a sentence: what fills a hole is a name, and ends with the quotation mark. */
const patternOf = (terminal: string): RegExp =>
  new RegExp(terminal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(HOLE, '[^”]*'), 'g');

const PATTERNS = Object.values(WAYS).map(({ terminal, editor }) => ({ pattern: patternOf(terminal), editor }));

/** What to do, for a person who has buttons. */
export const remedyHere = (remedy: string): string =>
  PATTERNS.reduce((text, { pattern, editor }) => text.replace(pattern, () => editor), remedy);
