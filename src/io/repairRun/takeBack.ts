/** Takes back a step that was done a moment ago, because another one of its conversation could not be. */
import type { SkipReason } from '../../core/recovery/outcome';
import type { Intent } from '../../core/recovery/runRecord';
import { digestAt, linkNew, dropName, moveAway } from './moves';
import { leave } from './performStep';
import { liveOf, putBack, type OpenIntent, type StepPlace } from './settleStep';
import { mismatch, standingAt } from './standing';

/** What is to be written down of the step; null when it stays done, because something was saved since. */
export function takeBack(done: Intent, place: StepPlace): SkipReason | null {
  const { folder, ports, target } = place;
  const { disk } = ports;
  const { before, after, aside } = done;
  const live = liveOf(place);
  if (mismatch(after, standingAt(live, disk)) !== null) return null;
  const intent: OpenIntent = { ...done };
  // Open again: a crash from here on is decided by what stands under the name, as with any step.
  folder.commit({ state: 'intent', step: place.index, ...intent });
  if (after.state === 'file') {
    const away = folder.at(folder.free('originals', target));
    // Safe: a name of the run that nothing has, and `new/` holds the same content.
    moveAway(live, away, ports);
    if (digestAt(disk, away) !== after.sha256) {
      if (linkNew(away, live, ports) === 'linked') dropName(away, live, disk);
      return 'saved_meanwhile';
    }
  }
  const isBack = before.state === 'absent' || aside === null || putBack(folder.at(aside), before, intent, place);
  leave(intent, place);
  return isBack ? 'after_skipped' : 'saved_meanwhile';
}
