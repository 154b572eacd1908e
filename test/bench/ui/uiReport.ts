/** What was measured in the workbench as Markdown, fit for the README. */
import { mebibytes, median, milliseconds } from '../numbers';
import type { EmptyMeasurement, UiMeasurement } from './measureUi';

export interface UiResult {
  readonly messages: number;
  readonly runs: readonly UiMeasurement[];
}

/** `vscode`: the version it was measured in; `empty`: of every run, whatever the conversation's size. */
export function renderUi(vscode: string, results: readonly UiResult[], empty: readonly EmptyMeasurement[]): string {
  const row = (label: string, pick: (run: UiMeasurement) => number, show: (value: number) => string, peer = ''): string =>
    `| ${[label, peer, ...results.map(({ runs }) => show(median(runs.map(pick))))].join(' | ')} |`;
  const ofEmpty = (pick: (run: EmptyMeasurement) => number): number => median(empty.map(pick));
  const count = (value: number): string => Math.round(value).toLocaleString('en-US');
  const task = (ms: number): string => (ms === 0 ? 'under 50' : milliseconds(ms));
  const lines = [
    `Transcripts in VS Code ${vscode}, each run in a workbench of its own: medians of ${results[0]?.runs.length ?? 0} runs. Times in ms.`,
    '',
    `|  | empty webview | ${results.map(({ messages }) => `${count(messages)} messages`).join(' | ')} |`,
    `|---|${'---:|'.repeat(results.length + 1)}`,
    row('click to first content', (run) => run.firstContentMs, milliseconds, milliseconds(ofEmpty((run) => run.firstContentMs))),
    row('rows in the page, at most', (run) => run.rows, count),
    row('DOM nodes, at most', (run) => run.nodes, count),
    row('more heap in the window, MiB', (run) => Math.max(0, run.heapBytes), mebibytes, mebibytes(Math.max(0, ofEmpty((run) => run.heapBytes)))),
    row('find a word in all of it, right after Ctrl+F', (run) => run.findMs[0] ?? NaN, milliseconds),
    row('find another word', (run) => run.findMs[1] ?? NaN, milliseconds),
    row('jump to the middle', (run) => run.jumpMs, milliseconds),
    row('longest task, by wheel', (run) => run.wheel.longestTaskMs, task, task(ofEmpty((run) => run.longestTaskMs))),
    row('the most processor time of a task, by wheel', (run) => run.wheelTaskProcessorMs, milliseconds, milliseconds(ofEmpty((run) => run.taskProcessorMs))),
    row('longest task, by bar', (run) => run.bar.longestTaskMs, task),
    row('longest without a message or its beginning in view, by wheel', (run) => run.wheel.longestBlankMs, milliseconds),
    row('longest without a message or its beginning in view, by bar', (run) => run.bar.longestBlankMs, milliseconds),
    row('longest without a whole message in view, by wheel', (run) => run.wheel.longestUnloadedMs, milliseconds),
    row('longest without a whole message in view, by bar', (run) => run.bar.longestUnloadedMs, milliseconds),
    row('100 messages written, until they are in view', (run) => run.append.shownMs, milliseconds),
    row('longest task of it', (run) => run.append.longestTaskMs, task),
    '',
    '*First content*: from the press of the mouse to the frame in which the first message is drawn. *Find*: from the typed word to the',
    'last of its places counted, in a bar that was opened a moment before; the other word is typed behind it. *By bar*: to 100 places',
    'from the top to the bottom, two frames each. *Beginning*: who speaks and the first words, in one line; the whole message takes its',
    'place. *Rows* and *nodes*: as counted at every tenth turn of the wheel. *Task*: only those of 50 ms and more are told by the browser,',
    'with what they waited for a processor that others had; *processor time* is without that, of any task of the window.',
  ];
  return `${lines.join('\n')}\n`;
}
