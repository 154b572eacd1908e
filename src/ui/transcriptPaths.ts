/** Paths in the texts of an open transcript. The page names a text and a number in it; which file that is, is found here each time. */
import { CancellationError, Failure } from '../core/failure';
import { pathMentions, type PathMention } from '../core/pathMentions';
import { summarizeCall } from '../core/toolCall';
import type { PathText, TextName } from '../core/protocol';
import type { TextSlot, TranscriptMessage } from '../core/transcriptMessage';
import type { TranscriptTarget } from '../core/transcriptTarget';
import { withoutTerminalSequences } from '../core/visibleText';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import type { ConversationPort } from './conversationPort';
import type { TranscriptSource } from './transcriptSource';

/** Looks for files that one question of the page may cost; what is left is text like any other. */
const MOST_LOOKS = 300;

export class TranscriptPaths {
  constructor(
    private readonly source: TranscriptSource,
    private readonly target: () => TranscriptTarget,
    private readonly port: ConversationPort,
  ) {}

  /** Tells which words of these texts name a file that is there. What cannot be read now stays text like any other. */
  async tell(names: readonly TextName[]): Promise<void> {
    try {
      this.port.post({ type: 'paths', texts: await this.find(names) });
    } catch (error) {
      if (!(error instanceof Failure) && !(error instanceof CancellationError)) throw error;
    }
  }

  private async find(names: readonly TextName[]): Promise<PathText[]> {
    const target = this.target();
    const bases = await this.source.directories(target);
    const messages = new Map<string, TranscriptMessage | null>();
    const texts: PathText[] = [];
    let looks = 0;
    for (const { messageId, slot } of names) {
      if (!messages.has(messageId)) messages.set(messageId, await this.source.message(target, messageId));
      const message = messages.get(messageId) ?? null;
      const mentions = message === null ? [] : mentionsIn(message, slot).slice(0, Math.max(0, MOST_LOOKS - looks));
      looks += mentions.length;
      const found = await Promise.all(mentions.map((mention) => this.port.files.find(mention.path, bases)));
      const paths = mentions.flatMap((mention, number) => {
        const file = found[number];
        return file == null ? [] : [{ number, words: mention.words, title: titleOf(this.port.files.label(file), mention) }];
      });
      texts.push({ messageId, slot, paths });
    }
    return texts;
  }

  async open({ messageId, slot }: TextName, number: number): Promise<void> {
    const target = this.target();
    const message = await this.source.message(target, messageId);
    const mention = message === null ? undefined : mentionsIn(message, slot)[number];
    if (mention === undefined) return;
    // Looked for again: what was told may be long ago, and nothing is opened that would not be told.
    const file = await this.port.files.find(mention.path, await this.source.directories(target));
    if (file === null) this.port.say(TRANSCRIPT_WORDS.fileGone);
    else await this.port.files.open(file, mention.line, mention.column);
  }
}

const titleOf = (label: string, { line, column }: PathMention): string =>
  [label, line, column].filter((part) => part !== null).join(':');

/** The paths that a text names, in order: what is a mention's number with every reading. */
function mentionsIn(message: TranscriptMessage, slot: TextSlot): readonly PathMention[] {
  return pathMentions(shownText(message, slot));
}

/** A text as it is shown: of a call the line and the arguments. */
function shownText(message: TranscriptMessage, slot: TextSlot): string {
  if (slot === 'reasoning') return message.reasoning?.text ?? '';
  const call = message.calls.find(({ input }) => input.slot === slot);
  if (call !== undefined) {
    const { gist, rest } = summarizeCall(call.input.text);
    return [gist, ...(rest ?? []).map(({ value }) => value)].join('\n');
  }
  const part = message.parts.find((each) => 'slot' in each && each.slot === slot);
  const text = part !== undefined && 'text' in part ? part.text : '';
  return message.role === 'tool' ? withoutTerminalSequences(text) : text;
}
