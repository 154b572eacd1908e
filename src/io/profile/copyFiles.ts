/** The files in which the copies of a session lie. */
import { join, relative, sep } from 'node:path';
import type { Place } from '../../core/conversation';
import type { FileConversation } from '../../core/fileConversation';
import { PLACE_OF_COPY, pathOfSource, type CopyName, type CopySource } from '../../core/transcriptTarget';
import { errnoOf, type ReadFiles } from '../files';
import { modifiedAtOf } from '../stableFile';

/** A copy's file. `id` is that of the session. */
export interface CopyFile extends Pick<FileConversation, 'id' | 'path' | 'sizeBytes' | 'modifiedAt'> {
  readonly place: Exclude<Place, 'state.db'>;
}

export class CopyFiles {
  /** `listed` gives a session's files, the one that speaks for it first. `sessionDir` is Hermes WebUI's; null without one. */
  constructor(
    private readonly listed: (sessionId: string) => readonly FileConversation[],
    private readonly sessionDir: string | null,
    private readonly files: ReadFiles,
  ) {}

  /** The file that speaks for a session where the database has nothing to say; null when it has none. */
  speaker(sessionId: string): CopyFile | null {
    return this.listed(sessionId)[0] ?? null;
  }

  /** Null when there is no such copy (any more). */
  find(sessionId: string, source: Exclude<CopySource, 'state_db'>): CopyFile | null {
    const path = pathOfSource(source);
    if (path !== null) return this.kept(sessionId, path);
    const name = source as Exclude<CopyName, 'state_db'>;
    const listed = this.listed(sessionId);
    const found = listed.find(({ place }) => place === PLACE_OF_COPY[name]);
    if (found !== undefined || name !== 'previous_copy') return found ?? null;
    const live = listed.find(({ hasPreviousCopy }) => hasPreviousCopy);
    return live === undefined ? null : this.file(sessionId, `${live.path}.bak`, 'previousCopy');
  }

  private kept(sessionId: string, below: string): CopyFile | null {
    const { sessionDir } = this;
    if (sessionDir === null) return null;
    const path = join(sessionDir, ...below.split('/'));
    return this.isInside(path, sessionDir) ? this.file(sessionId, path, 'keptCopy') : null;
  }

  /** A link on the way could lead anywhere. */
  private isInside(path: string, dir: string): boolean {
    try {
      return this.files.realPath(path) === `${this.files.realPath(dir)}${sep}${relative(dir, path)}`;
    } catch (error) {
      if (errnoOf(error) === '') throw error;
      return false;
    }
  }

  private file(id: string, path: string, place: CopyFile['place']): CopyFile | null {
    try {
      const stat = this.files.stat(path);
      if (stat === null) return null;
      return { id, place, path, sizeBytes: stat.sizeBytes, modifiedAt: modifiedAtOf(stat) };
    } catch (error) {
      if (errnoOf(error) === '') throw error;
      // It is there, and what is wrong with it is told by whoever opens it.
      return { id, place, path, sizeBytes: 0, modifiedAt: 0 };
    }
  }
}
