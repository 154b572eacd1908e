import type { FileStat } from '../files';

export interface Geometry {
  readonly pageSizeBytes: number;
  readonly pageCount: number;
}

/** One state of the database as a layer over the main file. Made by `walState`, `journalState` or `mainState`. */
export interface Snapshot {
  readonly mode: 'wal' | 'main' | 'journal';
  /** Equal for two looks at the same committed state. */
  readonly token: string;
  /** Null when only the database header can say. */
  readonly geometry: Geometry | null;
  /** How many pages of `first .. last` come from the layer. */
  overlaidBetween(first: number, last: number): number;
  /** True when the page comes from the layer rather than from the main file. */
  overlays(page: number): boolean;
  /** Reads a page that `overlays`. @throws SnapshotMoved when it is not there any more */
  readOverlay(page: number, into: Uint8Array): void;
  /**
   * Proves what was read before this call. Null when all of it belongs to the snapshot; otherwise tells the pages of
   * the main file that may already be newer. @throws SnapshotMoved when nothing can be proven
   */
  check(): Suspicion | null;
}

export interface Suspicion {
  readonly reason: string;
  mayBeNewer(page: number): boolean;
  /** A dearer look, taken only when a page that was read may be newer: true when it certainly is not. */
  clears(): boolean;
}

/** The open main file, shared by the source and the three kinds of state. */
export interface MainFile {
  readonly identity: string;
  read(into: Uint8Array, offset: number, length: number, position: number): number;
  /** Of the open handle. */
  statOpen(): FileStat;
}
