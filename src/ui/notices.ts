/** What a person must know before they trust the rows of a profile. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { FailureCode } from '../core/failure';
import { oneLine, visibleText } from '../core/visibleText';
import { describeFailure, failureReason } from '../core/words/describeFailure';
import { describeLogProblem, LOG_PROBLEM_WORDS } from '../core/words/logProblems';
import { say } from '../core/words/say';
import { SESSION_WORDS } from '../core/words/sessions';
import type { ProfileModel } from './profileModel';
import { isStateDbSet } from './settings';

export interface Notice {
  /** Its own among the notices of a profile. */
  readonly name: string;
  readonly icon: string;
  readonly label: string;
  readonly description: string;
  /** The whole of it: what, why, what to do. */
  readonly sentence: string;
  /** Why there is nothing to list; null for what is said of rows that are there. Chooses the welcome content. */
  readonly blocks: Blocking | null;
}

export type Blocking = FailureCode | 'postgres';

/** `isFirst`: it is the first profile, for which the setting `stateDb` may name a database. */
export function noticesOf(model: ProfileModel, isFirst: boolean): Notice[] {
  const locale = vscode.env.language;
  const notices: Notice[] = [];
  const add = (name: string, icon: string, label: string, description: string, sentence: string, blocks: Blocking | null = null): void => {
    notices.push({ name, icon, label, description, sentence, blocks });
  };
  const { state, failure, location } = model;
  if (failure !== null) {
    const words = describeFailure(failure, locale);
    add('worker', 'warning', oneLine(words, 80), '', words, state === null ? failure.code : null);
  }
  if (location.backend === 'postgres') add('postgres', 'info', SESSION_WORDS.postgresShort, '', SESSION_WORDS.postgres, 'postgres');
  if (state === null) return notices;
  const { database } = state;
  if (database.failure !== null) {
    const { code } = database.failure;
    const words = describeFailure(database.failure, locale);
    const isNamed = isFirst && isStateDbSet();
    if (database.status === 'stale') {
      const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(database.provenAt ?? 0);
      const key = code === 'db_busy' ? 'busy' : 'staleReason';
      add('stale', 'history', say(SESSION_WORDS, key, { time }), failureReason(database.failure), words);
    } else if (code !== 'db_missing' || state.copies.length > 0 || isNamed) {
      // A home without a database is a home of files; a database that was asked for by name has to be there.
      add('database', 'warning', SESSION_WORDS.databaseUnreadable, failureReason(database.failure), words, code);
    }
  }
  if (database.mode === 'copy') {
    add('fallback', 'info', SESSION_WORDS.fallbackCopyShort, SESSION_WORDS.fallbackCopyReason, SESSION_WORDS.fallbackCopy);
  }
  const { logProblem } = database;
  if (logProblem !== null) add('log', 'warning', LOG_PROBLEM_WORDS.label, basename(logProblem.path), describeLogProblem(logProblem));
  if (database.missingPages > 0) {
    add('short', 'warning', say(SESSION_WORDS, 'fileCutShort', { count: database.missingPages }, locale), '', SESSION_WORDS.damagedTooltip);
  }
  for (const { table, from, to, isOpenEnded } of database.skipped) {
    const key = isOpenEnded === true ? 'damagedRowsOpen' : 'damagedRows';
    add(`damage:${table}:${from}`, 'warning', say(SESSION_WORDS, key, { count: to - from + 1, table }, locale), '', SESSION_WORDS.damagedTooltip);
  }
  for (const { path, errno } of state.fileProblems) {
    add(`folder:${path}`, 'warning', SESSION_WORDS.folderUnreadable, errno, visibleText(path));
  }
  return notices;
}
