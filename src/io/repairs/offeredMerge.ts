/** Two copies of a conversation beside each other, with the first words of what differs: for a person who decides. */
import { join } from 'node:path';
import { parseFileMessage } from '../../core/fileMessage';
import { parseLenientJson } from '../../core/jsonPrefix';
import { isRecord } from '../../core/jsonValue';
import { plainText } from '../../core/messageParts';
import type { Stretch } from '../../core/recovery/alignCopies';
import { conversationIn } from '../../core/recovery/fileSource';
import { keyOfFinding } from '../../core/recovery/findingKey';
import { alignOffered } from '../../core/recovery/mergeOffer';
import type { BesideEntry, FileFact } from '../../core/recovery/snapshot';
import { cutText } from '../../core/visibleText';
import { nodeFiles } from '../files';
import { digestOf } from '../recovery/digests';
import { LARGEST_BYTES } from '../recovery/largestFile';
import { readStable } from '../stableFile';
import { decodeUtf8 } from '../utf8Text';
import type { ReadPlace } from './readPlace';

export interface SeenMessage {
  readonly role: string;
  /** Milliseconds since 1970. */
  readonly at: number | null;
  /** At most `TEXT_CHARS`, and an ellipsis where there is more. */
  readonly text: string;
  /** Names of the tools that it calls. */
  readonly calls: readonly string[];
}

export interface OfferedCopy {
  readonly name: string;
  readonly messageCount: number;
  /** By place in `messages`: those at the beginning of each differing stretch, and both ends of each common one. */
  readonly seen: ReadonlyMap<number, SeenMessage>;
  /** What takes no part in comparisons; see `BesideEntry`. */
  readonly beside: readonly BesideEntry[];
}

export interface OfferedMerge {
  readonly live: OfferedCopy;
  readonly previous: OfferedCopy;
  readonly stretches: readonly Stretch[];
}

export const TEXT_CHARS = 1_500;
/** Entries of one side of a stretch, and of one file, whose words are read. */
export const MOST_OF_STRETCH = 40;
const MOST_OF_FILE = 2_000;

/** Null when there is no such finding any more, or its files are not those that it was about. */
export function offeredMerge({ facts, findings }: Pick<ReadPlace, 'facts' | 'findings'>, key: string): OfferedMerge | null {
  const offer = findings.find((finding) => finding.merge !== null && keyOfFinding(finding) === key)?.merge ?? null;
  if (offer === null) return null;
  const stretches = alignOffered(offer);
  const live = seenIn(facts.sessionDir, offer.live, placesOf(stretches, 'live'));
  const previous = seenIn(facts.sessionDir, offer.other, placesOf(stretches, 'previous'));
  return live === null || previous === null ? null : { live, previous, stretches };
}

function placesOf(stretches: readonly Stretch[], side: 'live' | 'previous'): number[] {
  const places = stretches.flatMap((stretch): number[] => {
    if (stretch.kind === 'common') {
      const [first, last] = [stretch.pairs[0], stretch.pairs.at(-1)];
      return side === 'previous' ? [] : [...new Set([first, last])].flatMap((pair) => (pair === undefined ? [] : [pair.live.start]));
    }
    const entries = stretch[side].flatMap(({ start, end }) => Array.from({ length: Math.min(end - start, MOST_OF_STRETCH) }, (_, i) => start + i));
    return entries.slice(0, MOST_OF_STRETCH);
  });
  return places.slice(0, MOST_OF_FILE);
}

/** Null when the file is not the one that was found. */
function seenIn(dir: string, file: FileFact, places: readonly number[]): OfferedCopy | null {
  const reading = readStable(nodeFiles, join(dir, file.name), (open) => {
    const bytes = open.sizeBytes > LARGEST_BYTES ? null : open.bytes(0, open.sizeBytes);
    return bytes === null || digestOf(bytes) !== file.digest ? null : decodeUtf8(bytes).text;
  });
  const json = reading.kind === 'read' && reading.settled && reading.value !== null ? parseLenientJson(reading.value) : null;
  if (json === null || !isRecord(json.value) || !Array.isArray(json.value.messages)) return null;
  const messages = json.value.messages as readonly unknown[];
  const seen = new Map<number, SeenMessage>();
  for (const place of places) {
    const message = parseFileMessage(messages[place], file.sessionId, place);
    if (message === null) continue;
    const text = plainText(message.parts);
    const cut = cutText(text, TEXT_CHARS);
    seen.set(place, {
      role: message.role,
      at: message.at,
      text: cut.length < text.length ? `${cut}…` : text,
      calls: message.toolCalls.map(({ name }) => name).slice(0, 5),
    });
  }
  const { messageCount = 0, beside = [] } = conversationIn(file) ?? {};
  return { name: file.name, messageCount, seen, beside };
}
