/** What a run needs from outside. */
import type { Disk } from './disk';

/** Who we are, so that another process can tell whether the holder of a lock still lives. */
export interface HostIdentity {
  readonly name: string;
  /** Changes with every start of the machine; null where nobody can tell. */
  readonly bootId: string | null;
  /** What sets our process ids apart from those of other containers of the machine; null where there are none. */
  readonly containerId: string | null;
  readonly pid: number;
  /** Also of one that is stopped (SIGSTOP, a suspended job). */
  readonly isAlive: (pid: number) => boolean;
  /** Tells apart processes that had one id after another: when it began, as the system counts; null where nobody can tell. */
  readonly startOf?: (pid: number) => number | null;
  /** When the machine started, milliseconds since 1970; asked only where there is no `bootId`. */
  readonly upSince?: () => number;
}

export interface RunPorts {
  readonly disk: Disk;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** At least eight random hexadecimal digits. */
  readonly newId: () => string;
  readonly host: HostIdentity;
  /** Asked between conversations, never within one. */
  readonly isCancelled?: () => boolean;
  /** Told before each conversation: how many were gone through, and how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Blocks between two tries of an operation on a file that another program holds; by default the calling thread. */
  readonly pause?: (ms: number) => void;
  /** Windows refuses with EPERM and EACCES what is only held for a moment. By default the platform we run on. */
  readonly isWindows?: boolean;
}
