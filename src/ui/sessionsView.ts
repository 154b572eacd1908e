/** The view "Sessions": the tree, its message, and the context that chooses its welcome content. */
import * as vscode from 'vscode';
import { say } from '../core/words/say';
import { SESSION_WORDS } from '../core/words/sessions';
import type { Profiles } from './profiles';
import type { FindingMarks } from './recovery/findingMarks';
import type { TreeRow } from './sessionNodes';
import { SessionsProvider } from './sessionsProvider';
import { situationOf } from './situation';

export const SESSIONS_VIEW = 'hermesSessions.sessions';

/** Set for the manifest's `when` clauses. */
const SITUATION_KEY = 'hermesSessions.situation';
const HAS_COPIES_KEY = 'hermesSessions.hasCopies';

export interface SessionsView extends vscode.Disposable {
  readonly tree: vscode.TreeView<TreeRow>;
  readonly provider: SessionsProvider;
}

export function registerSessionsView(profiles: Profiles, marks: FindingMarks): SessionsView {
  const provider = new SessionsProvider(profiles, Date.now, marks);
  const tree = vscode.window.createTreeView(SESSIONS_VIEW, { treeDataProvider: provider, showCollapseAll: true, canSelectMany: true });
  const update = (): void => {
    tree.message = messageOf(profiles);
    void vscode.commands.executeCommand('setContext', SITUATION_KEY, situationOf(profiles.known));
    void vscode.commands.executeCommand('setContext', HAS_COPIES_KEY, profiles.known.some((model) => (model.state?.copies.length ?? 0) > 0));
  };
  const load = (): void => {
    profiles.setVisible(tree.visible);
    if (tree.visible) void profiles.readyModels().then(update);
  };
  const disposables = [tree, provider, profiles.onDidChange(update), tree.onDidChangeVisibility(load)];
  load();
  return { tree, provider, dispose: () => void vscode.Disposable.from(...disposables).dispose() };
}

/**
 * Stands above the rows of a profile whose conversations are all hidden. Whatever else there is to say is a row or welcome content,
 * which VS Code shows only in a view without a message.
 */
function messageOf(profiles: Profiles): string {
  const [only, ...others] = profiles.known;
  const overview = others.length > 0 ? null : (only?.overview ?? null);
  if (overview === null || overview.shownCount > 0 || overview.totalCount === 0) return '';
  return say(SESSION_WORDS, 'allHidden', { count: overview.totalCount }, vscode.env.language);
}
