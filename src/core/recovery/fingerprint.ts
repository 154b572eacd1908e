/**
 * What makes two messages of different stores the same: role, words and tool ids (times are compared, not digested).
 * Hermes WebUI adds the workspace and the names of attachments to what the agent stores; both are taken off again.
 */
import type { Message } from '../message';
import { plainText } from '../messageParts';

const WORKSPACE_PREFIX = /^\[Workspace(?:::v1)?: (?:\\.|[^\]\\\n])*\]\s*/;
const ATTACHED_SUFFIX = /\n\n\[Attached files: ([^\]]+)\]\s*$/;

/** False for tools, system, notes of the timeline, error markers and summaries of a compaction. */
export const takesPart = ({ role, displayKind, isCompactionSummary }: Message): boolean =>
  (role === 'user' || role === 'assistant') && displayKind === null && !isCompactionSummary;

/** The text to be digested for a message; null for what takes no part in comparisons. */
export function identityText(message: Message): string | null {
  const { role } = message;
  if (!takesPart(message)) return null;
  const attached = message.parts.flatMap((part) => (part.kind === 'attachment' ? [part.name] : []));
  const toolIds = message.toolCalls.map((call) => call.id).sort();
  return joined(role, plainText(message.parts), attached, toolIds);
}

/** True for what a copy of the same words may lack: a tool's answer, or the reasoning beside them. */
export const isExtra = ({ role, reasoning }: Message): boolean => role === 'tool' || reasoning !== null;

/** The same for a prompt that is not a message yet: pending in the file, or submitted in a journal. */
export const promptIdentity = (text: string, attachments: readonly string[]): string =>
  joined('user', text, attachments, []);

function joined(role: string, stored: string, attached: readonly string[], toolIds: readonly string[]): string {
  const unprefixed = role === 'user' ? stored.replace(WORKSPACE_PREFIX, '') : stored;
  const named = role === 'user' ? ATTACHED_SUFFIX.exec(unprefixed)?.[1] : undefined;
  const words = fold(named === undefined ? unprefixed : unprefixed.replace(ATTACHED_SUFFIX, ''));
  // One store names attachments in the text and another beside it: they only count where there are no words.
  const names = words === '' ? [...attached, ...(named?.split(', ') ?? [])].map(baseName) : [];
  return JSON.stringify([role, words, toolIds, [...new Set(names)].sort()]);
}

/** Runs of white space as one space. Single spaces, which are nearly all there is, are not touched one by one. */
const fold = (text: string): string => text.trim().replace(/[^\S ]\s*| \s+/g, ' ');
const baseName = (name: string): string => name.trim().replace(/^.*[/\\]/, '');
