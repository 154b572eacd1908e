/** The audit of one session directory, with the facts that a plan is made from. */
import { dirname, join } from 'node:path';
import type { RecoveryFacts } from '../core/recovery/snapshot';
import { visibleText } from '../core/visibleText';
import { errnoWords } from '../core/words/errno';
import { AUDIT_WORDS } from '../core/words/recovery';
import { say } from '../core/words/say';
import { nodeFiles } from '../io/files';
import type { AuditPlace } from '../io/recovery/auditPlaces';
import { readPlace, type ReadPlace } from '../io/repairs/readPlace';
import type { SqlJs } from '../io/sqlite/openSqlJs';
import type { Output } from './output';
import type { AuditWhere } from './recoveryArguments';

/** Null when nothing can be said, which was said then. */
export function auditPlace(place: AuditPlace, where: AuditWhere, sqlJs: SqlJs, output: Output): ReadPlace | null {
  const read = readPlace({ ...place, now: output.now() }, sqlJs, output.locale);
  return canBeJudged(read.facts, place.sessionDir, where, output) ? read : null;
}

/** Where the session folder is when a folder above it was named. */
const NESTED = [join('webui', 'sessions'), 'sessions'];

/** False when the directory cannot be read, or is not there although it was named. Says what a person has to know. */
export function canBeJudged(
  { directory, isSettled }: Pick<RecoveryFacts, 'directory' | 'isSettled'>,
  sessionDir: string,
  where: AuditWhere,
  output: Output,
): boolean {
  const dir = visibleText(sessionDir);
  if (directory.state === 'unreadable') {
    output.remark(say(AUDIT_WORDS, 'unreadable', { dir, errno: errnoWords(directory.reason) }));
    return false;
  }
  if (directory.state === 'absent') {
    output.remark(say(AUDIT_WORDS, 'absent', { dir }));
    // What was named has to be there; a home may be without a WebUI, and its databases are looked at all the same.
    if ('sessionDir' in where) return false;
  }
  if ('sessionDir' in where && where.stateDbs.length === 0) output.remark(AUDIT_WORDS.noDatabase);
  const inside = 'sessionDir' in where ? NESTED.map((name) => join(sessionDir, name)) : [];
  const meant = inside.find((path) => nodeFiles.stat(path)?.kind === 'directory');
  if (meant !== undefined) output.remark(say(AUDIT_WORDS, 'didYouMean', { dir: visibleText(meant) }));
  if (!isSettled) output.remark(say(AUDIT_WORDS, 'unsettled', { dir }));
  return true;
}

/** Where `show` finds what was audited: the folder itself, or the home that has none. */
export const shownHome = ({ directory }: Pick<RecoveryFacts, 'directory'>, sessionDir: string): string =>
  directory.state === 'absent' ? dirname(dirname(sessionDir)) : sessionDir;
