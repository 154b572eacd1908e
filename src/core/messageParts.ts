/**
 * Message content of any store as parts. Source: Hermes stores `content` as text, as a list of provider parts (OpenAI
 * chat and responses, Anthropic), as one such part, or null; in text columns lists and objects stand behind the marker
 * NUL + `json:`.
 */
import type { MessagePart, ToolCall } from './message';
import { boundedJson, isRecord, textOf, type JsonRecord } from './jsonValue';
import { imageOf, mediaTypeOfSource } from './imagePart';

export interface ParsedContent {
  readonly parts: readonly MessagePart[];
  /** The text of `thinking` and `reasoning` parts, or null. */
  readonly reasoning: string | null;
  /** Calls that stand among the content (`tool_use`). */
  readonly toolCalls: readonly ToolCall[];
  /** The call that a `tool_result` among the content answers. */
  readonly toolCallId: string | null;
}

const STRUCTURED = '\0json:';
/** Tool results hold content of their own; deeper than this is kept as JSON. */
const DEEPEST_RESULT = 8;

/** Content with thinking and tool calls lifted out into the fields that `Message` has for them. */
export function parseContent(content: unknown): ParsedContent {
  const into = new Collector();
  into.addContent(content, 0);
  return {
    parts: into.parts,
    reasoning: into.reasoning.length === 0 ? null : into.reasoning.join('\n\n'),
    toolCalls: into.toolCalls,
    toolCallId: into.toolCallId,
  };
}

/** Content as parts only, for text without a message around it. Thinking and tool calls among it are left out. */
export function parseParts(content: unknown): readonly MessagePart[] {
  return parseContent(content).parts;
}

class Collector {
  readonly parts: MessagePart[] = [];
  readonly reasoning: string[] = [];
  readonly toolCalls: ToolCall[] = [];
  toolCallId: string | null = null;

  addContent(content: unknown, depth: number): void {
    if (content === null || content === undefined) return;
    if (typeof content === 'string') this.addText(content, depth);
    else if (Array.isArray(content)) for (const part of content as unknown[]) this.addPart(part, depth);
    else this.addPart(content, depth);
  }

  private addText(text: string, depth: number): void {
    if (text.startsWith(STRUCTURED)) {
      const value = parsedOrUndefined(text.slice(STRUCTURED.length));
      // A broken structure is shown as it is stored, without the marker.
      if (typeof value === 'object' && value !== null) this.addContent(value, depth);
      else this.parts.push({ kind: 'text', text: text.slice(1) });
    } else if (text !== '') {
      this.parts.push({ kind: 'text', text });
    }
  }

  private addPart(part: unknown, depth: number): void {
    if (part === null || part === undefined) return;
    if (typeof part === 'string') return this.addText(part, depth);
    if (!isRecord(part)) return this.addUnknown(typeof part, part);
    const type = typeof part.type === 'string' ? part.type : '';
    switch (type) {
      case 'text':
      case 'input_text':
      case 'output_text':
      case 'summary_text':
        return typeof part.text === 'string' ? this.addText(part.text, depth) : this.addUnknown(type, part);
      case 'refusal':
        return typeof part.refusal === 'string' ? this.addText(part.refusal, depth) : this.addUnknown(type, part);
      case 'image_url':
      case 'input_image':
      case 'image':
        this.parts.push(imageOf(part));
        return;
      case 'document':
      case 'file':
      case 'input_file':
      case 'input_audio':
      case 'audio':
      case 'video':
      case 'video_url':
        this.parts.push({ kind: 'attachment', name: attachmentName(part), mediaType: mediaTypeOfSource(part) });
        return;
      case 'thinking':
      case 'reasoning':
        return this.addThinking(type, part);
      case 'redacted_thinking':
        // Encrypted by the provider: there is nothing to show.
        return;
      case 'tool_use':
        this.toolCalls.push({ id: textOf(part.id), name: textOf(part.name), argumentsText: argumentsText(part.input) });
        return;
      case 'tool_result':
        if (depth >= DEEPEST_RESULT) return this.addUnknown(type, part);
        this.toolCallId ??= typeof part.tool_use_id === 'string' ? part.tool_use_id : null;
        return this.addContent(part.content, depth + 1);
      default:
        if (type === '' && typeof part.text === 'string') return this.addText(part.text, depth);
        return this.addUnknown(type, part);
    }
  }

  private addThinking(type: string, part: JsonRecord): void {
    const text = [part.thinking, part.text, part.reasoning, part.content].find((field) => typeof field === 'string');
    if (text === undefined) this.addUnknown(type, part);
    else if (text !== '') this.reasoning.push(text);
  }

  private addUnknown(type: string, value: unknown): void {
    this.parts.push({ kind: 'unknown', type, json: boundedJson(value) });
  }
}

/** A call's arguments as text: Hermes's own JSON text untouched, or the JSON of a structure. */
export function argumentsText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : boundedJson(value);
}

function attachmentName(part: JsonRecord): string {
  const file = isRecord(part.file) ? part.file : {};
  const name = [part.filename, part.file_name, part.name, part.title, file.filename, file.name].find(
    (n) => typeof n === 'string',
  );
  return name ?? '';
}

function parsedOrUndefined(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

/** The words of a message: its text parts, a line apart. */
export function plainText(parts: readonly MessagePart[]): string {
  return parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n');
}

// What Python's str.strip() removes; JavaScript's trim() differs (U+001C..U+001F, U+0085, U+FEFF).
const PYTHON_SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const STRIP = new RegExp(`^${PYTHON_SPACE}|${PYTHON_SPACE}$`, 'g');

/**
 * Hermes's preview of a message: the first 63 characters (code points) with line breaks as spaces, stripped; of these
 * 60 and "..." when more than 60 are left. Hermes takes them with SQL's `substr`, which ends at a NUL.
 */
export function contentPreview(text: string): string {
  const start = /[^\0]/.exec(text)?.index ?? text.length;
  // 63 code points are at most 126 units: enough, and a huge message is never split up.
  const head = (text.slice(start, start + 126).split('\0', 1)[0] ?? '').replace(/[\n\r]/g, ' ');
  const stripped = firstCharacters(head, 63).replace(STRIP, '');
  const taken = firstCharacters(stripped, 60);
  return taken.length < stripped.length ? `${taken}...` : taken;
}

/** Most texts have no pairs of units at their beginning, and are not taken apart. */
function firstCharacters(text: string, count: number): string {
  const cut = text.slice(0, count);
  return /[\ud800-\udfff]/.test(cut) ? [...text].slice(0, count).join('') : cut;
}

/**
 * True for text that a compaction left in place of earlier messages. Source: the prefixes Hermes writes, today's and
 * older.
 */
export function isCompactionText(text: string): boolean {
  return text.startsWith('[CONTEXT COMPACTION') || text.startsWith('[CONTEXT SUMMARY]');
}
