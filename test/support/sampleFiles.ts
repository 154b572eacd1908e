/** What the writers of the sample's JSON files have in common. */
import * as fs from 'node:fs';
import type { SampleMessage } from './sample/script';

/** Writes a private file that looks as if it had been written at `at`, milliseconds since 1970. */
export function writeAt(path: string, text: string, at: number): void {
  fs.writeFileSync(path, text, { mode: 0o600 });
  fs.utimesSync(path, at / 1000, at / 1000);
}

/** A message in the form of the chat completions API, which both agents and the WebUI keep in files. */
export function chatMessage({ role, content, toolCalls, columns }: SampleMessage): Record<string, unknown> {
  return {
    role,
    // JSON holds no bytes: what is not UTF-8 was replaced before it came here.
    content: content instanceof Uint8Array ? new TextDecoder().decode(content) : content,
    ...(toolCalls === null ? {} : { tool_calls: toolCalls }),
    ...(typeof columns.tool_call_id === 'string'
      ? { tool_call_id: columns.tool_call_id, name: columns.tool_name }
      : {}),
  };
}
