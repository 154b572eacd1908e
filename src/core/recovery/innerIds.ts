import { groupBy } from './groupBy';
import type { FileFact } from './snapshot';

/** Conversation files by the id they say inside, which WebUI's index goes by; by their name where they say none. */
export const filesByInnerId = (live: readonly FileFact[]): ReadonlyMap<string, readonly FileFact[]> =>
  groupBy(
    live.filter(({ content }) => content.state === 'whole'),
    innerIdOf,
  );

const innerIdOf = ({ content, sessionId }: FileFact): string =>
  (content.state === 'whole' ? content.conversation.innerId : null) ?? sessionId;
