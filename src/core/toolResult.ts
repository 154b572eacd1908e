/** Reads what a tool answered. Hermes stores most answers as JSON text; people want the output in it. */
import { isDiff } from './diffLines';
import { withColoursOnly, withoutTerminalSequences } from './visibleText';

/** What the text of an answer is, and so how it is drawn. */
export type ResultForm =
  /** Text, perhaps with SGR sequences. */
  | { readonly kind: 'text' }
  | { readonly kind: 'json' }
  /** A unified diff. */
  | { readonly kind: 'diff' }
  /** Lines of a file from `firstLine` on; `totalLines` is how many it has, null when nobody said. */
  | { readonly kind: 'file'; readonly firstLine: number; readonly totalLines: number | null }
  /** A list of tasks, a line each: "[x] done", "[>] under way", "[-] cancelled", "[ ] open". */
  | { readonly kind: 'todo' };

export interface ToolOutcome {
  /** The answer as readable text: the output of a command, indented JSON, or the text as it is. */
  readonly text: string;
  /** The same with its colours, where it has any. */
  readonly coloured: string;
  readonly form: ResultForm;
  /** Exit status of a command when it says one and it is not 0. */
  readonly exitCode: number | null;
  /** True when the answer reports an error, whatever the form. */
  readonly failed: boolean;
}

/** Larger answers are shown as they are: parsing and indenting them again would only cost time. */
const PARSE_LIMIT = 2 * 1024 * 1024;

/** Keys that an unwrapped command output says elsewhere on the card; an object with any other key is shown whole. */
const COMMAND_KEYS = new Set(['output', 'exit_code', 'returncode', 'error', 'success', 'status']);

const FAILED_TEXT = /^(?:error\b|error executing tool|traceback \(most recent call last\))/i;

export function readToolResult(stored: string): ToolOutcome {
  const value = parseContainer(stored);
  if (value === null) {
    const form: ResultForm = { kind: isDiff(stored) ? 'diff' : 'text' };
    return { ...said(stored, form), exitCode: null, failed: FAILED_TEXT.test(stored) };
  }
  if (Array.isArray(value)) return { ...asJson(value, stored), exitCode: null, failed: false };

  const object = value as Fields;
  const exit = object.exit_code ?? object.returncode;
  const exitCode = typeof exit === 'number' && Number.isInteger(exit) && exit !== 0 ? exit : null;
  const hasError =
    typeof object.error === 'string'
      ? object.error.trim() !== ''
      : object.error !== undefined && object.error !== null && object.error !== false;
  const failed = exitCode !== null || hasError || object.success === false || object.status === 'error';
  const shown = commandOutput(object) ?? diffOf(object) ?? fileOf(object) ?? todosOf(object) ?? asJson(object, stored);
  return { ...shown, exitCode, failed };
}

type Shown = Pick<ToolOutcome, 'text' | 'coloured' | 'form'>;

const said = (text: string, form: ResultForm): Shown => ({
  text: withoutTerminalSequences(text),
  coloured: form.kind === 'text' ? withColoursOnly(text) : withoutTerminalSequences(text),
  form,
});

function asJson(value: object, stored: string): Shown {
  const text = indented(value, stored);
  return { text, coloured: text, form: { kind: text === stored ? 'text' : 'json' } };
}

type Fields = Readonly<Record<string, unknown>>;

const hasOnly = (object: Fields, keys: ReadonlySet<string>): boolean =>
  Object.entries(object).every(([key, value]) => keys.has(key) || value === null || value === '' || value === false);

/** Hermes's `patch` and `write_file`: what changed, and the names of files that the diff says, too. */
function diffOf(object: Fields): Shown | null {
  const lint = object.lint as Fields | null | undefined;
  const isClean = lint == null || lint.status === 'ok' || lint.status === 'skipped';
  return typeof object.diff === 'string' && isDiff(object.diff) && isClean && hasOnly(object, DIFF_KEYS)
    ? said(object.diff, { kind: 'diff' })
    : null;
}

const DIFF_KEYS = new Set(['success', 'status', 'diff', 'files_modified', 'files_created', 'files_deleted', 'path', 'lint']);

/** Hermes's `read_file`: lines with their numbers before them, as in "    14|export function". */
function fileOf(object: Fields): Shown | null {
  const { content, total_lines: total } = object;
  if (typeof content !== 'string' || content === '' || !hasOnly(object, FILE_KEYS)) return null;
  const lines = content.replace(/\n$/, '').split('\n');
  const firstLine = Number(NUMBERED.exec(lines[0]!)?.[1] ?? NaN);
  if (!lines.every((line, i) => Number(NUMBERED.exec(line)?.[1] ?? NaN) === firstLine + i)) return null;
  const text = lines.map((line) => line.replace(NUMBERED, '')).join('\n');
  const totalLines = typeof total === 'number' && Number.isSafeInteger(total) ? total : null;
  return { text, coloured: text, form: { kind: 'file', firstLine, totalLines } };
}

const FILE_KEYS = new Set(['content', 'total_lines', 'file_size', 'truncated', 'hint', 'path', 'success', 'status']);
const NUMBERED = /^ {0,12}(\d{1,9})\|/;

/** Hermes's `todo`: the list as it is after the call. */
function todosOf(object: Fields): Shown | null {
  const { todos } = object;
  if (!Array.isArray(todos) || todos.length === 0 || !hasOnly(object, TODO_KEYS)) return null;
  const lines: string[] = [];
  for (const each of todos as unknown[]) {
    const { content, status } = (each ?? {}) as Fields;
    if (typeof content !== 'string') return null;
    lines.push(`[${TODO_SIGNS.get(status) ?? ' '}] ${content.replace(/\s+/g, ' ').trim()}`);
  }
  const text = lines.join('\n');
  return { text, coloured: text, form: { kind: 'todo' } };
}

const TODO_KEYS = new Set(['todos', 'summary', 'success', 'status']);
const TODO_SIGNS: ReadonlyMap<unknown, string> = new Map([
  ['completed', 'x'],
  ['in_progress', '>'],
  ['cancelled', '-'],
]);

function commandOutput(object: Fields): Shown | null {
  if (typeof object.output !== 'string' || !Object.keys(object).every((key) => COMMAND_KEYS.has(key))) return null;
  const pieces = [object.output];
  if (object.error !== undefined && object.error !== null && object.error !== false && object.error !== '') {
    pieces.push(typeof object.error === 'string' ? object.error : JSON.stringify(object.error));
  }
  const text = pieces.filter((piece) => piece !== '').join('\n');
  return said(text, { kind: isDiff(text) ? 'diff' : 'text' });
}

/** Deeper values are shown as stored: indenting grows with the square of the depth, and recursion ends at the stack. */
const DEPTH_LIMIT = 100;

/** Level by level, because a value may be deeper than the stack. */
function isTooDeep(value: object): boolean {
  let level: object[] = [value];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > DEPTH_LIMIT) return true;
    level = level.flatMap((each) => Object.values(each).filter((inner): inner is object => typeof inner === 'object' && inner !== null));
  }
  return false;
}

/** `value` on indented lines; what is too deep for that as it is stored. */
const indented = (value: object, stored: string): string => (isTooDeep(value) ? stored : JSON.stringify(value, null, 2));

/** The value when `text` is a JSON object or array, else null. */
function parseContainer(text: string): object | null {
  if (text.length > PARSE_LIMIT || !/^\s*[{[]/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
