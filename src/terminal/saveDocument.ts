/** Writes what a command made into the file a person named. */
import { createFormats } from '../core/words/format';
import { visibleText } from '../core/visibleText';
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { nodeFiles } from '../io/files';
import { refuseProtected } from '../io/protectedPlaces';
import { saveFile } from '../io/saveFile';
import { absolute, type OpenProfile } from './openProfiles';
import type { Output } from './output';

/** Ctrl+C ends it without a trace. @throws Failure file_exists, save_failed, save_protected; CancellationError */
export async function saveDocument(
  written: string,
  pieces: Iterable<string>,
  profiles: readonly OpenProfile[],
  output: Output,
): Promise<void> {
  const path = absolute(written);
  refuseProtected(
    path,
    profiles.map(({ location }) => location),
    nodeFiles,
  );
  const end = new AbortController();
  const onInterrupt = (): void => end.abort();
  process.once('SIGINT', onInterrupt);
  try {
    const bytes = await saveFile(path, pieces, { signal: end.signal });
    output.remark(say(TERMINAL_WORDS, 'saved', { path: visibleText(path), size: createFormats(output.locale).size(bytes) }));
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}
