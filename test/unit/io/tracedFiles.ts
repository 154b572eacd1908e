/**
 * The real disk behind the reading port, with every call counted and faults and events made where a test wants them.
 */
import { nodeFiles, type ReadFiles } from '../../../src/io/files';

export class TracedFiles implements ReadFiles {
  readonly opened: string[] = [];
  stats = 0;
  lists = 0;
  bytesRead = 0;
  private handles = 0;
  /** Called before the named call; may throw, or change the disk. */
  before: (call: 'stat' | 'open' | 'read' | 'list', path: string) => void = () => undefined;

  get openHandles(): number {
    return this.handles;
  }

  reset(): void {
    this.opened.length = 0;
    this.stats = 0;
    this.lists = 0;
    this.bytesRead = 0;
  }

  stat(path: string): ReturnType<ReadFiles['stat']> {
    this.stats += 1;
    this.before('stat', path);
    return nodeFiles.stat(path);
  }

  statOpen(fd: number): ReturnType<ReadFiles['statOpen']> {
    return nodeFiles.statOpen(fd);
  }

  open(path: string): number {
    this.opened.push(path);
    this.before('open', path);
    const fd = nodeFiles.open(path);
    this.handles += 1;
    return fd;
  }

  read(fd: number, into: Uint8Array, offset: number, length: number, position: number): number {
    this.before('read', this.opened[this.opened.length - 1] ?? '');
    const done = nodeFiles.read(fd, into, offset, length, position);
    this.bytesRead += done;
    return done;
  }

  close(fd: number): void {
    this.handles -= 1;
    nodeFiles.close(fd);
  }

  list(path: string): ReturnType<ReadFiles['list']> {
    this.lists += 1;
    this.before('list', path);
    return nodeFiles.list(path);
  }

  realPath(path: string): string {
    return nodeFiles.realPath(path);
  }

  isShared(path: string): boolean {
    return nodeFiles.isShared(path);
  }
}
