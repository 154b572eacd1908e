/** Where a finding stands in a list for a person. */
import type { Category } from './finding';

/** In the order in which they are shown. */
export const FINDING_SHELVES = ['safe', 'review', 'information', 'dismissed'] as const;
export type FindingShelf = (typeof FINDING_SHELVES)[number];

const OF_CATEGORY = { repairable: 'safe', unsafe_to_repair: 'review', information: 'information' } as const satisfies Record<Category, FindingShelf>;

export const shelfOf = (category: Category, isDismissed: boolean): FindingShelf =>
  isDismissed ? 'dismissed' : OF_CATEGORY[category];

/** What orders the findings of one shelf. */
export interface FindingOrder {
  readonly kind: string;
  /** The conversation's last activity, milliseconds since 1970; null when nothing says. */
  readonly at: number | null;
}

/** An interrupted repair first, for others wait for it; then the newest conversation first, and undated ones as the report has them. */
export function sortFindings<T>(findings: readonly T[], orderOf: (finding: T) => FindingOrder): T[] {
  const rank = ({ kind }: FindingOrder): number => (kind === 'interrupted_run' ? 0 : 1);
  const keyed = findings.map((finding) => ({ finding, order: orderOf(finding) }));
  keyed.sort(({ order: a }, { order: b }) => rank(a) - rank(b) || (b.at ?? -1) - (a.at ?? -1));
  return keyed.map(({ finding }) => finding);
}
