/** The command line, parsed. */
import { EXPORT_FORMATS, type ExportFormat } from '../core/export/exportRequest';
import { shownShort } from './columns';
import { parseOptions, refuseExtra, refuseStrange, usage, whereOf, type Where } from './options';
import { parseRecovery, type RecoveryLine } from './recoveryArguments';
import { parseDocumentOptions, type DocumentOptions } from './showOptions';

export type CommandLine =
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | {
      readonly command: 'list';
      readonly where: Where;
      readonly all: boolean;
      readonly limit: number;
      readonly json: boolean;
    }
  | ({
      readonly command: 'show';
      readonly where: Where;
      readonly wanted: string;
      readonly format: ExportFormat;
    } & DocumentOptions)
  | RecoveryLine;

const DEFAULT_LIMIT = 200;

/** @throws Failure usage */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseOptions(args);
  if (values.help === true) return { command: 'help' };
  if (values.version === true) return { command: 'version' };
  const [command, ...rest] = positionals;
  switch (command) {
    case undefined:
      if (args.length > 0) throw usage('missingCommand', {});
      return { command: 'help' };
    case 'list':
      refuseStrange(command, values);
      refuseExtra(rest, 'listExtra');
      return {
        command,
        where: whereOf(values),
        all: values.all === true,
        limit: parseLimit(values.limit),
        json: values.json === true,
      };
    case 'show': {
      const [wanted = '', ...extra] = rest;
      refuseStrange(command, values);
      if (wanted.trim() === '') throw usage('missingId', {});
      refuseExtra(extra, 'tooMany');
      const format = parseFormat(values.format);
      return { command, where: whereOf(values), wanted, format, ...parseDocumentOptions(values, format) };
    }
    case 'audit':
    case 'repair':
    case 'undo':
    case 'runs':
      refuseStrange(command, values);
      refuseExtra(rest, 'recoveryExtra', command);
      return parseRecovery(command, values);
    default:
      throw usage('unknownCommand', { command: shownShort(command) });
  }
}

function parseLimit(value: string | undefined): number {
  if (value === undefined) return DEFAULT_LIMIT;
  if (!/^\d{1,9}$/.test(value)) throw usage('badLimit', { value: shownShort(value) });
  return Number(value);
}

function parseFormat(value: string | undefined): ExportFormat {
  if (value === undefined) return 'text';
  const known = EXPORT_FORMATS.find((format) => format === value);
  if (known === undefined) throw usage('badFormat', { formats: EXPORT_FORMATS.join(', '), value: shownShort(value) });
  return known;
}
