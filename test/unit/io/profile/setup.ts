/** A database that grows between looks, and one that fails when told to. */
import { Failure, type FailureCode } from '../../../../src/core/failure';
import type { FileConversation } from '../../../../src/core/fileConversation';
import type { LogProblem } from '../../../../src/core/logProblem';
import { UNKNOWN_METADATA } from '../../../../src/core/fileConversation';
import { nodeFiles } from '../../../../src/io/files';
import type { ReadableDatabase, SnapshotInfo, SnapshotReader } from '../../../../src/io/sqlite/snapshotReader';
import { ProfileReader, type ProfileSources } from '../../../../src/io/profile/profileReader';
import { FixtureDatabase, type FixtureOptions } from '../../../support/fixtureDatabase';
import { useSetup, type Setup } from '../sqlite/setup';
import { recorded } from '../stateDb/setup';

/** The real reader, with every statement written down and failures where a test wants them. */
export class WatchedDatabase implements ReadableDatabase {
  readonly statements: string[] = [];
  reads = 0;
  failure: FailureCode | null = null;

  constructor(private readonly inner: ReadableDatabase) {}

  read<T>(work: (snapshot: SnapshotReader) => T): { readonly value: T; readonly snapshot: SnapshotInfo } {
    this.failIfTold();
    this.reads += 1;
    return this.inner.read((db) => work(recorded(db, this.statements)));
  }

  token(): string {
    this.failIfTold();
    return this.inner.token();
  }

  logProblem(): LogProblem | null {
    return this.inner.logProblem();
  }

  close(): void {
    this.inner.close();
  }

  private failIfTold(): void {
    if (this.failure !== null) throw new Failure(this.failure, { path: 'state.db' });
  }
}

export interface ProfileSetup extends Setup {
  /** What is written to `path` by each `save`. */
  readonly fixture: FixtureDatabase;
  start(options?: FixtureOptions): Promise<FixtureDatabase>;
  save(): void;
  watch(): WatchedDatabase;
  profile(sources?: Partial<ProfileSources>): ProfileReader;
}

/** Call inside `describe`. */
export function useProfile(): ProfileSetup {
  const setup = useSetup();
  let fixture: FixtureDatabase | null = null;
  afterEach(() => {
    fixture?.close();
    fixture = null;
  });
  const own = {
    get fixture(): FixtureDatabase {
      if (fixture === null) throw new Error('not started');
      return fixture;
    },
    async start(options: FixtureOptions = {}): Promise<FixtureDatabase> {
      fixture?.close();
      return (fixture = await FixtureDatabase.create(options));
    },
    save(): void {
      own.fixture.toFile(setup.path);
    },
    watch: (): WatchedDatabase => new WatchedDatabase(setup.open()),
    profile: (sources: Partial<ProfileSources> = {}): ProfileReader =>
      new ProfileReader({
        database: sources.database === undefined ? setup.open() : sources.database,
        readFiles: () => ({ conversations: [], changed: false, problems: [] }),
        readCronNames: () => NO_NAMES,
        findCopies: () => [],
        sessionDir: null,
        files: nodeFiles,
        ...sources,
      }),
  };
  return Object.defineProperties(Object.create(setup) as ProfileSetup, Object.getOwnPropertyDescriptors(own));
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

export const fileConversation = (id: string, more: Partial<FileConversation> = {}): FileConversation => ({
  ...UNKNOWN_METADATA,
  id,
  place: 'conversationFile',
  path: `/nowhere/${id}.json`,
  sizeBytes: 10,
  modifiedAt: 1_777_700_000_000,
  hasPreviousCopy: false,
  source: 'webui',
  ...more,
});
