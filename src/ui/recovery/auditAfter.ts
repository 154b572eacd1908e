/** The check that follows a repair or an undo by itself. */
import { CancellationError } from '../../core/failure';
import type { Audit } from './recoveryModel';
import type { RecoveryPlace } from './recoveryPlace';
import type { RepairTools } from './repairTools';

/** Null when it could not be made: what was repaired is repaired all the same, and the view says why. */
export async function auditAfter(place: RecoveryPlace, { model, log }: Pick<RepairTools, 'model' | 'log'>): Promise<Audit | null> {
  try {
    return await model.audit(place);
  } catch (error) {
    if (!(error instanceof CancellationError)) log.error(error instanceof Error ? error : String(error));
    return null;
  }
}
