/**
 * Messages of a state.db, with what a conversation file alone knows of them: attachments, marks of interrupted answers,
 * times of display. Where both have a message the file's text stays and gets the fields that it lacks.
 */
import { missingFrom } from '../recovery/compare';
import { groupBy } from '../recovery/groupBy';
import { jsonObject } from './jsonLayout';
import { memberOf, membersOf } from './jsonSpans';
import type { MessageText } from './messageText';

export interface MergedMessages {
  readonly texts: readonly string[];
  /** The new index of each message of the file that is still there. */
  readonly newIndex: ReadonlyMap<number, number>;
}

/** `rows` have every message of `file` that counts: this is asked before. */
export function mergeMessages(rows: readonly MessageText[], file: readonly MessageText[]): MergedMessages {
  const partners = findPartners(rows, file);
  const rowOf = new Map([...partners].map(([row, place]) => [place, row]));
  // Notes of WebUI's own stand behind the message that they stood behind.
  const notes = new Map<number, number[]>();
  let behind = -1;
  file.forEach((message, place) => {
    const row = rowOf.get(place);
    if (row !== undefined) behind = row;
    else if (message.print === null && message.role !== 'tool')
      notes.set(behind, [...(notes.get(behind) ?? []), place]);
    // A message that is only in the file is no part of this; what follows it is not either.
    else if (message.print !== null) behind = NOWHERE;
  });
  const texts: string[] = [];
  const newIndex = new Map<number, number>();
  const addFromFile = (place: number, text: string): void => {
    newIndex.set(place, texts.length);
    texts.push(text);
  };
  let waiting = notes.get(-1) ?? [];
  const addNotes = (): void => {
    for (const place of waiting) addFromFile(place, file[place]?.text ?? '');
    waiting = [];
  };
  rows.forEach((row, index) => {
    // Never between a call and its answers: a model would refuse the list.
    if (row.print !== null) addNotes();
    const place = partners.get(index);
    if (place === undefined) texts.push(row.text);
    else addFromFile(place, withMissingFields(file[place]?.text ?? '', row.text));
    waiting.push(...(notes.get(index) ?? []));
  });
  addNotes();
  return { texts, newIndex };
}

const NOWHERE = -2;

/** For each row the message of the file that it is: the first one that no earlier row is. */
function findPartners(rows: readonly MessageText[], file: readonly MessageText[]): Map<number, number> {
  const partners = new Map<number, number>();
  const free = groupBy(file.keys(), (place) => identityOf(file[place]));
  rows.forEach((row, index) => {
    const candidates = free.get(identityOf(row)) ?? [];
    const found = candidates.findIndex((place) => hasSameTime(row, file[place]));
    if (found === -1) return;
    partners.set(index, candidates[found] ?? -1);
    candidates.splice(found, 1);
  });
  return partners;
}

/** Null for what is no row's partner. */
function identityOf(message: MessageText | undefined): string | null {
  if (message === undefined) return null;
  if (message.print !== null) return `said ${message.print.key}`;
  return message.toolCallId === '' ? null : `answer ${message.toolCallId}`;
}

function hasSameTime(row: MessageText, message: MessageText | undefined): boolean {
  if (message === undefined || identityOf(row) === null) return false;
  if (row.print === null || message.print === null) return true;
  return missingFrom([row.print], [message.print]).length === 0;
}

const FIELDS: ReadonlySet<string> = new Set([
  'tool_calls',
  'tool_call_id',
  'name',
  'reasoning',
  'reasoning_content',
  'reasoning_details',
  'codex_reasoning_items',
  'codex_message_items',
  'api_content',
]);
const NOTHING: ReadonlySet<string> = new Set(['null', '""', '[]', '{}']);

function withMissingFields(text: string, row: string): string {
  const own = membersOf(text);
  const missing = membersOf(row).filter(({ key }) => {
    const member = memberOf(own, key);
    return FIELDS.has(key) && (member === null || NOTHING.has(text.slice(member.start, member.end)));
  });
  if (missing.length === 0) return text;
  const kept = own.filter(({ key }) => !missing.some((field) => field.key === key));
  return jsonObject([
    ...kept.map(({ key, start, end }) => [key, text.slice(start, end)] as const),
    ...missing.map(({ key, start, end }) => [key, row.slice(start, end)] as const),
  ]);
}
