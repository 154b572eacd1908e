/**
 * Which conversations are in question, so that their messages have to be compared: something stands beside the file, or
 * something is wrong with it. Of all others an audit needs what their files say outside the messages.
 */
import { deriveTurns } from './journal';
import { isUnsafeId } from './names';
import type { FileFact, RecoveryFacts } from './snapshot';

/** The facts that decide; whether the prints of the files were read does not matter to it. */
export type Questioned = Pick<
  RecoveryFacts,
  'live' | 'backups' | 'temporaries' | 'turnJournals' | 'databases' | 'agentFiles' | 'keptOriginals' | 'repairedFiles'
>;

/**
 * Ids of these conversations. A previous copy that has no more messages than the file is never compared, as in Hermes
 * WebUI; all else that may stand in for a file is.
 */
export function conversationsInQuestion(facts: Questioned): Set<string> {
  const live = new Map(facts.live.map((file) => [file.sessionId, file]));
  const ids = new Set<string>();
  for (const file of [...facts.live, ...facts.backups]) if (isUnusual(file)) ids.add(file.sessionId);
  for (const backup of facts.backups) {
    const file = live.get(backup.sessionId);
    if (file === undefined || countOf(backup) > countOf(file)) ids.add(backup.sessionId);
  }
  for (const { sessionId } of facts.temporaries) ids.add(sessionId);
  for (const { sessionId } of facts.agentFiles) ids.add(sessionId);
  for (const { sessionId } of facts.keptOriginals) ids.add(sessionId);
  for (const { sessionId, changed } of facts.repairedFiles) if (changed !== null) ids.add(sessionId);
  for (const { sessionId, events } of facts.turnJournals) {
    if (deriveTurns(events).some((turn) => !turn.isFinished && turn.prompt !== null)) ids.add(sessionId);
  }
  for (const { rows } of facts.databases) {
    if (rows.state !== 'read') continue;
    // Rows whose messages were read are those that may say more than the file.
    for (const row of rows.value.byId.values()) if (row.messages !== null && row.messageRows > 0) ids.add(row.id);
  }
  return ids;
}

/** Damaged, under another id than its own, or with somebody at work on it. */
function isUnusual({ content, sessionId }: FileFact): boolean {
  if (content.state !== 'whole' || isUnsafeId(sessionId)) return true;
  const { innerId, pending, activeStreamId } = content.conversation;
  return (innerId !== null && innerId !== sessionId) || pending !== null || activeStreamId !== null;
}

const countOf = ({ content }: FileFact): number =>
  content.state === 'whole' ? content.conversation.messageCount : -1;
