/**
 * What is wrong with one conversation's messages, decided once: each cause gives one finding, and the kinds below only
 * pick their own. Intent is asked before any comparison.
 */
import { rowAbsenceMeansDeleted } from './absence';
import { compare, missingFrom, newestAt, type Comparison } from './compare';
import {
  chooseAmong,
  chooseAround,
  copyOf,
  databaseCopies,
  isForeign,
  otherCopies,
  salvageOf,
  usableBackup,
  type Chosen,
  type Copy,
  type Present,
} from './copies';
import { hasAnyIntent, intentOf } from './guards';
import { WEBUI_SOURCE, type SessionView } from './sessionView';
import type { ConversationFacts, DamageReason, FileFact, RecoveryFacts, StoredPrint } from './snapshot';

export type SidecarDamage = DamageReason | 'link' | 'directory' | 'other';

export type Assessment =
  /** Nothing to say: whole, or shorter on purpose, or not known. */
  | { readonly kind: 'none' }
  | { readonly kind: 'shrunken_live'; readonly backup: Copy; readonly chosen: Chosen }
  /** `comparison` is that of the file, or of state.db where there is no file, with the previous copy. */
  | { readonly kind: 'diverged_backup'; readonly backup: Copy; readonly comparison: Comparison }
  | { readonly kind: 'malformed_sidecar'; readonly damage: SidecarDamage; readonly chosen: Chosen | null }
  /** `missing`: the messages that only the database has. */
  | {
      readonly kind: 'sidecar_behind_state_db';
      readonly copy: Copy;
      readonly missing: readonly StoredPrint[];
      readonly isContinuation: boolean;
    }
  | { readonly kind: 'malformed_orphan_backup'; readonly backup: FileFact }
  | { readonly kind: 'deleted'; readonly backup: Copy | null }
  | { readonly kind: 'orphan_backup'; readonly backup: Copy; readonly chosen: Chosen }
  | { readonly kind: 'orphan_backup_without_state_row'; readonly backup: Copy }
  | { readonly kind: 'state_db_missing_sidecar'; readonly copy: Copy | null }
  | { readonly kind: 'state_db_orphan_webui_row' };

const NONE: Assessment = { kind: 'none' };
const NOTHING: Present = { prints: [], conversation: null };

export function assess(facts: RecoveryFacts, view: SessionView): Assessment {
  if (view.isUnsafe) return NONE;
  const { live } = view;
  if (live === null) return assessAbsent(facts, view);
  const { content } = live;
  switch (content.state) {
    case 'unchecked':
      return NONE;
    case 'not_a_file':
      return { kind: 'malformed_sidecar', damage: content.found, chosen: null };
    case 'damaged':
      return assessDamaged(view, live, content.reason, content.salvage);
    case 'whole':
      return assessWhole(view, content.conversation);
  }
}

function assessWhole(view: SessionView, live: ConversationFacts): Assessment {
  const backup = usableBackup(view);
  if (backup !== null && backup.messageCount > live.messageCount) {
    if (backup.conversation !== null && intentOf(live, backup.conversation) !== null) return NONE;
    const chosen = chooseAround(backup, otherCopies(view), { prints: live.prints, conversation: live });
    return chosen === null
      ? { kind: 'diverged_backup', backup, comparison: compare(live.prints, backup.prints) }
      : { kind: 'shrunken_live', backup, chosen };
  }
  return assessBehind(view, live);
}

/** While Hermes is at work its database is ahead of the file, as it should be. */
function assessBehind(view: SessionView, live: ConversationFacts): Assessment {
  if (view.use !== 'idle' || view.hasChild || hasAnyIntent(live.intent)) return NONE;
  for (const copy of databaseCopies(view)) {
    const missing = missingFrom(live.prints, copy.prints);
    if (missing.length === 0) continue;
    const isContinuation = !hadIntent(view) && compare(copy.prints, live.prints).standing === 'continuation';
    return { kind: 'sidecar_behind_state_db', copy, missing, isContinuation };
  }
  return NONE;
}

/**
 * A repair kept, or wrote, a state of the file that says that messages were taken out on purpose, and the file has lost that
 * mark: a WebUI that had the conversation in memory wrote its own state back. What rows have beyond it is a person's question.
 */
const hadIntent = ({ keptOriginals }: SessionView): boolean =>
  keptOriginals.some(({ content }) => content.state === 'whole' && hasAnyIntent(content.conversation.intent));

function assessDamaged(
  view: SessionView,
  file: FileFact,
  damage: DamageReason,
  salvage: ConversationFacts | null,
): Assessment {
  const present: Present = salvage === null ? NOTHING : { prints: salvage.prints, conversation: salvage };
  const backup = usableBackup(view);
  const others = otherCopies(view);
  if (backup !== null) {
    const chosen = chooseAround(backup, others, present);
    if (chosen !== null) return { kind: 'shrunken_live', backup, chosen };
  }
  const rest = salvage === null ? [] : [salvageOf(file, salvage)];
  const copies = [...(backup === null ? [] : [backup]), ...others, ...rest].filter((copy) => copy.prints.length > 0);
  return { kind: 'malformed_sidecar', damage, chosen: chooseAmong(copies, present) };
}

function assessAbsent(facts: RecoveryFacts, view: SessionView): Assessment {
  const backup = usableBackup(view);
  const isWebui = view.rows[0]?.row.source === WEBUI_SOURCE;
  // A deletion that WebUI remembers is honoured, whatever it left behind.
  if (view.isTombstoned) return isWebui || view.backup !== null ? { kind: 'deleted', backup } : NONE;
  const [row] = databaseCopies(view);
  if (backup !== null) return assessOrphan(facts, view, backup);
  const hasRows = isWebui && view.rows.some((one) => one.row.source === WEBUI_SOURCE && one.row.messageRows > 0);
  if (hasRows) return { kind: 'state_db_missing_sidecar', copy: row ?? null };
  if (view.backup !== null && !isForeign(view.backup)) {
    return view.backup.content.state === 'unchecked' ? NONE : { kind: 'malformed_orphan_backup', backup: view.backup };
  }
  return isWebui ? { kind: 'state_db_orphan_webui_row' } : NONE;
}

function assessOrphan(facts: RecoveryFacts, view: SessionView, backup: Copy): Assessment {
  const lastAt = newestAt(backup.prints);
  if (rowAbsenceMeansDeleted(facts, view, lastAt)) return { kind: 'orphan_backup_without_state_row', backup };
  const chosen = chooseAround(backup, otherCopies(view), NOTHING) ?? {
    copy: backup,
    comparison: compare([], backup.prints),
  };
  if (chosen.copy.origin === 'state_db') return { kind: 'state_db_missing_sidecar', copy: chosen.copy };
  for (const row of databaseCopies(view)) {
    const comparison = compare(row.prints, chosen.copy.prints);
    if (comparison.liveOnly > 0) return { kind: 'diverged_backup', backup, comparison };
  }
  return { kind: 'orphan_backup', backup, chosen };
}

/** True when `file` is where the messages of an assessment come from. */
export function isSourceOf(assessment: Assessment, file: FileFact): boolean {
  const chosen = 'chosen' in assessment ? assessment.chosen : null;
  return chosen?.copy.origin === 'temporary_file' && chosen.copy.name === file.name;
}

/** A copy that would bring messages back, for a temporary file; null when it says nothing. */
export const temporaryCopy = (file: FileFact): Copy | null => (isForeign(file) ? null : copyOf('temporary_file', file));
