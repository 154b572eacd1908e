/** Calls of Hermes's own tools with results in the shapes those tools write. */

/** A part of structured content, as the chat completions API names them. */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

export interface Call {
  readonly name: string;
  /** An object, or text for a model that wrote something that is not JSON. */
  readonly args: object | string;
  /** Null: Hermes stopped before it had an answer. */
  readonly result: string | readonly ContentPart[] | null;
  readonly seconds: number;
}

const json = (value: unknown): string => JSON.stringify(value);
const lines = (text: readonly string[]): string => text.join('\n');

export function terminal(
  command: string,
  output: readonly string[],
  options: { readonly exit?: number; readonly seconds?: number; readonly workdir?: string } = {},
): Call {
  const { exit = 0, seconds = 1, workdir } = options;
  const result = { output: lines(output), exit_code: exit, error: null };
  return {
    name: 'terminal',
    args: workdir === undefined ? { command } : { command, workdir, timeout: 120 },
    result: json(result),
    seconds,
  };
}

/** A command whose answer was never stored. */
export const unanswered = (command: string): Call => ({
  name: 'terminal',
  args: { command, background: false },
  result: null,
  seconds: 0,
});

export function readFile(path: string, text: readonly string[], from = 1, total = from + text.length - 1): Call {
  const content = lines(text.map((line, i) => `${String(from + i).padStart(6)}|${line}`));
  const result = { content, total_lines: total, file_size: total * 34, truncated: total > from + text.length - 1 };
  return { name: 'read_file', args: { path, offset: from, limit: text.length }, result: json(result), seconds: 0.1 };
}

export function patch(
  path: string,
  before: readonly string[],
  after: readonly string[],
  hunk: readonly string[],
  at: number,
): Call {
  const removed = hunk.filter((l) => l.startsWith('-')).length;
  const added = hunk.filter((l) => l.startsWith('+')).length;
  const old = hunk.length - added;
  const diff = lines([
    `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -${at},${old} +${at},${old - removed + added} @@`,
    ...hunk,
    '',
  ]);
  return {
    name: 'patch',
    args: { mode: 'replace', path, old_string: lines(before), new_string: lines(after) },
    result: json({ success: true, diff, files_modified: [path] }),
    seconds: 0.2,
  };
}

export function writeFile(path: string, content: readonly string[]): Call {
  const result = { bytes_written: lines(content).length, dirs_created: false };
  return { name: 'write_file', args: { path, content: lines(content) }, result: json(result), seconds: 0.1 };
}

export function searchFiles(
  pattern: string,
  path: string,
  found: readonly (readonly [string, number, string])[],
): Call {
  const matches = found.map(([file, line, content]) => ({ path: file, line, content }));
  return {
    name: 'search_files',
    args: { pattern, target: 'content', path },
    result: json({ total_count: matches.length, matches }),
    seconds: 0.2,
  };
}

export function webSearch(query: string, found: readonly (readonly [string, string, string])[]): Call {
  const web = found.map(([title, url, description], i) => ({ title, url, description, position: i + 1 }));
  return {
    name: 'web_search',
    args: { query, limit: 5 },
    result: json({ success: true, data: { web } }),
    seconds: 1.4,
  };
}

export function webExtract(url: string, title: string, content: readonly string[]): Call {
  return {
    name: 'web_extract',
    args: { urls: [url] },
    result: json({ results: [{ url, title, content: lines(content), error: null }] }),
    seconds: 2.2,
  };
}

export const httpGet = (url: string, body: unknown): Call => ({
  name: 'http_get',
  args: { url },
  result: JSON.stringify(body, null, 2),
  seconds: 0.1,
});

export function screenshot(url: string, image: string, words: string): Call {
  const result: ContentPart[] = [
    { type: 'text', text: words },
    { type: 'image_url', image_url: { url: image } },
  ];
  return { name: 'browser_screenshot', args: { url, full_page: false }, result, seconds: 1.3 };
}

export function todo(items: readonly (readonly ['pending' | 'in_progress' | 'completed', string])[]): Call {
  const todos = items.map(([status, content], i) => ({ id: String(i + 1), content, status }));
  const count = (status: string): number => todos.filter((t) => t.status === status).length;
  const summary = {
    total: todos.length,
    pending: count('pending'),
    in_progress: count('in_progress'),
    completed: count('completed'),
    cancelled: 0,
  };
  return { name: 'todo', args: { todos, merge: false }, result: json({ todos, summary }), seconds: 0.1 };
}

export function delegate(goal: string, summary: string, seconds: number): Call {
  const results = [
    { task_index: 0, status: 'completed', summary, api_calls: 9, duration_seconds: seconds, exit_reason: 'completed' },
  ];
  return {
    name: 'delegate_task',
    args: { goal, toolsets: ['terminal', 'file'] },
    result: json({ results, total_duration_seconds: seconds }),
    seconds,
  };
}

export function executeCode(code: readonly string[], output: readonly string[]): Call {
  return {
    name: 'execute_code',
    args: { code: lines(code) },
    result: json({ status: 'success', output: lines(output), tool_calls_made: 0, duration_seconds: 0.8 }),
    seconds: 0.8,
  };
}

/** A tool that failed as Hermes reports it: an object with nothing but `error`. */
export const failing = (name: string, args: object, error: string): Call => ({
  name,
  args,
  result: json({ error }),
  seconds: 0.3,
});
