/** Leftovers that a plan moves out of the way. They are kept in the run. */
import { covers } from './compare';
import type { NewContent } from './content';
import type { Copy } from './copies';
import type { Finding } from './finding';
import type { RepairStep } from './plan';
import type { Remedy } from './remedy';

/** Leftovers of which nothing is missing in what is there, or in the copy that is restored. */
export function movesAside(findings: readonly Finding[], restored: Copy | null): RepairStep<NewContent>[] {
  return findings.flatMap(({ kind, remedy, evidence }): RepairStep<NewContent>[] => {
    const file = remedy?.remedy === 'move_aside' ? remedy.file : null;
    const name = file?.name ?? asideOf(remedy, restored);
    const sha256 = file?.digest ?? (remedy?.remedy === 'restore' ? remedy.chosen.copy.digest : null);
    if (name === null || sha256 === null) return [];
    return [
      {
        action: 'move_aside',
        sessionId: evidence.sessionId === '' ? null : evidence.sessionId,
        target: name,
        expected: { state: 'file', sha256 },
        content: null,
        kinds: [kind],
      },
    ];
  });
}

/** A temporary file whose messages are all in the new file is a leftover then. */
function asideOf(remedy: Remedy | null, restored: Copy | null): string | null {
  if (remedy?.remedy !== 'restore' || restored === null) return null;
  const { copy } = remedy.chosen;
  return copy.origin === 'temporary_file' && covers(restored.prints, copy.prints) ? copy.name : null;
}
