/** The view "Sessions": the tree, its message, and the context that chooses its welcome content. */
import * as vscode from 'vscode';
import { describeFailure } from '../core/words/describeFailure';
import { say } from '../core/words/say';
import { SESSION_WORDS } from '../core/words/sessions';
import type { ProfileModel } from './profileModel';
import type { Profiles } from './profiles';
import type { SessionNode } from './sessionNodes';
import { SessionsProvider } from './sessionsProvider';

export const SESSIONS_VIEW = 'hermesSessions.sessions';

/** Which welcome content fits; `rows` when there are rows and none is needed. Read by `when` clauses of the manifest. */
export type ViewSituation = 'loading' | 'rows' | 'noHome' | 'noneYet' | 'unreadable' | 'postgres';

/** Set for the manifest's `when` clauses. */
const SITUATION_KEY = 'hermesSessions.situation';
const HAS_COPIES_KEY = 'hermesSessions.hasCopies';

export interface SessionsView extends vscode.Disposable {
  readonly tree: vscode.TreeView<SessionNode>;
  readonly provider: SessionsProvider;
}

export function registerSessionsView(profiles: Profiles): SessionsView {
  const provider = new SessionsProvider(profiles);
  const tree = vscode.window.createTreeView(SESSIONS_VIEW, { treeDataProvider: provider, showCollapseAll: true });
  const update = (): void => {
    const { situation, message } = describeView(profiles);
    tree.message = message ?? '';
    void vscode.commands.executeCommand('setContext', SITUATION_KEY, situation);
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

interface ViewDescription {
  readonly situation: ViewSituation;
  /** Stands above rows. VS Code shows no welcome content while there is a message: where one is wanted, this is left out. */
  readonly message?: string;
}

/** One profile's situation speaks for the view only when it is the only one: several always have rows of their own. */
function describeView(profiles: Profiles): ViewDescription {
  const [only, ...others] = profiles.known;
  if (only === undefined) return { situation: 'noHome' };
  return others.length > 0 ? { situation: 'rows' } : describeProfile(only);
}

function describeProfile(model: ProfileModel): ViewDescription {
  const { state, overview, location } = model;
  if (state === null || overview === null) return { situation: model.failure === null ? 'loading' : 'rows' };
  if (overview.shownCount > 0) return { situation: 'rows' };
  // The first row counts what is hidden and leads to the choice: it is wanted more than welcome content, which it would end.
  if (overview.totalCount > 0) {
    return { situation: 'rows', message: say(SESSION_WORDS, 'allHidden', { count: overview.totalCount }, vscode.env.language) };
  }
  if (location.backend === 'postgres') return { situation: 'postgres', message: SESSION_WORDS.postgres };
  const { failure } = state.database;
  if (failure !== null && (failure.code !== 'db_missing' || state.copies.length > 0)) {
    return { situation: 'unreadable', message: describeFailure(failure, vscode.env.language) };
  }
  return { situation: state.copies.length > 0 ? 'unreadable' : 'noneYet' };
}
