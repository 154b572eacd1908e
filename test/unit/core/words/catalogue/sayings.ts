/** What is said, as a document: a part for each place, and in it the situation in which a person meets each sentence. */
import type { SayArguments } from '../../../../../src/core/words/say';
import { say } from '../../../../../src/core/words/say';

export const LOCALE = 'en';
/** 21 November 2026, 14:12. */
export const AT = Date.UTC(2026, 10, 21, 14, 12);
export const WHERE = 'profile default';
export const DIR = '~/.hermes/webui/sessions';
export const KEPT_IN = `${DIR}/_recovery`;
export const TITLE = 'Winter timetable, all piers';
export const RUN = '20261121T141200000Z-5f0c1a2b3c41';

/** What fits into one line of a notification, less the room of its own buttons. */
const LINE_CHARS = 60;

type Table = Readonly<Record<string, string>>;

export class Sayings {
  private readonly lines: string[] = [];
  /** Notifications that nobody can read to their end. */
  readonly cut: string[] = [];

  part(title: string): void {
    this.lines.push('', `## ${title}`, '');
  }

  /** `buttons` in their order. A dialog's details stand in lines of their own. */
  tell(situation: string, text: string, buttons: readonly string[] = []): void {
    const [first = '', ...more] = text.split('\n');
    this.lines.push(`- *${situation}:* ${[first, ...buttons.map((button) => `[${button}]`)].join(' ')}`, ...more.map((line) => `  ${line}`));
  }

  /** A notification. VS Code shows one line of those without a button, and cuts it off. */
  notify(situation: string, text: string, buttons: readonly string[] = []): void {
    if (buttons.length === 0 && text.length > LINE_CHARS) this.cut.push(text);
    this.tell(situation, text, buttons);
  }

  ask(situation: string, { message, detail }: { readonly message: string; readonly detail: string }, buttons: readonly string[]): void {
    this.tell(situation, `${message}\n${detail}\n${buttons.map((button) => `[${button}]`).join(' ')}`);
  }

  /** The entry with its holes filled: once with each number, where there is a word for one and a word for many. */
  fill<T extends Table>(situation: string, table: T, key: keyof T, args: SayArguments = {}, buttons: readonly string[] = []): void {
    for (const filled of variants(table[key] ?? '', args)) this.tell(situation, say({ text: table[key] ?? '' }, 'text', filled, LOCALE), buttons);
  }

  /** Entries that stand alone: titles, labels and buttons. */
  labels<T extends Table>(situation: string, table: T, keys: readonly (keyof T)[]): void {
    this.tell(situation, keys.map((key) => `“${table[key]}”`).join(', '));
  }

  document(title: string, intro: string): string {
    return [`# ${title}`, '', intro, ...this.lines, ''].join('\n');
  }
}

/** `args` as they are, and for each hole with a word for one, once more with 1 in it. */
export function variants(text: string, args: SayArguments): SayArguments[] {
  const counted = [...new Set([...text.matchAll(/\{(\w+)\|/g)].map(([, name]) => name ?? ''))];
  return [args, ...counted.map((name) => ({ ...args, [name]: 1 }))];
}
