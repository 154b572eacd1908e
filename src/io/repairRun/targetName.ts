/** Which names of a session directory a run may touch. */
import { isUnsafeId, previousCopyOf } from '../../core/recovery/names';
import type { RunKind } from '../../core/recovery/runRecord';
import type { RepairStep } from '../../core/recovery/plan';
import { INDEX_NAME } from '../recovery/bookFacts';
import { nameEntries } from '../recovery/namesInDir';

/** No separators, no drive or stream colons, nothing that a shell or another platform reads in its own way. */
const PLAIN = /^[0-9A-Za-z._-]+$/;
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const LIVE = '.json';
/** Most file systems take 255 bytes in a name, and a run gives names endings of its own. */
const LONGEST = 240;

/** An undo brings back and takes away what a repair moved, so that its steps may have any of the names. */
export function isTargetOf({ action, target, sessionId }: RepairStep, kind: RunKind): boolean {
  if (target.length > LONGEST) return false;
  // Its previous copy is looked for by this name, and kept under it.
  if (sessionId !== null && isUnsafeId(sessionId)) return false;
  if (target === INDEX_NAME) return action === 'replace_derived' || action === 'create' || kind === 'undo';
  if (action === 'replace_derived') return false;
  const isBeside = isLeftover(target) || (sessionId !== null && target === previousCopyOf(sessionId));
  if (kind === 'undo') return isConversation(target) || isBeside;
  return action === 'move_aside' ? isBeside : isConversation(target);
}

const isConversation = (name: string): boolean =>
  name.endsWith(LIVE) && !name.startsWith('.') && !isUnsafeId(name.slice(0, -LIVE.length));

function isLeftover(name: string): boolean {
  if (!PLAIN.test(name) || name.endsWith('.') || DEVICE.test(name.split('.')[0] ?? '')) return false;
  return nameEntries([{ name, kind: 'file' }]).temporaries.length === 1;
}
