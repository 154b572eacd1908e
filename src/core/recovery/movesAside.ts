/** Leftovers that a plan moves out of the way. They are kept in the run. */
import { covers } from './compare';
import type { NewContent } from './content';
import type { Copy } from './copies';
import type { Finding } from './finding';
import { previousCopyOf } from './names';
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

/**
 * The other copy of a merge, where it would undo what a person decided: Hermes WebUI puts a previous copy back that is longer
 * than the file (builds before August 2026 whatever the file says), and a temporary file would be found again.
 */
export function mergedAside(findings: readonly Finding[]): RepairStep<NewContent>[] {
  return findings.flatMap(({ kind, remedy, evidence }): RepairStep<NewContent>[] => {
    if (remedy?.remedy !== 'merge') return [];
    const { offer, merged } = remedy;
    const { name, digest, content } = offer.other;
    const count = content.state === 'whole' ? content.conversation.messageCount : 0;
    const isInTheWay = name !== previousCopyOf(evidence.sessionId) || count > merged.messages;
    if (!isInTheWay || digest === null) return [];
    const expected = { state: 'file', sha256: digest } as const;
    return [{ action: 'move_aside', sessionId: evidence.sessionId, target: name, expected, content: null, kinds: [kind] }];
  });
}

/** A temporary file whose messages are all in the new file is a leftover then. */
function asideOf(remedy: Remedy | null, restored: Copy | null): string | null {
  if (remedy?.remedy !== 'restore' || restored === null) return null;
  const { copy } = remedy.chosen;
  return copy.origin === 'temporary_file' && covers(restored.prints, copy.prints) ? copy.name : null;
}
