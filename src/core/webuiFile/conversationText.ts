/**
 * The text of one conversation file while it is edited. What no edit names keeps its characters. Source of the layout
 * rules: WebUI's own files, metadata before `messages`, and its prefix reader.
 */
import { elementsOf, memberOf, membersOf, type Member, type Span } from './jsonSpans';
import { layoutJson } from './jsonLayout';

/** How deep a message stands in a conversation file. */
const MESSAGE_DEPTH = 2;

export class ConversationText {
  private text: string;
  private members: readonly Member[];

  /** `text` is a whole JSON object. */
  constructor(text: string) {
    this.text = text;
    this.members = membersOf(text);
  }

  toString(): string {
    return this.text;
  }

  keys(): string[] {
    return [...new Set(this.members.map(({ key }) => key))];
  }

  has(key: string): boolean {
    return memberOf(this.members, key) !== null;
  }

  /** The JSON text of a value; null when the file has no such key. */
  get(key: string): string | null {
    const member = memberOf(this.members, key);
    return member === null ? null : this.text.slice(member.start, member.end);
  }

  /** The value itself; undefined when there is none, or when it is too odd for JSON (NaN). */
  value(key: string): unknown {
    try {
      return JSON.parse(this.get(key) ?? '') as unknown;
    } catch {
      return undefined;
    }
  }

  /** The JSON texts of a list's elements. */
  list(key: string): string[] {
    return this.spansOf(key).map(({ start, end }) => this.text.slice(start, end));
  }

  countOf(key: string): number {
    return this.spansOf(key).length;
  }

  /** A key that is not there yet is put before `messages`, where WebUI looks for metadata. */
  set(key: string, json: string): void {
    const laidOut = layoutJson(json, 1);
    const member = memberOf(this.members, key);
    if (member !== null) {
      this.splice(member.start, member.end, laidOut);
      return;
    }
    const messages = memberOf(this.members, 'messages');
    const at = messages?.keyStart ?? this.text.indexOf('{') + 1;
    const isAlone = messages === null && this.members.length === 0;
    this.splice(at, at, `${JSON.stringify(key)}: ${laidOut}${isAlone ? '' : ',\n  '}`);
  }

  /** Replaces a value only where the key is there and has another one. */
  setIfPresent(key: string, json: string): void {
    const present = this.get(key);
    if (present !== null && present !== json) this.set(key, json);
  }

  /** Adds elements (JSON texts) at the end of a list; a value that is no list becomes one. */
  append(key: string, elements: readonly string[]): void {
    if (elements.length === 0) return;
    const laidOut = elements.map((element) => layoutJson(element, MESSAGE_DEPTH));
    const spans = this.spansOf(key);
    const last = spans[spans.length - 1];
    if (last === undefined) this.set(key, `[${elements.join(',')}]`);
    else this.splice(last.end, last.end, laidOut.map((element) => `,\n    ${element}`).join(''));
  }

  private spansOf(key: string): Span[] {
    const member = memberOf(this.members, key);
    return member === null ? [] : elementsOf(this.text, member.start);
  }

  private splice(start: number, end: number, by: string): void {
    this.text = this.text.slice(0, start) + by + this.text.slice(end);
    this.members = membersOf(this.text);
  }
}

/**
 * The whole beginning of a damaged file as a file: its metadata, and its first `count` messages. Null when it does not
 * even have the beginning of a list of messages.
 */
export function salvagedText(text: string, count: number): string | null {
  const messages = memberOf(membersOf(text), 'messages');
  if (messages === null || text.charAt(messages.start) !== '[') return null;
  const elements = elementsOf(text, messages.start, count);
  const last = elements[elements.length - 1];
  if (elements.length < count) return null;
  const head = text.slice(0, last?.end ?? messages.start + 1);
  return last === undefined ? `${head}]\n}` : `${head}\n  ]\n}`;
}
