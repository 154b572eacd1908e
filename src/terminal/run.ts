/**
 * Runs one command line and gives its exit code: 0 done, 1 not found or ambiguous, 64 wrong usage, 73 cannot write the
 * file of -o, 74 cannot read, or cannot write the output, 130 ended by the person. An audit gives 0 when all is clean, 1
 * with findings that are safe to repair only, 2 when something needs a decision.
 */
import { CancellationError, Failure, type FailureCode } from '../core/failure';
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { parseCommandLine } from './arguments';
import { auditCommand } from './auditCommand';
import { shownShort } from './columns';
import { list } from './listCommand';
import { describeForTerminal, openProfiles, type OpenProfile } from './openProfiles';
import { OutputError, type Output } from './output';
import type { RecoveryLine } from './recoveryArguments';
import { repairCommand } from './repairCommand';
import { runsCommand } from './runsCommand';
import { show } from './showCommand';
import { completeCommand, undoCommand } from './undoCommand';

export type ExitCode = 0 | 1 | 2 | 64 | 73 | 74 | 130;

const EXIT_CODES: ReadonlyMap<FailureCode, ExitCode> = new Map([
  ['usage', 64],
  ['session_not_found', 1],
  ['copy_missing', 1],
  ['file_exists', 73],
  ['save_failed', 73],
  ['save_protected', 73],
]);

const WRITING: ReadonlySet<string> = new Set(['repair', 'complete', 'undo']);

/** Never throws: what goes wrong becomes one sentence on standard error, never a stack. */
export async function run(args: readonly string[], version: string, output: Output): Promise<ExitCode> {
  let profiles: readonly OpenProfile[] = [];
  let isWriting = false;
  try {
    const line = parseCommandLine(args);
    isWriting = WRITING.has(line.command) && !('isDryRun' in line && line.isDryRun);
    if (line.command === 'help' || line.command === 'version') {
      await output.write(`${line.command === 'help' ? TERMINAL_WORDS.usage : version}\n`);
      return 0;
    }
    if (line.command !== 'list' && line.command !== 'show') return await runRecovery(line, output);
    profiles = await openProfiles(line.where, output);
    if (line.command === 'show') return await show(profiles, line, output);
    await list(profiles, line, output);
    return 0;
  } catch (error) {
    if (error instanceof OutputError) {
      // The reader of a pipe has gone (`| head`): it has what it wanted. Not where it missed what was done to its files.
      if (error.errno === 'EPIPE' && !isWriting) return 0;
      output.remark(say(TERMINAL_WORDS, error.errno === 'EPIPE' ? 'notRead' : 'notWritten', { errno: error.errno }));
      return 74;
    }
    if (error instanceof CancellationError) return 130;
    if (!Failure.is(error)) {
      output.remark(
        say(TERMINAL_WORDS, 'unexpected', {
          message: shownShort(error instanceof Error ? error.message : String(error)),
        }),
      );
      return 74;
    }
    output.remark(describeForTerminal(error, output));
    return EXIT_CODES.get(error.code) ?? 74;
  } finally {
    for (const { reader } of profiles) reader.close();
  }
}

function runRecovery(line: RecoveryLine, output: Output): Promise<ExitCode> {
  switch (line.command) {
    case 'audit':
      return auditCommand(line, output);
    case 'repair':
      return repairCommand(line, output);
    case 'complete':
      return completeCommand(line, output);
    case 'undo':
      return undoCommand(line, output);
    case 'runs':
      return runsCommand(line, output);
  }
}
