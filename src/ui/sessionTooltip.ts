/** The tooltip of a conversation, made when it is asked for. Everything in it is untrusted and added as text, never as Markdown. */
import * as vscode from 'vscode';
import type { ConversationRow } from '../core/conversation';
import type { SessionDetails } from '../core/sessionDetails';
import { sourceName } from '../core/sources';
import { oneLine, visibleText } from '../core/visibleText';
import { createFormats } from '../core/words/format';
import { placesWords, rowLabel } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { SESSION_WORDS } from '../core/words/sessions';

export function renderTooltip(row: ConversationRow, details: SessionDetails | null, locale: string): vscode.MarkdownString {
  const formats = createFormats(locale);
  const number = (n: number): string => n.toLocaleString(locale);
  const time = (at: number | null): string | null => (at === null ? null : formats.full(at));
  const cost = details?.costUsd == null || details.costUsd === 0 ? null : formats.cost(details.costUsd);
  const input = details?.inputTokens ?? null;
  const output = details?.outputTokens ?? null;
  const lines: readonly (readonly [string, string | null])[] = [
    [SESSION_WORDS.tooltipSource, sourceName(row.source)],
    [SESSION_WORDS.tooltipModel, details?.model ?? null],
    [SESSION_WORDS.tooltipMessages, row.messageCount === null ? null : number(row.messageCount)],
    [SESSION_WORDS.tooltipTools, details?.toolCallCount ? number(details.toolCallCount) : null],
    [SESSION_WORDS.tooltipSegments, row.segmentIds.length > 1 ? number(row.segmentIds.length) : null],
    [SESSION_WORDS.tooltipTokens, input || output ? say(SESSION_WORDS, 'tokensInOut', { input: input ?? 0, output: output ?? 0 }, locale) : null],
    [SESSION_WORDS.tooltipCost, cost !== null && details?.costIsEstimated === true ? say(SESSION_WORDS, 'costEstimated', { cost }) : cost],
    [SESSION_WORDS.tooltipWorkspace, details?.gitRepoRoot ?? details?.cwd ?? null],
    [SESSION_WORDS.tooltipBranch, details?.gitBranch ?? null],
    [SESSION_WORDS.tooltipStarted, time(row.startedAt)],
    [SESSION_WORDS.tooltipActive, time(row.lastActiveAt)],
    [SESSION_WORDS.tooltipEnded, time(details?.endedAt ?? null)],
    [SESSION_WORDS.tooltipWhere, placesWords(row.places)],
    [SESSION_WORDS.tooltipProblem, row.fileProblem],
    [SESSION_WORDS.tooltipId, row.id],
  ];
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown('**').appendText(rowLabel(row)).appendMarkdown('**\n\n');
  for (const [name, value] of lines) {
    if (value === null || value === '') continue;
    tooltip.appendText(`${name}: ${oneLine(visibleText(value), 300)}`).appendMarkdown('  \n');
  }
  return tooltip;
}
