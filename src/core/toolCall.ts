/** What one line can say about a tool call: its gist (the command, the path, the query), its icon, its arguments. */
import { oneLine } from './visibleText';

export interface ToolArgument {
  readonly name: string;
  readonly value: string;
}

/** Arguments of a call; null when the stored text is not a JSON object (Hermes keeps such text as it came). */
function parseArguments(argumentsText: string): ToolArgument[] | null {
  try {
    const value: unknown = JSON.parse(argumentsText);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return Object.entries(value).map(([name, v]) => ({ name, value: typeof v === 'string' ? v : JSON.stringify(v) }));
  } catch {
    return null;
  }
}

/** The argument that says most, best first. `code`, `content` and the like come last: they are bodies, not subjects. */
const SUBJECTS = [
  'command',
  'cmd',
  'path',
  'file_path',
  'filename',
  'file',
  'url',
  'urls',
  'pattern',
  'query',
  'q',
  'goal',
  'task',
  'prompt',
  'question',
  'action',
  'name',
  'skill',
  'target',
  'title',
  'description',
  'message',
  'text',
  'code',
  'content',
] as const;

const GIST_LENGTH = 200;

export interface CallSummary {
  /** One line that tells this call from its neighbours; '' when the call has no arguments. */
  readonly gist: string;
  /** The arguments the gist does not already say whole; null when they cannot be read. */
  readonly rest: readonly ToolArgument[] | null;
}

export function summarizeCall(argumentsText: string): CallSummary {
  const all = parseArguments(argumentsText);
  if (all === null) return { gist: oneLine(argumentsText, GIST_LENGTH), rest: null };
  const { text, names } = subjectOf(all);
  const gist = oneLine(text, GIST_LENGTH);
  // A cut or reflowed gist says less than the arguments it was made from.
  return { gist, rest: gist === text ? all.filter((argument) => !names.includes(argument.name)) : all };
}

function subjectOf(all: readonly ToolArgument[]): { readonly text: string; readonly names: readonly string[] } {
  const find = (...names: readonly string[]): ToolArgument | undefined =>
    names
      .map((name) => all.find((argument) => argument.name === name && argument.value.trim() !== ''))
      .find((argument) => argument !== undefined);
  const pattern = find('pattern', 'query', 'regex');
  const path = find('path', 'file_path', 'directory');
  // A search with a place: the pattern is the subject, the place only where it looked.
  if (pattern !== undefined && path !== undefined)
    return { text: `${pattern.value} in ${path.value}`, names: [pattern.name, path.name] };
  const line = find('offset', 'start_line');
  if (path !== undefined && line !== undefined && /^\d+$/.test(line.value))
    return { text: `${path.value}:${line.value}`, names: [path.name, line.name] };
  const subject = path ?? find(...SUBJECTS) ?? all[0];
  return subject === undefined ? { text: '', names: [] } : { text: subject.value, names: [subject.name] };
}

/** Names of codicons that stand at the start of a line. */
export type ToolIcon =
  | 'terminal'
  | 'diff'
  | 'file-code'
  | 'search'
  | 'globe'
  | 'json'
  | 'device-camera'
  | 'checklist'
  | 'type-hierarchy-sub'
  | 'tools';

/**
 * First match wins: more special words stand before more general ones ("search_files" searches, "web_search" is the
 * web).
 */
const ICONS: readonly (readonly [RegExp, ToolIcon])[] = [
  [/screenshot|vision|image|camera/, 'device-camera'],
  [/delegate|subagent|spawn/, 'type-hierarchy-sub'],
  [/web|browser|navigate/, 'globe'],
  [/http|fetch|curl|request|json|api/, 'json'],
  [/search|grep|find|glob/, 'search'],
  [/terminal|shell|bash|exec|process|command|code/, 'terminal'],
  [/patch|write|edit|replace|diff/, 'diff'],
  [/read|file|cat|view|list/, 'file-code'],
  [/todo|task|plan|kanban/, 'checklist'],
];

export function iconOf(toolName: string): ToolIcon {
  const name = toolName.toLowerCase();
  return ICONS.find(([pattern]) => pattern.test(name))?.[1] ?? 'tools';
}
