/** Several findings of one conversation may each name a copy to restore: one is taken. */
import { compare, covers, missingFrom } from './compare';
import type { Copy } from './copies';
import { conversationIn } from './fileSource';
import type { Finding } from './finding';
import type { RemedyOf } from './remedy';
import type { SessionView } from './sessionView';
import type { StoredPrint } from './snapshot';

/**
 * Which copy takes the file's place: that of the conversation's own finding, else the longest temporary file. What
 * another copy has beside it, and state.db has beside a temporary file, is left for a person.
 */
export function settleCopies(
  findings: readonly Finding[],
  view: SessionView,
): { restore: RemedyOf<'restore'> | null; taken: Finding[]; left: Finding[] } {
  let restore: RemedyOf<'restore'> | null = null;
  for (const { kind, remedy } of findings) {
    if (remedy?.remedy !== 'restore') continue;
    if (kind !== 'stale_temp_file') {
      restore = remedy;
      break;
    }
    if (restore === null || remedy.chosen.copy.prints.length > restore.chosen.copy.prints.length) restore = remedy;
  }
  const { prints = [] } = conversationIn(view.live) ?? {};
  for (const { remedy } of findings)
    if (restore !== null && remedy?.remedy === 'append_rows' && !canFollow(remedy.rows, restore, prints))
      restore = null;
  const isLeft = ({ remedy }: Finding): boolean =>
    remedy?.remedy === 'restore' &&
    remedy !== restore &&
    (restore === null || !covers(restore.chosen.copy.prints, remedy.chosen.copy.prints));
  return { restore, taken: findings.filter((one) => !isLeft(one)), left: findings.filter(isLeft) };
}

/** True when what only the rows have comes after all that there will be. */
function canFollow(rows: Copy, { chosen }: RemedyOf<'restore'>, live: readonly StoredPrint[]): boolean {
  const prints = [...chosen.copy.prints, ...missingFrom(chosen.copy.prints, live)];
  return compare(rows.prints, prints).standing !== 'diverged';
}
