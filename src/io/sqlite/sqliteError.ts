/**
 * sql.js reports an error of SQLite by SQLite's own English message and nothing else; this is the one place that reads
 * those messages. The contract test of the pinned sql.js holds them.
 */
export type SqliteErrorKind = 'damaged' | 'other';

export function kindOfSqliteError(error: unknown): SqliteErrorKind {
  const message = error instanceof Error ? error.message : '';
  if (message === 'database disk image is malformed') return 'damaged';
  if (message.startsWith('malformed database schema')) return 'damaged';
  // The header is overwritten behind its magic, which was checked before SQLite saw it.
  if (message === 'unsupported file format' || message === 'file is not a database') return 'damaged';
  return 'other';
}
