/**
 * Names of scheduled jobs, from `<home>/cron/jobs.json`: `{"jobs": [{id, name, …}], …}`, a bare list in older homes. A
 * job's runs are the sessions `cron_<job id>_<time>`.
 */
import { parseLenientJson } from '../core/jsonPrefix';
import { isRecord, shortText, textOf } from '../core/jsonValue';
import { errnoOf, type FileStat, type ReadFiles } from './files';
import { readStable, sameState } from './stableFile';
import { decodeUtf8 } from './utf8Text';

const LARGEST_BYTES = 16 * 1024 * 1024;
/** Job id -> name. */
export type CronNames = ReadonlyMap<string, string>;

const NO_NAMES: CronNames = new Map();

/** Keeps the names while the file is unchanged. */
export class CronNamesReader {
  private stat: FileStat | null = null;
  private names = NO_NAMES;

  constructor(
    private readonly path: string,
    private readonly files: ReadFiles,
  ) {}

  /** The same map while nothing changed. Empty when there is no such file, or nothing to be had from it. */
  read(): CronNames {
    let stat: FileStat | null;
    try {
      stat = this.files.stat(this.path);
    } catch (error) {
      if (errnoOf(error) === '') throw error;
      stat = null;
    }
    if (stat !== null && this.stat !== null && sameState(stat, this.stat)) return this.names;
    const reading =
      stat === null
        ? null
        : readStable(
            this.files,
            this.path,
            (file) => decodeUtf8(file.bytes(0, Math.min(file.sizeBytes, LARGEST_BYTES))).text,
          );
    this.stat = reading?.kind === 'read' && reading.settled ? reading.stat : null;
    const names = reading?.kind === 'read' ? parseCronNames(reading.value) : NO_NAMES;
    if (!sameNames(names, this.names)) this.names = names;
    return this.names;
  }
}

/** Job id -> name from the text of a `jobs.json`; from a torn one what is whole. */
export function parseCronNames(text: string): CronNames {
  const value = parseLenientJson(text)?.value;
  const jobs = isRecord(value) ? value.jobs : value;
  const names = new Map<string, string>();
  for (const job of Array.isArray(jobs) ? (jobs as unknown[]) : []) {
    if (!isRecord(job)) continue;
    const id = textOf(job.id);
    const name = shortText(job.name, 300);
    if (id !== '' && name !== null) names.set(id, name);
  }
  return names;
}

const sameNames = (a: CronNames, b: CronNames): boolean =>
  a.size === b.size && [...a].every(([id, name]) => b.get(id) === name);
