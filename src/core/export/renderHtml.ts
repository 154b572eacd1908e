/**
 * A conversation as one HTML page that needs nothing else: its style is inside, it has no script, and its policy lets
 * nothing be loaded from anywhere. What was said stands open; tool calls with their results and reasoning are folded.
 */
import type { Message } from '../message';
import { shownShort } from '../visibleText';
import { createFormats, type Formats } from '../words/format';
import { EXPORT_WORDS } from '../words/export';
import { say } from '../words/say';
import { redactedWords } from '../words/secretWords';
import { TRANSCRIPT_WORDS } from '../words/transcript';
import type { ExportDocument } from './exportDocument';
import { exchangesOf, type Exchange } from './exchanges';
import { escapeHtml } from './htmlText';
import { htmlOfMarkdown, type ParseMarkdown } from './htmlMarkdown';
import { HTML_STYLE } from './htmlStyle';
import { piecesOf, piecesOfPrompt, segmentWords, type MessagePieces, type Piece } from './messagePieces';

/** Nothing is loaded but pictures that are part of the page; a script could not run, whatever a message smuggled in. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

export function* renderHtml(document: ExportDocument, parse: ParseMarkdown): Generator<string> {
  const { head, segments, locale } = document;
  const formats = createFormats(locale);
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(head.title)}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<main>
<div class="head">
<h1 dir="auto">${escapeHtml(head.title)}</h1>
${[head.facts.join(' · '), ...head.notes].map((line) => `<p class="facts" dir="auto">${escapeHtml(line)}</p>`).join('\n')}
</div>
`;
  let isEmpty = true;
  for (const [i, segment] of segments.entries()) {
    if (segments.length > 1) yield note(segmentWords(segment, i + 1, segments.length, locale));
    if (segment.systemPrompt !== null) yield article('', folded(piecesOfPrompt(segment.systemPrompt, locale), parse));
    const writer = new MessageWriter(parse, formats);
    for (const exchange of exchangesOf(segment.messages)) {
      isEmpty = false;
      yield writer.write(exchange);
    }
  }
  if (isEmpty) yield note(segments.some(({ messageCount }) => messageCount > 0) ? EXPORT_WORDS.noneChosen : TRANSCRIPT_WORDS.empty);
  if (document.redacted !== null) yield `<footer>${escapeHtml(redactedWords(document.redacted(), locale))}</footer>\n`;
  yield '</main>\n</body>\n</html>\n';
}

/** Writes one exchange after another and remembers who spoke last: a name is said once a turn. */
class MessageWriter {
  private speaking: string | null = null;
  private previous: Message | null = null;

  constructor(
    private readonly parse: ParseMarkdown,
    private readonly formats: Formats,
  ) {}

  write(exchange: Exchange): string {
    const { message } = exchange;
    const before = this.notesBefore(message);
    this.previous = exchange.calls.at(-1)?.result ?? message;
    const pieces = piecesOf(message);
    if (message.isCompactionSummary || message.displayKind !== null || !['user', 'assistant', 'tool'].includes(message.role))
      return before + article('', folded(pieces, this.parse));
    if (message.role === 'tool') return before + article('', this.result(message, pieces));

    const isPrompt = message.role === 'user';
    const isNewTurn = isPrompt || this.speaking !== message.role;
    this.speaking = message.role;
    // Calls are written with their results.
    const said = pieces.pieces.filter((piece) => piece.kind !== 'call').map((piece) => htmlOfPiece(piece, this.parse));
    const calls = exchange.calls.map((call, i) => this.call(call, callPieces(pieces)[i], message));
    const body = [...said, ...calls].join('\n');
    if (body === '' && !isNewTurn) return before;
    const name = isNewTurn ? `${who(pieces, message)}\n` : '';
    return before + article(isPrompt ? 'prompt' : isNewTurn ? 'turn' : '', name + body);
  }

  private call({ result }: Exchange['calls'][number], piece: CallPiece | undefined, asked: Message): string {
    if (piece === undefined) return '';
    const answer = result === null ? null : piecesOf(result);
    const ms = result?.at == null || asked.at === null ? -1 : result.at - asked.at;
    const ends = [
      result === null ? TRANSCRIPT_WORDS.noAnswer : '',
      answer?.failure ?? '',
      result === null ? '' : this.formats.size(result.contentBytes),
      ms >= 0 ? this.formats.duration(ms) : '',
    ];
    return details(
      summary(piece.name, piece.gist, ends, result === null || answer?.failure !== ''),
      [htmlOfArguments(piece), ...(answer?.pieces ?? []).map((each) => htmlOfPiece(each, this.parse))].join('\n'),
    );
  }

  /** A result whose call is not known. */
  private result(message: Message, pieces: MessagePieces): string {
    const ends = [pieces.failure, this.formats.size(message.contentBytes)];
    const heading = message.toolName === null ? EXPORT_WORDS.resultUnnamed : shownShort(message.toolName);
    return details(
      summary(heading, '', ends, pieces.failure !== ''),
      pieces.pieces.map((piece) => htmlOfPiece(piece, this.parse)).join('\n'),
    );
  }

  private notesBefore(message: Message): string {
    const last = this.previous;
    const notes: string[] = [];
    if (last?.state === 'compacted' && message.state === 'live') notes.push(TRANSCRIPT_WORDS.compression);
    if (message.role !== 'tool' && message.at !== null && last?.at != null && message.at - last.at > GAP_MS) {
      const args = { duration: this.formats.duration(message.at - last.at), when: this.formats.full(message.at) };
      notes.push(say(TRANSCRIPT_WORDS, 'gap', args));
    }
    return notes.map(note).join('');
  }
}

const GAP_MS = 60 * 60 * 1000;

type CallPiece = Extract<Piece, { kind: 'call' }>;

const callPieces = (pieces: MessagePieces): CallPiece[] => pieces.pieces.filter((piece) => piece.kind === 'call');

function htmlOfPiece(piece: Piece, parse: ParseMarkdown): string {
  switch (piece.kind) {
    case 'prose':
      return htmlOfMarkdown(piece.text, parse);
    case 'data':
      return `<pre>${escapeHtml(piece.text)}</pre>`;
    case 'reasoning':
      return details(summary(TRANSCRIPT_WORDS.reasoning, '', [], false), htmlOfMarkdown(piece.text, parse));
    case 'call':
      return details(summary(piece.name, piece.gist, [], false), htmlOfArguments(piece));
    case 'remark':
      return `<p class="remark" dir="auto">${escapeHtml(piece.text)}</p>`;
  }
}

/** What the line of the call does not say already. */
function htmlOfArguments({ rest, argumentsText }: CallPiece): string {
  if (rest === null) return argumentsText.trim() === '' ? '' : `<pre>${escapeHtml(argumentsText)}</pre>`;
  const others = rest.map(({ name, value }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('');
  return others === '' ? '' : `<dl>${others}</dl>`;
}

/** Text that is not Markdown: a prompt of the system, a row of Hermes's own timeline, a summary. */
function folded({ heading, time, pieces }: MessagePieces, parse: ParseMarkdown): string {
  const body = pieces.map((piece) =>
    piece.kind === 'prose' ? `<div class="plain" dir="auto">${escapeHtml(piece.text)}</div>` : htmlOfPiece(piece, parse),
  );
  return details(summary(heading, '', [time], false), body.join('\n'));
}

const who = ({ heading, time }: MessagePieces, { at }: Message): string =>
  `<h2 class="who">${escapeHtml(heading)}${
    at === null ? '' : ` <time datetime="${new Date(at).toISOString()}">${escapeHtml(time)}</time>`
  }</h2>`;

const article = (kind: string, inside: string): string =>
  `<article${kind === '' ? '' : ` class="${kind}"`}>${inside}</article>\n`;

const note = (words: string): string => `<article><p class="note">${escapeHtml(words)}</p></article>\n`;

const details = (line: string, inside: string): string => `<details>${line}${inside}</details>`;

function summary(name: string, gist: string, ends: readonly string[], isException: boolean): string {
  const said = ends.filter((end) => end !== '').map(escapeHtml);
  const right = said.length === 0 ? '' : `<span class="ends${isException ? ' error' : ''}">${said.join(' · ')}</span>`;
  const middle = gist === '' ? '' : `<span class="gist">${escapeHtml(gist)}</span>`;
  return `<summary><span class="name">${escapeHtml(name)}</span>${middle}${right}</summary>`;
}
