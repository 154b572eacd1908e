/** Reads what a tool answered. Hermes stores most answers as JSON text; people want the output in it. */
import { withoutTerminalSequences } from './visibleText';

export interface ToolOutcome {
  /** The answer as readable text: the output of a command, indented JSON, or the text as it is. */
  readonly text: string;
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
  if (value === null)
    return { text: withoutTerminalSequences(stored), exitCode: null, failed: FAILED_TEXT.test(stored) };
  if (Array.isArray(value)) return { text: indented(value, stored), exitCode: null, failed: false };

  const object = value as Readonly<Record<string, unknown>>;
  const exit = object.exit_code ?? object.returncode;
  const exitCode = typeof exit === 'number' && Number.isInteger(exit) && exit !== 0 ? exit : null;
  const hasError =
    typeof object.error === 'string'
      ? object.error.trim() !== ''
      : object.error !== undefined && object.error !== null && object.error !== false;
  const failed = exitCode !== null || hasError || object.success === false || object.status === 'error';
  return { text: commandOutput(object) ?? indented(object, stored), exitCode, failed };
}

function commandOutput(object: Readonly<Record<string, unknown>>): string | null {
  if (typeof object.output !== 'string' || !Object.keys(object).every((key) => COMMAND_KEYS.has(key))) return null;
  const pieces = [object.output];
  if (object.error !== undefined && object.error !== null && object.error !== false && object.error !== '') {
    pieces.push(typeof object.error === 'string' ? object.error : JSON.stringify(object.error));
  }
  return withoutTerminalSequences(pieces.filter((piece) => piece !== '').join('\n'));
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
