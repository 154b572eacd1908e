/**
 * Thrown inside the page reader when the bytes under a snapshot may no longer be those of the snapshot. Never leaves
 * `src/io/sqlite`: the read is thrown away and started again.
 *
 * - `conflict`: a page of the main file may already hold a newer commit of the same WAL generation or the same journal.
 *   What was proven before stays proven.
 * - `gone`: the generation, the journal or the file itself was replaced. Nothing that was cached may be used again.
 */
export class SnapshotMoved extends Error {
  override readonly name = 'SnapshotMoved';
  constructor(
    readonly kind: 'conflict' | 'gone',
    /** For the log and the stress table, e.g. "wal generation". */
    readonly reason: string,
  ) {
    super(`snapshot moved: ${reason}`);
  }
}
