/** A tool call as a line: what was asked, how it went, and on the card the arguments and the answer. */
import { iconOf, summarizeCall } from '../core/toolCall';
import type { ShownMessage } from '../core/protocol';
import type { TranscriptCall } from '../core/transcriptMessage';
import type { TranscriptRow } from '../core/transcript';
import { diffCounts } from '../core/diffLines';
import { oneLine, withoutTerminalSequences } from '../core/visibleText';
import { h, type Child } from './dom';
import { renderLine, type LineOptions } from './line';
import { renderOutput } from './longText';
import { renderResultText } from './result';
import { renderParts } from './parts';
import { textKey, type View } from './view';

type ResultRow = Extract<TranscriptRow<ShownMessage>, { kind: 'result' }>;

/** An answer with its call. */
export function renderResult(view: View, row: ResultRow): HTMLElement {
  const { message, call } = row;
  const name = call?.name || message.toolName || view.say('toolCall');
  const [first] = message.parts;
  const exception =
    message.exitCode !== null
      ? view.say('exit', { code: String(message.exitCode) })
      : message.failed
        ? view.say('failed')
        : null;
  const counts = message.form.kind === 'diff' && first?.kind === 'text' ? diffCounts(first.text) : null;
  // Without its call (above what is loaded, or lost) the answer itself says most.
  const gist =
    call !== null
      ? summarizeCall(call.input.text).gist
      : first !== undefined && 'text' in first
        ? oneLine(withoutTerminalSequences(first.text.slice(0, 2_000)), 200)
        : '';
  return renderLine(view, {
    messageId: message.id,
    part: 'result',
    kind: `tool:${name}`,
    icon: iconOf(name),
    name,
    gist,
    gistIsProse: false,
    ...(call === null || row.askedIn === null ? {} : { gistText: textKey.of(row.askedIn, call.input.slot) }),
    ...(exception === null ? {} : { exception, tone: 'error' as const }),
    size: counts === null ? view.formats.size(message.sizeBytes) : `+${counts.added} −${counts.removed}`,
    ...(row.durationMs === null ? {} : { duration: view.formats.duration(row.durationMs) }),
    // What went wrong is what people look for; all else waits to be asked.
    openByDefault: exception !== null,
    body: () => [
      ...(call === null || row.askedIn === null ? [] : renderInput(view, row.askedIn, call)),
      ...(first?.kind === 'text' ? renderResultText(view, message, first, gist) : []),
      ...renderParts(view, message, message.parts.slice(1)),
    ],
  });
}

/** A call whose answer is not there: below what is loaded, or never recorded. */
export function renderOpenCall(
  view: View,
  message: ShownMessage,
  call: TranscriptCall,
  unanswered: boolean,
): HTMLElement {
  const exception: Partial<LineOptions> = unanswered ? { exception: view.say('noAnswer'), tone: 'warning' } : {};
  const name = call.name || view.say('toolCall');
  return renderLine(view, {
    messageId: message.id,
    part: call.input.slot,
    kind: `tool:${name}`,
    icon: unanswered ? 'question' : iconOf(name),
    name,
    gist: summarizeCall(call.input.text).gist,
    gistIsProse: false,
    gistText: textKey.of(message.id, call.input.slot),
    ...exception,
    body: () => renderInput(view, message.id, call),
  });
}

/** What the line does not say of the arguments. Text that is no JSON object is shown as it was stored. */
function renderInput(view: View, messageId: string, call: TranscriptCall): Child[] {
  const { rest } = summarizeCall(call.input.text);
  if (rest === null) {
    return call.input.text.trim() === ''
      ? []
      : [h('p', { class: 'dim small' }, view.say('inputUnreadable')), ...renderOutput(view, messageId, call.input)];
  }
  if (rest.length === 0) return [];
  return [
    h(
      'dl',
      { class: 'arguments', 'data-text': textKey.of(messageId, call.input.slot) },
      ...rest.flatMap(({ name, value }) => [h('dt', {}, name), h('dd', { dir: 'auto' }, value)]),
    ),
  ];
}
