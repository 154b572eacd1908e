/** The agent's own transcripts of sessions, as far as an audit may need them. */
import { basename } from 'node:path';
import { isExtra } from '../../core/recovery/fingerprint';
import type { FileConversation } from '../../core/fileConversation';
import type { AgentFact } from '../../core/recovery/snapshot';
import { AgentFilesReader } from '../agentFiles';
import type { DirectoryProblem } from '../conversationCatalogue';
import { decodeConversation } from '../conversationFile';
import type { ReadFiles } from '../files';
import { readStable } from '../stableFile';
import { digestOf, printOf } from './digests';
import { LARGEST_BYTES } from './largestFile';

export interface Transcript extends FileConversation {
  readonly place: 'agentJson' | 'agentJsonl';
}

/** What lies in the directory, from a look at each file's beginning; `problem` when it cannot be listed. */
export function listTranscripts(
  dir: string,
  files: ReadFiles,
): { readonly transcripts: readonly Transcript[]; readonly problem: DirectoryProblem | null } {
  const { conversations, problem } = new AgentFilesReader(dir, files).read();
  return { transcripts: conversations.filter(isTranscript), problem };
}

const isTranscript = (file: FileConversation): file is Transcript =>
  file.place === 'agentJson' || file.place === 'agentJsonl';

/** A torn transcript counts with what stands before the damage: that may still be more than a database has left. */
export function readTranscript(transcript: Pick<Transcript, 'id' | 'path' | 'place'>, files: ReadFiles): AgentFact {
  const { id, path, place } = transcript;
  const reading = readStable(files, path, (file) => {
    if (file.sizeBytes > LARGEST_BYTES) return null;
    const bytes = file.bytes(0, file.sizeBytes);
    return { digest: digestOf(bytes), ...decodeConversation(transcript, bytes) };
  });
  const read = reading.kind === 'read' ? reading.value : null;
  const { messages, problem } = read ?? { messages: [], problem: null };
  // The last message of a torn object may be cut, so that it is no copy of the whole one. A torn line is no message.
  const isCut = problem?.reason === 'torn' && place === 'agentJson';
  const whole = isCut ? messages.slice(0, -1) : messages;
  return {
    sessionId: id,
    name: basename(path),
    path,
    place,
    digest: read?.digest ?? null,
    messageCount: whole.length,
    prints: whole.map((message) => printOf(message)).filter((print) => print !== null),
    extras: whole.filter(isExtra).length,
  };
}
