/** Runs from a terminal, and the lock of a session directory: who holds it, and the explicit answer that breaks it. */
import { visibleText } from '../core/visibleText';
import { createFormats } from '../core/words/format';
import { RUN_WORDS } from '../core/words/repair';
import { say } from '../core/words/say';
import { breakLock, lockOf } from '../io/repairRun/breakLock';
import { isHeldHere } from '../io/repairRun/lock';
import type { RunPorts } from '../io/repairRun/ports';
import type { RunResult } from '../io/repairRun/runResult';
import { portsOfThisHost } from '../io/repairRun/thisHost';
import type { Output } from './output';
import type { WriteOptions } from './recoveryArguments';

/**
 * Does `work` with the ports of this machine; with `--break-lock` a lock that is held is broken first, unless its holder is
 * a process of this machine that is there.
 */
export function withPorts(
  sessionDir: string,
  { breakLock: mayBreak }: WriteOptions,
  output: Output,
  work: (ports: RunPorts) => RunResult,
): RunResult {
  const ports: RunPorts = { ...portsOfThisHost(), now: () => output.now() };
  const seen = mayBreak ? lockOf(sessionDir, ports) : { state: 'free' as const };
  // Only what stood there when it was looked at: a lock that somebody took since stays.
  if (seen.state !== 'free') breakLock(sessionDir, seen, ports);
  const result = work(ports);
  if (result.refusal === 'locked') sayWhoHolds(sessionDir, ports, output);
  return result;
}

function sayWhoHolds(sessionDir: string, ports: RunPorts, output: Output): void {
  const lock = lockOf(sessionDir, ports);
  if (lock.state !== 'held') return;
  const { host, pid, heartbeatAt } = lock.holder;
  const time = createFormats(output.locale).dayAndTime(heartbeatAt);
  output.remark(say(RUN_WORDS, 'lockedBy', { host: visibleText(host), pid: String(pid), time }));
  output.remark(isHeldHere(lock, ports) ? say(RUN_WORDS, 'holderIsHere', { pid: String(pid) }) : RUN_WORDS.breakLock);
}
