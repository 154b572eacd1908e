/** Everything that a content names, read and checked. */
import type { MessageRow } from './rowMessage';
import type { SessionRow } from './sessionMetadata';

export interface RowsMaterial {
  readonly session: SessionRow;
  /** By id: those that Hermes shows. */
  readonly messages: readonly MessageRow[];
}

/** Texts are without a byte order mark. */
export interface Material {
  /** By the name in the content. */
  readonly files: ReadonlyMap<string, string>;
  /** By the database's path. */
  readonly rows: ReadonlyMap<string, RowsMaterial>;
  /** By path. */
  readonly transcripts: ReadonlyMap<string, string>;
}
