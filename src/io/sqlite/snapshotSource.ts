import { Failure } from '../../core/failure';
import type { FailureCode } from '../../core/failure';
import type { LogProblem } from '../../core/logProblem';
import type { FileStat, ReadFiles } from '../files';
import { DATABASE_HEADER_BYTES, parseDatabaseHeader, presentPageOne, schemaDigest } from './databaseHeader';
import type { DatabaseHeader } from './databaseHeader';
import { DatabasePlace } from './databasePlace';
import { failureOf, statDatabase } from './fileFailure';
import { journalState, journalToken } from './journalState';
import { PageReader } from './pageReader';
import { RollbackJournal } from './rollbackJournal';
import { identityOf } from './sideFile';
import { SnapshotMoved } from './snapshotMoved';
import type { Geometry, Snapshot } from './snapshot';
import { WalGeneration } from './walState';

export interface SourceOptions {
  readonly path: string;
  readonly files: ReadFiles;
  readonly now: () => number;
  readonly sleep: (ms: number) => void;
  /** False serves pages without any proof: only for the tests that show what the proof is worth. */
  readonly validate: boolean;
  readonly cacheBytes: number;
  /** 'shared': another machine may write there, so its `-shm` is not coherent and its clock is not ours. */
  readonly storage: 'local' | 'shared' | 'detect';
}

/** What the newest committed state looks like to SQLite. */
export interface Image {
  readonly snapshot: Snapshot;
  readonly pageSizeBytes: number;
  readonly pageCount: number;
  /** Pages that the header promises and the file does not have: more than 0 for a truncated file. */
  readonly missingPages: number;
  readonly pageOne: Buffer;
  /**
   * Differs between two images whose schemas may. SQLite believes what it parsed for as long as the schema cookie is the
   * same, and files that were restored or made by the same tool often share one.
   */
  readonly schemaKey: string;
}

const HEADER_CODES: ReadonlySet<FailureCode> = new Set<FailureCode>(['db_zeroed', 'db_not_sqlite', 'db_damaged']);
/** Beside the deadline, should the clock stand still. */
const MOST_LOOKS = 2000;
const LONGEST_PAUSE_MS = 50;

/**
 * Takes snapshots of a database that others write, and serves their pages. The protocol: `acquire`, then `readPages` as
 * often as SQLite asks, then `prove`; only what was read before a successful `prove` may be released. Whatever throws
 * `SnapshotMoved` ends the read, and `acquire` begins the next one.
 */
export class SnapshotSource {
  /** Where the database really lies; its neighbours are there and not beside a symlink. */
  private place: DatabasePlace;
  private readonly pages: PageReader;
  private generation: WalGeneration | null = null;
  private image: Image | null = null;
  private changeCounter = 0;

  constructor(private readonly options: SourceOptions) {
    this.place = new DatabasePlace(options.path, false, options);
    this.pages = new PageReader(options.cacheBytes, options.validate);
  }

  /**
   * The newest committed state; the very same object as before while nothing was committed. Looks again, with growing
   * pauses, while the files are in motion.
   * @throws Failure for every state of the file that is not a readable database, and db_busy after `deadlineAt`
   */
  acquire(deadlineAt: number): Image {
    const { path, now, sleep } = this.options;
    let headerFailure: Failure | null = null;
    for (let looks = 1; ; looks++) {
      let waitMs: number;
      try {
        const found = this.look();
        if (typeof found !== 'number') return found;
        waitMs = found;
      } catch (error) {
        if (Failure.is(error)) {
          // A header is only believed to be broken when a second look, sharing nothing with the first, says so too.
          const secondTime = headerFailure?.code === error.code;
          if (!HEADER_CODES.has(error.code) || secondTime) throw error;
          headerFailure = error;
          this.forget();
        } else if (!(error instanceof SnapshotMoved)) {
          throw failureOf(error, path);
        }
        waitMs = Math.min(LONGEST_PAUSE_MS, looks);
      }
      if (now() >= deadlineAt || looks >= MOST_LOOKS) throw new Failure('db_busy', { path, looks });
      if (waitMs > 0) sleep(waitMs);
    }
  }

  /** Bytes of the database as SQLite is to see them. `length` bytes from `position`; zeros beyond its end. */
  readPages(position: number, length: number): Uint8Array {
    const { pageSizeBytes } = this.current;
    const page = Math.floor(position / pageSizeBytes) + 1;
    const offset = position % pageSizeBytes;
    if (offset + length <= pageSizeBytes) return this.servePage(page).subarray(offset, offset + length);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const within = (position + done) % pageSizeBytes;
      const take = Math.min(pageSizeBytes - within, length - done);
      const next = this.servePage(Math.floor((position + done) / pageSizeBytes) + 1);
      bytes.set(next.subarray(within, within + take), done);
      done += take;
    }
    return bytes;
  }

  /**
   * Proves that everything served since `acquire` belongs to the snapshot. @throws SnapshotMoved; Failure
   * db_permission, db_io
   */
  prove(): void {
    try {
      this.pages.prove();
    } catch (error) {
      throw failureOf(error, this.options.path);
    }
  }

  /** A proven copy of the whole image, which cannot move any more. @throws as `prove` */
  copyWhole(): Uint8Array {
    const { pageCount, pageSizeBytes } = this.current;
    const bytes = new Uint8Array(pageCount * pageSizeBytes);
    try {
      for (let page = 1; page <= pageCount; page++) bytes.set(this.servePage(page), (page - 1) * pageSizeBytes);
    } catch (error) {
      throw failureOf(error, this.options.path);
    }
    this.prove();
    return bytes;
  }

  /** Forgets everything that rests on the snapshot, so that the next `acquire` reads it all anew. */
  forget(): void {
    this.generation = null;
    this.image = null;
    this.pages.clear();
  }

  /** What the log lost without an error, as far as that can be told; of the state that was acquired last. */
  logProblem(): LogProblem | null {
    return this.place.log.look(this.generation);
  }

  /** Gives back the handles that stand in a writer's way; the end of each read. */
  releaseSideFiles(): void {
    this.place.wal.release();
    this.place.journal.release();
  }

  close(): void {
    this.forget();
    this.place.close();
  }

  private get current(): Image {
    if (this.image === null) throw new SnapshotMoved('gone', 'nothing acquired');
    return this.image;
  }

  private servePage(page: number): Uint8Array {
    const { pageOne, pageCount, pageSizeBytes } = this.current;
    if (page === 1) return pageOne;
    return page <= pageCount ? this.pages.page(page) : new Uint8Array(pageSizeBytes);
  }

  /** One look: the image, or the milliseconds to wait before the next look. */
  private look(): Image | number {
    const { sizeBytes } = this.followMain();
    if (this.pages.whyMoved?.kind === 'gone') this.forget();
    const snapshot = this.findSnapshot();
    if (typeof snapshot === 'number') return snapshot;
    if (this.image?.snapshot === snapshot) return this.image;
    // Within one WAL generation a proven page of the main file stays what it is until a frame lies over it.
    const keepProven = snapshot.mode === 'wal' && this.image?.snapshot.mode === 'wal';
    this.image = null;
    this.image = this.describe(snapshot, sizeBytes, keepProven);
    return this.image;
  }

  /**
   * Keeps the main file's handle (Node shares it for deletion on Windows), but never that of a file that was replaced.
   */
  private followMain(): FileStat {
    const { files, path, storage } = this.options;
    const stat = statDatabase(files, path);
    if (this.place.main.identity !== identityOf(stat)) {
      this.forget();
      this.place.close();
      const isShared = storage === 'detect' ? files.isShared(path) : storage === 'shared';
      this.place = DatabasePlace.of(path, isShared, this.options);
      if (!this.place.main.follow(1)) throw new SnapshotMoved('gone', 'main file vanished');
    }
    return stat;
  }

  /** The snapshot, the current one itself while its token is the newest, or the milliseconds to wait. */
  private findSnapshot(): Snapshot | number {
    const { files } = this.options;
    const { path, main, wal, journal: journalFile, mainStates, isShared } = this.place;
    // A read that ended without proof leaves pages of which nothing is known: the same state is then described anew.
    const sound = this.pages.whyMoved === null && !this.pages.hasUnproven;
    const current = sound ? (this.image?.snapshot ?? null) : null;
    const generation = WalGeneration.find(files, wal, path, !isShared, this.generation);
    if (generation !== this.generation) this.forget();
    if (generation !== null) {
      this.generation = generation;
      const newest = generation.newest();
      if (newest !== null) return newest.token === current?.token ? current : newest;
      this.forget();
      return 1;
    }
    const journal = RollbackJournal.find(files, journalFile);
    if (journal !== null) {
      if (current?.token === journalToken(main, journal)) return current;
      return journalState(main, journal) ?? 1;
    }
    const token = mainStates.token(main);
    if (token === null) return 1;
    if (current?.token === token) return current;
    const waitMs = mainStates.unsettledFor(main, token);
    if (waitMs > 0) return waitMs;
    return mainStates.snapshot(main, token, () => RollbackJournal.find(files, journalFile) !== null);
  }

  /** Reads page 1 and settles the geometry. @throws SnapshotMoved; Failure db_zeroed, db_not_sqlite, db_damaged */
  private describe(snapshot: Snapshot, sizeBytesBefore: number, keepProven: boolean): Image {
    const ofHeader = (): Geometry => ({ pageSizeBytes: this.readPageSize(snapshot), pageCount: 1 });
    const { pageSizeBytes, pageCount } = snapshot.geometry ?? ofHeader();
    this.pages.begin(this.place.main, snapshot, pageSizeBytes, pageCount, keepProven);
    const original = Buffer.from(this.pages.page(1));
    this.prove();
    const header = this.soundHeader(original);
    if (header.pageSizeBytes !== pageSizeBytes) throw this.damaged('page_size_differs');

    // The larger of two looks: a checkpoint may have grown the file, or cut it, since the first.
    const fileBytes = Math.max(sizeBytesBefore, this.place.main.statOpen().sizeBytes);
    const filePages = Math.ceil(fileBytes / pageSizeBytes);
    const promised = snapshot.geometry?.pageCount ?? header.pageCount ?? filePages;
    // Without a layer nothing can be beyond the end of the file. SQLite would refuse a file shorter than its header
    // says; told the true size, it reads all that is left.
    const present = snapshot.geometry === null ? Math.min(promised, filePages) : promised;
    // A page that was cut in its middle reads as far as it goes, and is missing all the same.
    const wholePages = Math.floor(fileBytes / pageSizeBytes);
    const beyond = Math.max(0, promised - wholePages);
    const missingPages = beyond === 0 ? 0 : beyond - snapshot.overlaidBetween(wholePages + 1, promised);
    this.pages.begin(this.place.main, snapshot, pageSizeBytes, present, true);
    this.changeCounter++;
    const pageOne = presentPageOne(original, present, this.changeCounter);
    const schemaKey = `${this.place.main.identity}:${schemaDigest(original)}`;
    return { snapshot, pageSizeBytes, pageCount: present, missingPages, pageOne, schemaKey };
  }

  private readPageSize(snapshot: Snapshot): number {
    const header = Buffer.alloc(DATABASE_HEADER_BYTES);
    const got = this.place.main.read(header, 0, DATABASE_HEADER_BYTES, 0);
    if (this.options.validate) snapshot.check();
    return this.soundHeader(header.subarray(0, got)).pageSizeBytes;
  }

  private soundHeader(bytes: Buffer): DatabaseHeader {
    const header = parseDatabaseHeader(bytes);
    const { path } = this.options;
    switch (header) {
      case 'zeroed':
        throw new Failure('db_zeroed', { path });
      case 'not_sqlite':
        throw new Failure('db_not_sqlite', { path });
      case 'short':
        throw this.damaged('truncated');
      case 'bad_page_size':
        throw this.damaged('page_size_impossible');
      default:
        return header;
    }
  }

  private damaged(reason: string): Failure {
    return new Failure('db_damaged', { path: this.options.path, reason });
  }
}
