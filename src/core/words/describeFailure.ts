/** Failures as sentences. */
import type { Failure } from '../failure';
import { visibleText } from '../visibleText';
import { FAILURE_REASONS, FAILURE_WORDS } from './failures';
import { say, type SayArguments } from './say';

type Described = Pick<Failure, 'code' | 'details'>;

/** What happened and what to do: whole sentences. Paths and names in it are made visible, as all data is. */
export function describeFailure(failure: Described, locale = 'en'): string {
  const args: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(failure.details)) {
    args[key] = typeof value === 'number' ? value : visibleText(typeof value === 'string' ? value : value.join(', '));
  }
  return say(FAILURE_WORDS, failure.code, args satisfies SayArguments, locale);
}

/** "its first page is damaged": the reason alone, to stand in a sentence. */
export const failureReason = (failure: Pick<Failure, 'code'>): string => FAILURE_REASONS[failure.code];
