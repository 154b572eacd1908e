import { CancellationError, Failure } from '../../core/failure';
import type { LogProblem } from '../../core/logProblem';
import { Connection } from './connection';
import type { Judge } from './connection';
import { failureOf } from './fileFailure';
import type { SqlJs } from './openSqlJs';
import { PageArray } from './pageArray';
import { selfTest } from './selfTest';
import { SnapshotMoved } from './snapshotMoved';
import type { Image, SnapshotSource } from './snapshotSource';
import type { ReadableDatabase, SnapshotInfo, SnapshotReader } from './snapshotReader';
import { kindOfSqliteError } from './sqliteError';

export interface DatabaseOptions {
  readonly path: string;
  readonly sqlJs: SqlJs;
  readonly now: () => number;
  readonly sleep: (ms: number) => void;
  /** SQLite's own page cache. */
  readonly cacheKiB: number;
  /** A read that a writer keeps disturbing is copied whole first, if the database is no larger. */
  readonly pinBytes: number;
  /** The most that is loaded when the page reader's self-test fails. */
  readonly copyBytes: number;
  readonly attempts: number;
  /** After this long no new attempt is begun. */
  readonly patienceMs: number;
  /** Called for each read that was thrown away, with the reason. */
  readonly onRestart: (reason: string) => void;
}

/** An error of SQLite that is damage only if a snapshot that shares nothing with this one says so too. */
class DamageSuspected extends Error {
  override readonly name = 'DamageSuspected';
}

/** The open connection and how its bytes are had; `image` is the state they belong to (pages: the last one served). */
interface Attached {
  readonly by: 'pages' | 'pinned' | 'copy';
  readonly connection: Connection;
  readonly image: Image;
}

/** What a callback did, after everything it read was proven. */
type Outcome<T> = { readonly value: T; readonly snapshot: SnapshotInfo } | { readonly thrown: unknown };

/** What an error of SQLite means. */
interface Verdict {
  readonly error: unknown;
  /** The callback may have it, and may go on. Otherwise the attempt is over, whatever the callback does with it. */
  readonly final: boolean;
}

const LONGEST_PAUSE_MS = 50;
/** Disturbed so often, a small database is copied rather than read page by page. */
const ATTEMPTS_BEFORE_PINNING = 2;
/** Of pages; larger than any database SQLite can have. */
const VIRTUAL_PAGES = 0xfffffffe;

/** `ReadableDatabase` over a `SnapshotSource`: attempts, their proof, and what their errors mean. */
export class SnapshotDatabase implements ReadableDatabase {
  private attached: Attached | null = null;
  private pages: PageArray | null = null;
  /** The state of which it is certain that it is damaged. */
  private damagedToken: string | null = null;

  constructor(
    private readonly source: SnapshotSource,
    private readonly options: DatabaseOptions,
  ) {}

  read<T>(work: (snapshot: SnapshotReader) => T): { readonly value: T; readonly snapshot: SnapshotInfo } {
    const { path, now, sleep, attempts, patienceMs, onRestart } = this.options;
    const deadlineAt = now() + patienceMs;
    let confirming = false;
    try {
      for (let attempt = 1; ; attempt++) {
        let outcome: Outcome<T>;
        try {
          outcome = this.attempt(work, { confirming, pin: attempt > ATTEMPTS_BEFORE_PINNING, deadlineAt });
        } catch (error) {
          // What SQLite parsed from a state that moved, the schema above all, must not outlive it.
          this.detach();
          if (!(error instanceof SnapshotMoved || error instanceof DamageSuspected)) throw error;
          onRestart(error.message);
          if (attempt >= attempts || now() >= deadlineAt) {
            throw new Failure('db_busy', { path, attempts: attempt }, error);
          }
          if (error instanceof DamageSuspected) {
            confirming = true;
            this.source.forget();
          }
          if (attempt > ATTEMPTS_BEFORE_PINNING) sleep(Math.min(LONGEST_PAUSE_MS, attempt));
          continue;
        }
        if ('thrown' in outcome) throw outcome.thrown;
        return outcome;
      }
    } finally {
      this.source.releaseSideFiles();
    }
  }

  token(): string {
    try {
      return this.source.acquire(this.options.now() + this.options.patienceMs).snapshot.token;
    } finally {
      this.source.releaseSideFiles();
    }
  }

  logProblem(): LogProblem | null {
    try {
      return this.source.logProblem();
    } finally {
      this.source.releaseSideFiles();
    }
  }

  close(): void {
    this.detach();
    this.source.close();
  }

  /** @throws SnapshotMoved, DamageSuspected to be tried again; CancellationError and Failure to be let through */
  private attempt<T>(
    work: (snapshot: SnapshotReader) => T,
    how: { readonly confirming: boolean; readonly pin: boolean; readonly deadlineAt: number },
  ): Outcome<T> {
    const image = this.source.acquire(how.deadlineAt);
    // A callback may catch what its queries throw. It cannot catch that its snapshot is void.
    const interruptions: unknown[] = [];
    const judge = (error: unknown): never => {
      const verdict = this.judge(error, image, how.confirming);
      if (!verdict.final) interruptions.push(verdict.error);
      throw verdict.error;
    };
    let value: T | undefined;
    let thrown: { readonly error: unknown } | null = null;
    try {
      const { connection } = this.attach(image, how.pin, judge);
      value = connection.transaction(work, judge);
    } catch (error) {
      thrown = { error };
    }
    const unseen = this.pages?.lastError ?? null;
    if (interruptions.length > 0) throw interruptions[0];
    // SQLite may get by without a page it could not have; we may not.
    if (unseen !== null) throw failureOf(unseen, this.options.path);
    if (thrown !== null && isUnreleased(thrown.error)) throw thrown.error;
    // Also before an error of the callback: it may come from a row that was torn.
    this.source.prove();
    if (thrown !== null) return { thrown: thrown.error };
    return { value: value as T, snapshot: this.infoOf(image) };
  }

  private judge(error: unknown, image: Image, confirming: boolean): Verdict {
    const { path } = this.options;
    const ioError = this.pages?.lastError ?? null;
    if (ioError !== null) return { error: failureOf(ioError, path), final: false };
    try {
      this.source.prove();
    } catch (moved) {
      return { error: failureOf(moved, path), final: false };
    }
    const kind = kindOfSqliteError(error);
    if (kind !== 'damaged') return { error, final: true };
    const { token } = image.snapshot;
    if (confirming) this.damagedToken = token;
    if (this.damagedToken !== token) return { error: new DamageSuspected('damage suspected'), final: false };
    return { error: new Failure('db_damaged', { path, reason: 'pages' }, error), final: true };
  }

  /**
   * The connection to `image`: the one that is open wherever it can show that image, with its caches as warm as they
   * are.
   */
  private attach(image: Image, pin: boolean, judge: Judge): Attached {
    const { sqlJs, cacheKiB, pinBytes, copyBytes, path } = this.options;
    if (this.pages !== null) this.pages.lastError = null;
    const sizeBytes = image.pageCount * image.pageSizeBytes;
    const open = this.attached;
    if (open !== null && open.image === image) return open;
    const problem = selfTest(sqlJs);
    const by = problem !== null ? 'copy' : pin && sizeBytes <= pinBytes ? 'pinned' : 'pages';
    const canShow = open?.image.pageSizeBytes === image.pageSizeBytes && open.image.schemaKey === image.schemaKey;
    if (open?.by === 'pages' && by === 'pages' && canShow) {
      return (this.attached = { ...open, image });
    }
    this.detach();
    if (problem !== null && sizeBytes > copyBytes) {
      throw new Failure('db_too_large', { path, sizeBytes, limitBytes: copyBytes, problem });
    }
    let bytes: Uint8Array;
    if (by === 'pages') {
      const read = (position: number, length: number): Uint8Array => this.source.readPages(position, length);
      bytes = this.pages = new PageArray(read, VIRTUAL_PAGES * image.pageSizeBytes);
    } else {
      bytes = this.source.copyWhole();
    }
    try {
      return (this.attached = { by, image, connection: new Connection(sqlJs, bytes, cacheKiB) });
    } catch (error) {
      return judge(error);
    }
  }

  private detach(): void {
    this.attached?.connection.close();
    this.attached = null;
    this.pages = null;
  }

  private infoOf(image: Image): SnapshotInfo {
    const { snapshot, pageSizeBytes, pageCount, missingPages } = image;
    const by = this.attached?.by ?? 'pages';
    return {
      token: snapshot.token,
      mode: by === 'pages' ? snapshot.mode : by,
      pageSizeBytes,
      pageCount,
      missingPages,
      provenAt: this.options.now(),
    };
  }
}

/** Ends the attempt without a proof: nothing that was read leaves with it. */
function isUnreleased(error: unknown): boolean {
  return error instanceof SnapshotMoved || error instanceof CancellationError || Failure.is(error, 'db_too_large');
}
