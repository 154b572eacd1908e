/** Names of exported files that every system takes. */
import { oneLine, visibleText } from '../visibleText';
import type { ExportFormat } from './exportRequest';
import { Redactor } from './redactor';

export const FILE_ENDINGS: Readonly<Record<ExportFormat, string>> = {
  text: 'txt',
  markdown: 'md',
  html: 'html',
  json: 'json',
  jsonl: 'jsonl',
};

/** Short enough for systems that allow 255 bytes, in any script, with a number and an ending behind. */
const MOST_CHARS = 60;
/** Names that Windows keeps for devices, with any ending. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** A name from a title: without secrets when the document is without them, and never empty. */
export function exportFileName(title: string, format: ExportFormat, redact: boolean): string {
  const shown = redact ? new Redactor().title(title) : title;
  const name = oneLine(visibleText(shown).replace(/[⟨⟩]/g, '').replace(FORBIDDEN, ' '), MOST_CHARS)
    .replace(/^[.\s]+|[.\s…]+$/g, '');
  return `${name === '' || DEVICES.test(name) ? 'conversation' : name}.${FILE_ENDINGS[format]}`;
}

const FORBIDDEN = /[<>:"/\\|?*\n\t]/g;

/** "Berths (2).md": the same name for another file. */
export const numbered = (name: string, n: number): string => (n === 1 ? name : name.replace(/(?=\.[a-z]+$)/, ` (${n})`));
