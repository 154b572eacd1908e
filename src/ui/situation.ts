/** What the view as a whole has to say: rows, or the welcome content that stands in their place. */
import type { ProfileModel } from './profileModel';
import { noticesOf, type Blocking } from './notices';

/** Reasons with a welcome content of their own in the manifest. For any other the notice stays a row: the view is never blank. */
export const WELCOMED_REASONS = [
  'postgres',
  'db_missing',
  'db_not_a_file',
  'db_empty',
  'db_zeroed',
  'db_not_sqlite',
  'db_foreign',
  'db_permission',
  'db_io',
  'db_damaged',
  'db_busy',
  'db_too_large',
  'worker_lost',
] as const satisfies readonly Blocking[];

export type WelcomedReason = (typeof WELCOMED_REASONS)[number];

/** Read by `when` clauses of the manifest. */
export type Situation = 'loading' | 'rows' | 'noHome' | 'noneYet' | WelcomedReason;

/**
 * Of the profiles found so far. VS Code shows welcome content only in a view without a row and without a message, and it is one for
 * the whole view: several profiles are rows, and say what is wrong below each.
 */
export function situationOf(models: readonly ProfileModel[]): Situation {
  const [only, ...others] = models;
  if (only === undefined) return 'noHome';
  if (others.length > 0) return 'rows';
  const { state, overview, failure } = only;
  if ((state === null || overview === null) && failure === null) return 'loading';
  if ((overview?.totalCount ?? 0) > 0 || (state?.copies.length ?? 0) > 0) return 'rows';
  const [notice, ...more] = noticesOf(only, true);
  if (notice === undefined) return 'noneYet';
  return more.length === 0 && isWelcomed(notice.blocks) ? notice.blocks : 'rows';
}

/** Whether the view has no rows, and welcome content speaks for it. */
export const isEmpty = (situation: Situation): boolean => situation !== 'rows' && situation !== 'loading';

const isWelcomed = (reason: Blocking | null): reason is WelcomedReason =>
  (WELCOMED_REASONS as readonly (Blocking | null)[]).includes(reason);
