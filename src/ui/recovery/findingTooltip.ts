/** The tooltip of a finding. Everything in it may come from a conversation and is added as text, never as Markdown. */
import * as vscode from 'vscode';
import { oneLine, visibleText } from '../../core/visibleText';
import { AUDIT_WORDS } from '../../core/words/recovery';
import { doubtWords, findingSentence, RECOVERY_WORDS } from '../../core/words/recoveryView';
import { say } from '../../core/words/say';
import { remedyHere } from '../../core/words/ways';
import { displayPath } from '../settings';
import type { FindingNode } from './recoveryNodes';

const LINE_CHARS = 600;

export function renderFindingTooltip({ found, conversation, place }: FindingNode, locale: string): vscode.MarkdownString {
  const { item } = found;
  const doubt = doubtWords(item);
  const paragraphs = [
    ...(conversation === null ? [] : [conversation.title]),
    item.explanation,
    `${AUDIT_WORDS.remedy}: ${remedyHere(item.remedy)}`,
    ...(doubt === null ? [] : [say(RECOVERY_WORDS, 'notTicked', { reason: doubt })]),
    displayPath(place.sessionDir),
  ];
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown('**').appendText(findingSentence(item, locale)).appendMarkdown('**');
  for (const text of paragraphs) tooltip.appendMarkdown('\n\n').appendText(oneLine(visibleText(text), LINE_CHARS));
  return tooltip;
}
