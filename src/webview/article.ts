/** One row of the transcript as an article: the only kind of element the feed holds. */
import type { ShownMessage } from '../core/protocol';
import { wordsOfBlocks } from '../core/markdownWords';
import { countWords, isErrorNote, type TranscriptEnding, type TranscriptNote, type TranscriptRow } from '../core/transcript';
import type { SlotText } from '../core/transcriptMessage';
import { oneLine } from '../core/visibleText';
import { h, icon, type Child } from './dom';
import { renderKin } from './kinNote';
import { renderLine } from './line';
import { renderRest } from './longText';
import { renderBlocks } from './markdownDom';
import { renderParts } from './parts';
import { renderRun, type RunState } from './runLine';
import { renderOpenCall, renderResult } from './toolLine';
import { textKey, type View } from './view';

type Row = TranscriptRow<ShownMessage>;

export interface ArticleOptions {
  readonly total: number;
  /** Shown above the first message: the prompt the session began with. */
  readonly systemPrompt: { readonly text: string; readonly chars: number } | null;
  /** What stands above; null at the beginning. It decides the space between, for neighbours need not be in the page. */
  readonly after: Row['kind'] | null;
  /** The run of tool calls that begins here; null for a row that begins none. */
  readonly run: RunState | null;
  readonly toggleRun: () => void;
  /** It stands below the line of its run. */
  readonly isInRun: boolean;
}

export function renderArticle(view: View, row: Row, options: ArticleOptions): HTMLElement {
  const { message } = row;
  const { run } = options;
  const headId = `speaker-${message.index}`;
  const prompt = message.index === 0 ? options.systemPrompt : null;
  // Notes and the system prompt belong to the article after them, but not to its surface: that is the inner element.
  return h(
    'article',
    {
      class: `row ${row.kind}${row.speaker === null ? '' : ' turn'} after-${options.after ?? 'nothing'}${options.isInRun ? ' in-run' : ''}`,
      tabindex: 0,
      'data-message-id': message.id,
      'aria-posinset': message.index + 1,
      'aria-setsize': options.total,
      ...(row.speaker === null ? { 'aria-label': labelOf(view, row) } : { 'aria-labelledby': headId }),
    },
    prompt === null ? null : renderSystemPrompt(view, message.id, prompt),
    ...row.notes.map((note) => renderNote(view, note)),
    h(
      'div',
      { class: 'surface' },
      row.kind === 'prompt' || row.kind === 'answer' ? renderActions(view, message) : null,
      row.speaker === null ? null : renderHead(view, row, headId),
      run === null ? null : renderRun(view, run, options.toggleRun),
      ...(run?.isOpen === false ? [] : [...renderBody(view, row), ...renderRemarks(view, message)]),
    ),
    ...(row.after ?? []).map((note) => renderNote(view, note)),
  );
}

function labelOf(view: View, row: Row): string {
  if (row.kind === 'prompt') return view.say('you');
  if (row.kind === 'answer' || row.kind === 'result' || row.kind === 'silent') return view.say('hermes');
  return row.kind === 'event' ? eventName(view, row.message) : asideName(view, row.message);
}

function renderHead(view: View, row: Row, id: string): HTMLElement {
  const { message } = row;
  return h(
    'h2',
    { class: 'who', id },
    h('b', {}, view.say(row.speaker === 'you' ? 'you' : 'hermes')),
    message.isRecovered ? h('span', { class: 'dim small', title: view.say(recoveredWord(message)) }, view.say('recovered')) : null,
    h(
      'span',
      { class: 'meta' },
      // Hermes counts what it has no count for as 0, as for answers that only call tools.
      message.tokenCount === null || message.tokenCount === 0 || row.kind !== 'answer'
        ? null
        : h('span', { class: 'wide' }, view.say('tokens', { count: message.tokenCount })),
      message.at === null
        ? null
        : renderTime(view, message.at, row.isNewDay && row.notes.every((note) => note.kind !== 'gap')),
    ),
  );
}

const recoveredWord = ({ role }: ShownMessage): 'recoveredPrompt' | 'recoveredAnswer' => (role === 'user' ? 'recoveredPrompt' : 'recoveredAnswer');

function renderTime(view: View, at: number, withDay: boolean): HTMLElement {
  const { formats } = view;
  return h(
    'time',
    { datetime: new Date(at).toISOString(), title: formats.full(at) },
    withDay ? formats.dayAndTime(at) : formats.time(at),
  );
}

function renderBody(view: View, row: Row): Child[] {
  const { message } = row;
  switch (row.kind) {
    case 'prompt':
      return renderParts(view, message);
    case 'answer':
      return [
        message.reasoning === null ? null : renderReasoning(view, message, message.reasoning),
        ...renderParts(view, message),
        ...row.open.map(({ call, unanswered }) => renderOpenCall(view, message, call, unanswered)),
        row.ending === null ? null : renderEnding(view, row.ending),
      ];
    case 'result':
      return [renderResult(view, row)];
    case 'aside':
      return [
        renderQuiet(
          view,
          message,
          message.role === 'system' || message.role === 'session_meta' ? 'gear' : 'comment',
          asideName(view, message),
        ),
      ];
    case 'event':
      return [renderEvent(view, message)];
    case 'silent':
      return [];
  }
}

function renderReasoning(view: View, message: ShownMessage, reasoning: SlotText): HTMLElement {
  return renderLine(view, {
    messageId: message.id,
    part: 'reasoning',
    kind: 'reasoning',
    icon: 'thinking',
    name: view.say('reasoning'),
    gist: oneLine(wordsOfBlocks(message.markdown.reasoning ?? [], 2000), 200),
    gistIsProse: true,
    size: wordsOf(view, reasoning),
    body: () => [
      h(
        'div',
        { class: 'read quiet', 'data-text': textKey.of(message.id, reasoning.slot) },
        ...renderBlocks(view, message.id, message.markdown.reasoning ?? []),
        ...renderRest(view, message.id, reasoning),
      ),
    ],
  });
}

const wordsOf = (view: View, text: { readonly text: string; readonly chars: number }): string =>
  view.say(text.text.length < text.chars ? 'wordsAtLeast' : 'words', { count: countWords(text.text) });

function renderSystemPrompt(
  view: View,
  messageId: string,
  prompt: { readonly text: string; readonly chars: number },
): HTMLElement {
  const left = prompt.chars - prompt.text.length;
  return renderLine(view, {
    messageId,
    part: 'system',
    kind: 'other',
    icon: 'gear',
    name: view.say('systemPrompt'),
    gist: '',
    gistIsProse: true,
    size: wordsOf(view, prompt),
    body: () => [
      h('div', { class: 'read quiet' }, h('div', { class: 'plain', dir: 'auto' }, prompt.text)),
      left > 0 ? h('p', { class: 'foot' }, view.say('tooLarge', { size: view.formats.size(left) })) : null,
    ],
  });
}

const eventWord = { model_switch: 'modelSwitch', hidden: 'hiddenByHermes', interrupted: 'interrupted' } as const;

function eventName(view: View, message: ShownMessage): string {
  if (message.isCompactionSummary) return view.say('summary');
  const kind = message.displayKind ?? '';
  return Object.hasOwn(eventWord, kind)
    ? view.say(eventWord[kind as keyof typeof eventWord])
    : kind.replaceAll('_', ' ');
}

function renderEvent(view: View, message: ShownMessage): HTMLElement {
  if (isErrorNote(message)) {
    const isInterrupted = message.displayKind === 'interrupted';
    return renderQuiet(view, message, isInterrupted ? 'debug-disconnect' : 'error', eventName(view, message), isInterrupted ? 'warning' : 'error');
  }
  const name = message.isCompactionSummary
    ? 'fold'
    : message.displayKind === 'model_switch'
      ? 'arrow-swap'
      : message.displayKind === 'hidden'
        ? 'eye-closed'
        : 'info';
  // A short text fits on a note; a long one waits behind a line.
  const words = firstText(message);
  if (!message.isCompactionSummary && words !== null && words.text.length < 100 && !words.text.includes('\n')) {
    return h(
      'div',
      { class: 'note' },
      icon(name),
      h('bdi', {}, words.text.trim() === '' ? eventName(view, message) : words.text.trim()),
    );
  }
  return renderQuiet(view, message, name, eventName(view, message));
}

const firstText = (message: ShownMessage): SlotText | null => {
  const [part] = message.parts;
  return message.parts.length === 1 && part?.kind === 'text' ? part : null;
};

function renderQuiet(view: View, message: ShownMessage, iconName: string, name: string, tone?: 'error' | 'warning'): HTMLElement {
  const first = message.parts.find((part) => part.kind === 'text');
  // A summary and an error begin with Hermes's own mark, which the name of the line already says.
  const said = first === undefined ? '' : wordsOfBlocks(message.markdown[first.slot] ?? [], 2000) || first.text.slice(0, 2000);
  return renderLine(view, {
    messageId: message.id,
    part: 'whole',
    kind: 'other',
    icon: iconName,
    name,
    ...(tone === undefined ? {} : { tone }),
    gist: message.role === 'system' ? '' : oneLine(said.replace(HERMES_MARK, ''), 200),
    gistIsProse: true,
    ...(first === undefined ? {} : { size: wordsOf(view, first) }),
    ...(message.parts.length === 0 ? {} : { body: () => renderParts(view, message) }),
  });
}

const HERMES_MARK = /^\s*(?:\[CONTEXT [A-Z ]{1,40}\]|Response interrupted\.)\s*/;

function asideName(view: View, message: ShownMessage): string {
  if (message.role === 'system') return view.say('systemPrompt');
  return message.role === 'session_meta' ? view.say('sessionDetails') : view.say('otherRole', { role: message.role });
}

function renderNote(view: View, note: TranscriptNote): HTMLElement {
  if (note.kind === 'undoneBegins' || note.kind === 'undoneEnds')
    return h('div', { class: 'note' }, icon('discard'), h('span', {}, view.say(note.kind)));
  if (note.kind === 'kin') return renderKin(view, note);
  if (note.kind === 'compression')
    return h('div', { class: 'note' }, icon('fold'), h('span', {}, view.say('compression')));
  const words = view.say('gap', { duration: view.formats.duration(note.ms), when: view.formats.dayAndTime(note.at) });
  return h('div', { class: 'note' }, icon('history'), h('span', {}, words));
}

const endingWord = { length: 'endedLength', filtered: 'endedFiltered', error: 'endedError', stopped: 'endedStopped' } as const;

function renderEnding(view: View, ending: TranscriptEnding): HTMLElement {
  const tone = ending === 'error' ? 'error' : 'warning';
  return h(
    'div',
    { class: `note ${tone}` },
    icon(ending === 'error' ? 'error' : 'debug-disconnect'),
    h('span', {}, view.say(endingWord[ending])),
  );
}

/** What the store could not give whole, said where it is missing. */
function renderRemarks(view: View, message: ShownMessage): HTMLElement[] {
  const remarks = [
    // An answer that came back in parts says so once, at its name.
    message.isRecovered && message.role === 'user' ? view.say('recoveredPrompt') : null,
    message.callsBroken ? view.say('brokenCalls') : null,
    message.omittedPieces > 0 ? view.say('omittedPieces', { count: message.omittedPieces }) : null,
    message.hadInvalidUtf8 ? view.say('invalidUtf8') : null,
  ];
  return remarks.filter((remark) => remark !== null).map((remark) => h('p', { class: 'remark' }, remark));
}

function renderActions(view: View, message: ShownMessage): HTMLElement | null {
  if (!message.parts.some((part) => part.kind === 'text' && part.text.trim() !== '')) return null;
  const button = (type: 'copyMessage' | 'copyLink', name: string): HTMLElement => {
    const label = view.say(type);
    const onclick = (): void => view.host.post({ type, messageId: message.id });
    return h('button', { type: 'button', class: 'tool', title: label, 'aria-label': label, 'data-focus': name, onclick }, icon(name));
  };
  return h('div', { class: 'actions' }, button('copyMessage', 'copy'), button('copyLink', 'link'));
}
