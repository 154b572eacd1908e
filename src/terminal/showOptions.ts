/** The options of `show` that say what a document holds and where it goes. */
import type { ExportFormat, ExportParts } from '../core/export/exportRequest';
import { COPY_NAMES, parseCopySource, type CopySource } from '../core/transcriptTarget';
import { shownShort } from './columns';
import { usage, type Values } from './options';

export interface DocumentOptions extends ExportParts {
  readonly redact: boolean;
  /** Null for the copy that is shown by default. */
  readonly source: CopySource | null;
  /** As it was written; null is standard output. */
  readonly output: string | null;
}

/** Options that would make a row other than Hermes exports it. */
const CHANGING = ['redact', 'no-tools', 'no-reasoning', 'system-prompt'] as const;

/** @throws Failure usage */
export function parseDocumentOptions(values: Values, format: ExportFormat): DocumentOptions {
  const changing = CHANGING.find((name) => values[name] === true);
  if (format === 'jsonl' && changing !== undefined) throw usage('exactRow', { option: `--${changing}` });
  if (format === 'jsonl' && values.source !== undefined) throw usage('rowHasNoSource', {});
  if (values.output?.trim() === '') throw usage('emptyPath', { option: '--output' });
  return {
    redact: values.redact === true,
    source: parseSource(values.source),
    tools: values['no-tools'] !== true,
    reasoning: values['no-reasoning'] !== true,
    systemPrompt: values['system-prompt'] === true ? 'all' : 'messages',
    output: values.output === undefined || values.output === '-' ? null : values.output,
  };
}

function parseSource(value: string | undefined): CopySource | null {
  const source = value === undefined ? null : parseCopySource(value);
  if (value !== undefined && source === null)
    throw usage('badSource', { sources: COPY_NAMES.join(', '), value: shownShort(value) });
  return source;
}
