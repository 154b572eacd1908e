/**
 * A repair plan: what would be done, as plain JSON. It comes only from findings, is shown before it is applied, and is
 * used once. Steps are a closed set, and none of them deletes anything.
 */

/**
 * - `create`: a file that must not exist yet.
 * - `replace`: a conversation file; what was there is kept in the run.
 * - `replace_derived`: `_index.json`, which can be made again from the files.
 * - `move_aside`: a leftover goes into the run's folder.
 */
export type StepAction = 'create' | 'replace' | 'replace_derived' | 'move_aside';

/** What has to stand under a name for a step to be done. */
export type Expected =
  | { readonly state: 'absent' }
  /** `sha256` is hexadecimal, of the file's bytes. */
  | { readonly state: 'file'; readonly sha256: string };

/** One change of one name of the session directory. `Content` is what the new bytes are made of. */
export interface RepairStep<Content = unknown> {
  readonly action: StepAction;
  /** The conversation that it belongs to; null for what belongs to the directory (the index). */
  readonly sessionId: string | null;
  /** A name directly in the session directory. */
  readonly target: string;
  readonly expected: Expected;
  /** Null for `move_aside`. */
  readonly content: Content | null;
  /** The kinds of the findings that it answers. */
  readonly kinds: readonly string[];
}

/** Steps of one conversation stand together, and the index comes last. */
export interface RepairPlan<Content = unknown> {
  readonly version: 1;
  readonly sessionDir: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly steps: readonly RepairStep<Content>[];
}
