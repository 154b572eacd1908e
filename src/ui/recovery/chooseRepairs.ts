/** The check boxes of the view "Recovery" as a list to choose from: the view's own cannot be reached by the keyboard. */
import * as vscode from 'vscode';
import { oneLine, visibleText } from '../../core/visibleText';
import { doubtWords, findingDescription, RECOVERY_WORDS } from '../../core/words/recoveryView';
import { displayPath } from '../settings';
import type { ConversationNames } from './conversationNames';
import { auditOf, type RecoveryModel } from './recoveryModel';
import { findingNode } from './recoveryNodes';

const TITLE_CHARS = 120;

export async function chooseRepairs(model: RecoveryModel, names: ConversationNames): Promise<void> {
  const time = { now: Date.now(), locale: vscode.env.language };
  const places = model.places();
  const nodes = places.flatMap((place) =>
    (auditOf(model.state(place))?.found ?? []).map((found) => findingNode(place, found, model, names)).filter(({ shelf }) => shelf === 'safe'),
  );
  if (nodes.length === 0) {
    const isChecked = places.some((place) => auditOf(model.state(place)) !== null);
    await vscode.window.showInformationMessage(isChecked ? RECOVERY_WORDS.nothingSafe : RECOVERY_WORDS.nothingChecked);
    return;
  }
  const items = nodes.map((node) => ({
    label: oneLine(visibleText(node.found.item.title), TITLE_CHARS).replaceAll('$(', '$ ('),
    description: findingDescription(node.found.item, node.conversation, doubtWords(node.found.item), time),
    ...(places.length > 1 && { detail: visibleText(displayPath(node.place.sessionDir)) }),
    picked: node.isTicked,
    node,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    matchOnDescription: true,
    title: RECOVERY_WORDS.chooseRepairs,
    placeHolder: RECOVERY_WORDS.chooseRepairsPlaceholder,
  });
  if (picked === undefined) return;
  for (const place of places) {
    const own = items.filter(({ node }) => node.place === place);
    model.setTicked(place, own.map((item) => [item.node.found, picked.includes(item)] as const));
  }
}
