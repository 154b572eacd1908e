/** What the thread that searches is told and asked, and what it answers. */
import type { FindHit, FindPage, FindQuery } from '../../core/find';

export type FindRequest =
  /** A page that will be searched more than once: to be kept under its number. */
  | { readonly type: 'keep'; readonly number: number; readonly page: FindPage }
  /** Pages that will not be asked for any more. */
  | { readonly type: 'drop'; readonly numbers: readonly number[] }
  | {
      readonly type: 'search';
      readonly id: number;
      readonly query: FindQuery;
      /** In order: numbers of pages that are kept, or texts that are not. */
      readonly pages: readonly (number | FindPage)[];
    };

export type FindResponse =
  /** Comes first: from here on the search itself takes time, and no longer the start of a thread or what it was told before. */
  | { readonly type: 'begun'; readonly id: number }
  /** Of all pages, in order. Null for a pattern that is none. */
  | { readonly type: 'found'; readonly id: number; readonly hits: readonly FindHit[] | null };
