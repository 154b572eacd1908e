/** Failures as sentences. */
import type { Failure, FailureDetails } from '../failure';
import { visibleText } from '../visibleText';
import { errnoWords } from './errno';
import { FAILURE_REASONS, FAILURE_VARIANTS, FAILURE_WORDS } from './failures';
import { createFormats } from './format';
import { say } from './say';

type Described = Pick<Failure, 'code' | 'details'>;
type Variant = keyof typeof FAILURE_VARIANTS;

const DEFAULT_FILE = 'state.db';

/**
 * What happened, why, and what to do: whole sentences. Paths and names in them are made visible, as all data is;
 * details that are called `…Bytes` are said as sizes. `nameFile` says how the database's path stands in a sentence: its
 * name, where the reader knows the folder.
 */
export function describeFailure(
  failure: Described,
  locale = 'en',
  nameFile: (path: string) => string = fileName,
): string {
  const { code, details } = failure;
  const file = typeof details.path === 'string' ? nameFile(details.path) : DEFAULT_FILE;
  const args: Record<string, string | number> = { file: visibleText(file) };
  for (const [key, value] of Object.entries(details)) {
    if (key === 'errno' && typeof value === 'string') args[key] = errnoWords(value);
    else if (typeof value !== 'number') args[key] = visibleText(typeof value === 'string' ? value : value.join(', '));
    else args[key] = key.endsWith('Bytes') ? createFormats(locale).size(value) : value;
  }
  const variant = variantOf(failure);
  return variant === null ? say(FAILURE_WORDS, code, args, locale) : say(FAILURE_VARIANTS, variant, args, locale);
}

/** "its first page is damaged": the reason alone, to stand in a sentence. */
export const failureReason = (failure: Pick<Failure, 'code'>): string => FAILURE_REASONS[failure.code];

function variantOf({ code, details }: Described): Variant | null {
  const names = [details.reason, details.kind, hasLog(details) ? 'log' : undefined];
  return names.map((name) => `${code}_${String(name)}`).find(isVariant) ?? null;
}

const hasLog = (details: FailureDetails): boolean => typeof details.walBytes === 'number' && details.walBytes > 0;
const isVariant = (key: string): key is Variant => Object.hasOwn(FAILURE_VARIANTS, key);
const fileName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || DEFAULT_FILE;
