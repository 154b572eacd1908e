/** What was counted of a conversation's copies, as its header says it. */
import type { CopyName } from '../core/transcriptTarget';
import { COPY_WORDS, copyLabel, moreInCopy } from '../core/words/copyWords';
import type { ComparedCopy, CopiesAnswer } from '../io/profile/copyCounts';
import type { FoundCopies } from './transcriptSource';

export function foundCopies({ copies, fullest, isDiverged }: CopiesAnswer, shown: CopyName, locale: string): FoundCopies {
  // What a person took out on purpose is there for whoever looks for it, and is offered to nobody.
  const offered = copies.findIndex(({ against, more, source }) => against === null && (more ?? 0) > 0 && source === fullest);
  const other = copies.findIndex(({ against, more }) => against === null && (more ?? 0) > 0);
  const copy = offered >= 0 ? offered : other;
  const found = copies[copy];
  return {
    names: copies.map(({ source }) => source),
    copies: copies.map((each) => ({
      label: copyLabel(each.source),
      messageCount: each.messageCount,
      isShown: each.source === shown,
      note: noteOn(each, each.source === fullest && !isDiverged, locale),
    })),
    offer: found === undefined ? null : { text: moreInCopy(found.source, found.more ?? 0, locale), copy },
  };
}

function noteOn({ source, more, against }: ComparedCopy, isFullest: boolean, locale: string): string {
  if (against !== null) return COPY_WORDS[`against_${against}`];
  if (isFullest) return COPY_WORDS.isFullest;
  return more === null || more === 0 ? COPY_WORDS.hasNoMore : `${moreInCopy(source, more, locale)}.`;
}
