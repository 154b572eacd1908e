/** Which messages go along with those that are named. */
import type { MessageText } from './messageText';

/**
 * The places of `named` messages and of what belongs to them: a plan names what people and models said, and the tools'
 * answers and notes behind each of it go with it. A tool's answer right before the first of them goes along, too, when
 * its call is waiting for it in `answered`'s conversation.
 *
 * @param answered the calls that have an answer already; asked only when it matters
 */
export function withFollowers(
  messages: readonly MessageText[],
  named: ReadonlySet<number>,
  answered: () => ReadonlySet<string>,
): number[] {
  const first = Math.min(...named);
  const places: number[] = [];
  let follows = false;
  let lastSaid = -1;
  messages.forEach(({ print }, place) => {
    if (print !== null && place < first) lastSaid = place;
  });
  messages.forEach(({ print, role, toolCallId }, place) => {
    if (print !== null) follows = named.has(place);
    const isMissingAnswer =
      role === 'tool' && place > lastSaid && place < first && toolCallId !== '' && !answered().has(toolCallId);
    if (print === null ? follows || isMissingAnswer : follows) places.push(place);
  });
  return places;
}
