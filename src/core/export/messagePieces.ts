/** What a message says, piece by piece, before it becomes text, Markdown or HTML. Everything in it is made safe to print. */
import type { Message, MessagePart, ToolCall } from '../message';
import { summarizeCall, type ToolArgument } from '../toolCall';
import { readToolResult } from '../toolResult';
import { shownId, shownShort, visibleText, withoutTerminalSequences } from '../visibleText';
import { EXPORT_WORDS } from '../words/export';
import { placesWords } from '../words/rowWords';
import { say } from '../words/say';
import { SESSION_WORDS } from '../words/sessions';
import { TRANSCRIPT_WORDS } from '../words/transcript';
import type { ExportSegment } from './exportDocument';

export type Piece =
  /** What somebody said; Markdown by custom. */
  | { readonly kind: 'prose'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  /**
   * `gist` and `rest` are what `argumentsText`, the stored JSON, says to a person; `rest` is null when it cannot be
   * read.
   */
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly gist: string;
      readonly rest: readonly ToolArgument[] | null;
      readonly argumentsText: string;
    }
  /** Output of a tool or JSON: to be shown letter by letter. */
  | { readonly kind: 'data'; readonly text: string }
  /** Said by us about the message. */
  | { readonly kind: 'remark'; readonly text: string };

export interface MessagePieces {
  readonly heading: string;
  /** "2026-11-17 14:05:34" in local time; '' when unknown. */
  readonly time: string;
  /** A tool's answer. */
  readonly isResult: boolean;
  /** "exit 2", "failed": how a tool's answer ended when not well; else ''. Part of the heading, too. */
  readonly failure: string;
  readonly pieces: readonly Piece[];
}

export function piecesOf(message: Message): MessagePieces {
  const outcome = message.role === 'tool' ? readToolResult(textOf(message.parts)) : null;
  const said: Piece[] =
    outcome === null
      ? message.parts.map(pieceOf)
      : [
          { kind: 'data', text: clean(outcome.text) },
          ...message.parts.filter((part) => part.kind !== 'text').map(pieceOf),
        ];
  const pieces: Piece[] = [
    { kind: 'reasoning', text: clean(message.reasoning ?? '') },
    ...said,
    ...message.toolCalls.map(pieceOfCall),
    ...remarksOn(message).map((text): Piece => ({ kind: 'remark', text })),
  ];
  const heading = headingOf(message);
  const failure = outcome === null || !outcome.failed ? '' : failureOf(outcome.exitCode);
  return {
    heading: failure === '' ? heading : `${heading} · ${failure}`,
    failure,
    time: message.at === null ? '' : localTime(message.at),
    isResult: outcome !== null,
    pieces: pieces.filter((piece) => piece.kind === 'call' || piece.text.trim() !== ''),
  };
}

/** The prompt that a store keeps beside the messages, as if it were one. */
export function piecesOfPrompt(prompt: { readonly text: string; readonly chars: number }, locale: string): MessagePieces {
  const missing = prompt.chars - prompt.text.length;
  return {
    heading: TRANSCRIPT_WORDS.systemPrompt,
    failure: '',
    time: '',
    isResult: false,
    pieces: [
      { kind: 'data', text: clean(prompt.text) },
      ...(missing <= 0
        ? []
        : [{ kind: 'remark' as const, text: say(EXPORT_WORDS, 'promptCut', { count: missing }, locale) }]),
    ],
  };
}

/** "Segment 2 of 3 · 20261116_111159_8d4d95 · 40 messages · state.db": where one segment of several begins. */
export const segmentWords = (segment: ExportSegment, n: number, total: number, locale: string): string =>
  [
    say(EXPORT_WORDS, 'segment', { n, total }, locale),
    shownId(segment.id),
    say(SESSION_WORDS, 'messages', { count: segment.messageCount }, locale),
    placesWords([segment.place]),
  ].join(' · ');

/** Local time, without regard to language: it stands in files and reports, and sorts. */
export function localTime(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function headingOf(message: Message): string {
  if (message.isCompactionSummary) return TRANSCRIPT_WORDS.summary;
  // Rows that Hermes writes for its own timeline have the role of a person, but are not a person's words.
  if (message.displayKind === 'model_switch') return TRANSCRIPT_WORDS.modelSwitch;
  if (message.displayKind === 'hidden') return TRANSCRIPT_WORDS.hiddenByHermes;
  if (message.displayKind === 'interrupted') return TRANSCRIPT_WORDS.interrupted;
  if (message.displayKind !== null) return shownShort(message.displayKind.replaceAll('_', ' '));
  switch (message.role) {
    case 'user':
      return TRANSCRIPT_WORDS.you;
    case 'assistant':
      return TRANSCRIPT_WORDS.hermes;
    case 'tool':
      return message.toolName === null
        ? EXPORT_WORDS.resultUnnamed
        : say(EXPORT_WORDS, 'result', { name: shownShort(message.toolName) });
    case 'system':
      return TRANSCRIPT_WORDS.systemPrompt;
    case 'session_meta':
      return TRANSCRIPT_WORDS.sessionDetails;
    default:
      return say(TRANSCRIPT_WORDS, 'otherRole', { role: shownShort(message.role) });
  }
}

const failureOf = (exitCode: number | null): string =>
  exitCode === null ? TRANSCRIPT_WORDS.failed : say(TRANSCRIPT_WORDS, 'exit', { code: String(exitCode) });

function pieceOfCall({ name, argumentsText }: ToolCall): Piece {
  const { gist, rest } = summarizeCall(argumentsText);
  return {
    kind: 'call',
    name: shownShort(name),
    // Cleaned once they are decoded: JSON spells control characters out.
    gist: clean(gist),
    rest: rest?.map((argument) => ({ name: shownShort(argument.name), value: clean(argument.value) })) ?? null,
    argumentsText: clean(argumentsText),
  };
}

function pieceOf(part: MessagePart): Piece {
  switch (part.kind) {
    case 'text':
      return { kind: 'prose', text: clean(part.text) };
    case 'image': {
      const words =
        part.origin === 'remote'
          ? say(EXPORT_WORDS, 'pictureRemote', { host: shownShort(part.host) })
          : say(EXPORT_WORDS, 'pictureData', { type: shownShort(part.mediaType) });
      return { kind: 'remark', text: words };
    }
    case 'attachment':
      return { kind: 'remark', text: say(EXPORT_WORDS, 'attachment', { name: shownShort(part.name) }) };
    case 'unknown':
      return { kind: 'data', text: clean(part.json) };
  }
}

/** What the store could not give whole, and how an answer ended when it did not end well. */
function remarksOn(message: Message): string[] {
  const ending = ENDINGS.get(message.role === 'assistant' ? (message.finishReason ?? '') : '');
  return [
    ...(message.state === 'undone' ? [EXPORT_WORDS.wasUndone] : []),
    ...(message.isRecovered ? [message.role === 'user' ? TRANSCRIPT_WORDS.recoveredPrompt : TRANSCRIPT_WORDS.recoveredAnswer] : []),
    ...(message.toolCallsBroken ? [TRANSCRIPT_WORDS.brokenCalls] : []),
    ...(message.hadInvalidUtf8 ? [TRANSCRIPT_WORDS.invalidUtf8] : []),
    ...(ending === undefined ? [] : [ending]),
  ];
}

const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['length', TRANSCRIPT_WORDS.endedLength],
  ['content_filter', TRANSCRIPT_WORDS.endedFiltered],
  ['error', TRANSCRIPT_WORDS.endedError],
  ['agent_error', TRANSCRIPT_WORDS.endedError],
  ['partial', TRANSCRIPT_WORDS.endedStopped],
]);

const textOf = (parts: readonly MessagePart[]): string =>
  parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n');

const clean = (text: string): string => visibleText(withoutTerminalSequences(text));
