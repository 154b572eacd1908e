/** What a filter leaves, as a reader calls it. */
import type { FilterKind, MessageFilter } from '../messageFilter';
import { shownShort } from '../visibleText';
import { listWords } from './listWords';
import { TRANSCRIPT_WORDS, type TranscriptWord } from './transcript';

export const KIND_WORDS: Readonly<Record<FilterKind, TranscriptWord>> = {
  prompts: 'filterPrompts',
  answers: 'filterAnswers',
  tools: 'filterTools',
  reasoning: 'filterReasoning',
  notes: 'filterNotes',
};

/** "prompts, terminal and errors" */
export function filterWords({ kinds, tools, errors }: MessageFilter, locale: string): string {
  const lower = (word: TranscriptWord): string => TRANSCRIPT_WORDS[word].toLocaleLowerCase(locale);
  const said = kinds.filter((kind) => kind !== 'tools' || tools.length === 0).map((kind) => lower(KIND_WORDS[kind]));
  const all = [...said, ...tools.map((name) => shownShort(name) || TRANSCRIPT_WORDS.toolCall)];
  return listWords(errors ? [...all, lower('filterErrors')] : all, locale);
}
