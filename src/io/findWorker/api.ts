/** What the thread that searches is asked, and what it answers. */
import type { FindHit, FindPage, FindQuery } from '../../core/find';

export interface FindRequest {
  readonly id: number;
  readonly query: FindQuery;
  /** Which page of the conversation. */
  readonly number: number;
  /** Its texts, where the thread does not have them yet. */
  readonly page: FindPage | null;
  /** The thread is to keep them for the next question. */
  readonly keep: boolean;
}

export interface FindResponse {
  readonly id: number;
  /** Null for a pattern that is none. */
  readonly hits: readonly FindHit[] | null;
}
