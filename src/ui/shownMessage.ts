/**
 * What the webview is sent of a message, and where its links lead: both from one parse, so that their numbers agree.
 */
import type { Block } from '../core/markdownTree';
import type { ShownMessage } from '../core/protocol';
import type { TextSlot, TranscriptMessage } from '../core/transcriptMessage';
import { parseMarkdown, type MarkdownLink } from '../markdown/markdown';

/** Roles whose text is Markdown. Tool output, system prompts and unknown roles are shown exactly as they are. */
const MARKDOWN_ROLES = new Set(['user', 'assistant']);

export function showMessage(message: TranscriptMessage): ShownMessage {
  return { ...message, markdown: parseTexts(message).markdown };
}

/** The addresses of a message's links, by number. */
export function linksOf(message: TranscriptMessage): readonly MarkdownLink[] {
  return parseTexts(message).links;
}

/** The blocks of code of one text, in document order. */
export function codesOf(message: TranscriptMessage, slot: TextSlot): readonly string[] {
  return codesIn(parseTexts(message).markdown[slot] ?? []);
}

function codesIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'codeBlock':
        return [block.text];
      case 'quote':
        return codesIn(block.content);
      case 'list':
        return block.items.flatMap(codesIn);
      default:
        return [];
    }
  });
}

function parseTexts(message: TranscriptMessage): {
  markdown: Partial<Record<TextSlot, readonly Block[]>>;
  links: MarkdownLink[];
} {
  const links: MarkdownLink[] = [];
  const markdown: Partial<Record<TextSlot, readonly Block[]>> = {};
  if (message.reasoning !== null) markdown.reasoning = parseMarkdown(message.reasoning.text, links);
  if (MARKDOWN_ROLES.has(message.role)) {
    for (const part of message.parts) if (part.kind === 'text') markdown[part.slot] = parseMarkdown(part.text, links);
  }
  return { markdown, links };
}
