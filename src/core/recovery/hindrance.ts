/** Why the file of a conversation may not be replaced or made, although what is to be written is safe. */
import type { SessionView } from './sessionView';

/**
 * - `several_names`: the file has other names (hard links), which would keep the old content, or lose the common one.
 * - `case_twin`: another conversation file differs only in upper and lower case; where case does not count, it is the
 *   same file.
 */
export type Hindrance = 'several_names' | 'case_twin';

export function hindranceOf(view: SessionView): Hindrance | null {
  if ((view.live?.links ?? 1) > 1) return 'several_names';
  return view.caseTwin === null ? null : 'case_twin';
}
