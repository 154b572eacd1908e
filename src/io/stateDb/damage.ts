/**
 * Reading on where pages are damaged. The snapshot reader reports damage as a `Failure` and only when it is certain, so
 * that it may be caught right at the query it struck; every other error must go through (it may mean that the whole
 * read is void).
 */
import { Failure } from '../../core/failure';

export const isDamage = (error: unknown): boolean => Failure.is(error, 'db_damaged');

/** What `read` returns, or `otherwise` when it met damaged pages. */
export function orIfDamaged<T, U>(read: () => T, otherwise: U): T | U {
  try {
    return read();
  } catch (error) {
    if (!isDamage(error)) throw error;
    return otherwise;
  }
}
