/** Messages as text for a terminal or as Markdown. Control characters are made visible: a transcript must not drive a terminal. */
import type { ConversationRow } from '../core/conversation';
import type { Message, MessagePart } from '../core/message';
import { sourceName } from '../core/sources';
import { visibleText, withoutTerminalSequences } from '../core/visibleText';
import { placesWords, rowDescription, rowLabel, type RowTime } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { TRANSCRIPT_WORDS } from '../core/words/transcript';
import type { MessageSource } from '../io/profile/messageReader';

export type Style = 'text' | 'markdown';

export function renderTitle(row: ConversationRow, id: string, source: MessageSource, style: Style, time: RowTime): string {
  const facts = [sourceName(row.source), rowDescription(row, time), placesWords([source.place]), visibleText(id)].join(' · ');
  const older = row.segmentIds.slice(0, row.segmentIds.indexOf(id));
  const continues = older.length === 0 ? '' : `${say(TERMINAL_WORDS, 'headerSegments', { ids: older.map(visibleText).join(', ') })}\n`;
  return style === 'markdown' ? `# ${escapeMarkdown(rowLabel(row))}\n\n${facts}\n\n${continues}` : `${rowLabel(row)}\n${facts}\n${continues}\n`;
}

export function renderMessage(message: Message, style: Style, locale: string): string {
  const name = roleName(message);
  const when = message.at === null ? '' : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(message.at);
  const body = [
    ...(message.reasoning === null ? [] : [`${TERMINAL_WORDS.reasoning}: ${clean(message.reasoning)}`]),
    ...message.parts.map((part) => renderPart(part, message.role === 'tool' ? style : 'text')),
    ...message.toolCalls.map((call) => {
      const title = say(TERMINAL_WORDS, 'calls', { name: visibleText(call.name) });
      return style === 'markdown' ? `${title}\n\n${fenced(clean(call.argumentsText))}` : `${title}  ${clean(call.argumentsText)}`;
    }),
  ].filter((text) => text.trim() !== '');
  const head = style === 'markdown' ? `## ${escapeMarkdown(name)}${when === '' ? '' : ` · ${when}`}\n\n` : `${name}${when === '' ? '' : `  ${when}`}\n`;
  const separator = style === 'markdown' ? '\n\n' : '\n';
  return `${head}${body.join(separator)}\n\n`;
}

function roleName(message: Message): string {
  if (message.role === 'user') return TRANSCRIPT_WORDS.you;
  if (message.role === 'assistant') return TRANSCRIPT_WORDS.hermes;
  if (message.role === 'tool' && message.toolName !== null) return say(TERMINAL_WORDS, 'result', { name: visibleText(message.toolName) });
  return visibleText(message.role);
}

function renderPart(part: MessagePart, style: Style): string {
  switch (part.kind) {
    case 'text':
      return style === 'markdown' ? fenced(clean(part.text)) : clean(part.text);
    case 'image':
      return part.origin === 'remote'
        ? say(TERMINAL_WORDS, 'pictureRemote', { host: visibleText(part.host) })
        : say(TERMINAL_WORDS, 'pictureData', { type: visibleText(part.mediaType) });
    case 'attachment':
      return say(TERMINAL_WORDS, 'attachment', { name: visibleText(part.name) });
    case 'unknown':
      return style === 'markdown' ? fenced(clean(part.json)) : clean(part.json);
  }
}

const clean = (text: string): string => visibleText(withoutTerminalSequences(text));

/** A fence longer than any run of backticks inside. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

const escapeMarkdown = (text: string): string => text.replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&');
