import type { ReadFiles } from '../files';
import { LogWatch } from './logWatch';
import { MainStates } from './mainState';
import { SideFile } from './sideFile';

export interface PlaceOptions {
  readonly files: ReadFiles;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => void;
}

/** The files of one database at its real path, and what watches them. */
export class DatabasePlace {
  readonly main: SideFile;
  readonly wal: SideFile;
  readonly journal: SideFile;
  readonly mainStates: MainStates;
  readonly log: LogWatch;

  constructor(
    readonly path: string,
    readonly isShared: boolean,
    { files, now, sleep }: PlaceOptions,
  ) {
    this.main = new SideFile(files, path);
    this.wal = new SideFile(files, `${path}-wal`);
    this.journal = new SideFile(files, `${path}-journal`);
    const { main, wal } = this;
    this.mainStates = new MainStates({ files, databasePath: path, wal, isShared, now });
    this.log = new LogWatch({ files, databasePath: path, wal, main, isShared, now, sleep });
  }

  /** The name under which native SQLite knows the file at `path`: it resolves symlinks, except on Windows. */
  static of(path: string, isShared: boolean, options: PlaceOptions): DatabasePlace {
    const real = process.platform === 'win32' ? path : options.files.realPath(path);
    return new DatabasePlace(real, isShared, options);
  }

  close(): void {
    for (const file of [this.main, this.wal, this.journal]) file.release();
  }
}
