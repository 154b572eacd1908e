/** The view "Recovery": the tree, its badge and message, and the context that chooses its welcome content. */
import * as vscode from 'vscode';
import { RECOVERY_WORDS } from '../../core/words/recoveryView';
import { createFormats } from '../../core/words/format';
import { say } from '../../core/words/say';
import type { Profiles } from '../profiles';
import type { ConversationNames } from './conversationNames';
import type { FoundItem } from './foundItem';
import { auditOf, type RecoveryModel } from './recoveryModel';
import type { RecoveryPlace } from './recoveryPlace';
import { RecoveryProvider, type RecoveryRow } from './recoveryProvider';
import { countRepairable, recoveryMessage, recoverySituation } from './recoverySituation';

export const RECOVERY_VIEW = 'hermesSessions.recovery';

/** Set for the manifest's `when` clauses. */
const SITUATION_KEY = 'hermesSessions.recoverySituation';
const CHECKING_KEY = 'hermesSessions.isChecking';
const IS_CHECKED_KEY = 'hermesSessions.isChecked';
const HAS_FINDINGS_KEY = 'hermesSessions.hasFindings';
const HAS_DISMISSED_KEY = 'hermesSessions.hasDismissed';

/** What is done before a person would wonder is not announced. */
const UNANNOUNCED_MS = 500;

export interface RecoveryView extends vscode.Disposable {
  readonly tree: vscode.TreeView<RecoveryRow>;
  readonly provider: RecoveryProvider;
}

export function registerRecoveryView(model: RecoveryModel, names: ConversationNames, profiles: Profiles): RecoveryView {
  const provider = new RecoveryProvider(model, names);
  const tree = vscode.window.createTreeView(RECOVERY_VIEW, { treeDataProvider: provider, showCollapseAll: false, manageCheckboxStateManually: true });
  const locale = vscode.env.language;
  let homes: number | null = null;
  let announcing: NodeJS.Timeout | undefined;
  let isAnnounced = false;
  let over: (() => void) | null = null;

  const update = (): void => {
    const situation = recoverySituation(model, { homes, hasRows: provider.roots.length > 0 });
    const repairable = countRepairable(model);
    tree.badge = repairable === 0 ? undefined : { value: repairable, tooltip: say(RECOVERY_WORDS, 'badge', { count: repairable }, locale) };
    tree.message = recoveryMessage(model, isAnnounced || situation !== 'checking' ? situation : 'unknown', vscode.workspace.isTrusted, locale);
    tree.description = situation === 'rows' ? checkedAt() : '';
    void vscode.commands.executeCommand('setContext', SITUATION_KEY, situation);
    const found = model.known.flatMap((place) => (auditOf(model.state(place))?.found ?? []).map(({ key }) => model.dismissal(place, key) !== null));
    void vscode.commands.executeCommand('setContext', IS_CHECKED_KEY, model.known.some((place) => auditOf(model.state(place)) !== null));
    void vscode.commands.executeCommand('setContext', HAS_FINDINGS_KEY, found.length > 0);
    void vscode.commands.executeCommand('setContext', HAS_DISMISSED_KEY, found.includes(true));
  };
  const checkedAt = (): string => {
    const times = model.known.map((place) => auditOf(model.state(place))?.auditedAt ?? null).filter((at) => at !== null);
    return times.length === 0 ? '' : say(RECOVERY_WORDS, 'checkedAt', { time: createFormats(locale).time(Math.min(...times)) });
  };
  /** The view's own progress bar, and the command that ends the audit, while one takes longer than a moment. */
  const announce = (): void => {
    if (!model.isAuditing) {
      clearTimeout(announcing);
      announcing = undefined;
      over?.();
      over = null;
      if (isAnnounced) void vscode.commands.executeCommand('setContext', CHECKING_KEY, false);
      isAnnounced = false;
      return;
    }
    announcing ??= setTimeout(() => {
      isAnnounced = true;
      void vscode.commands.executeCommand('setContext', CHECKING_KEY, true);
      void vscode.window.withProgress(
        { location: { viewId: RECOVERY_VIEW }, title: RECOVERY_WORDS.progress },
        () => new Promise<void>((resolve) => (over = resolve)),
      );
      update();
    }, UNANNOUNCED_MS);
  };
  const load = (): void => {
    if (!tree.visible) return;
    model.places();
    homes = profiles.known.length;
    update();
  };

  const disposables = [
    tree,
    provider,
    provider.onDidCompare(update),
    model.onDidChange(announce),
    profiles.onDidChange(() => {
      if (homes === null) return;
      homes = profiles.known.length;
      update();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    tree.onDidChangeVisibility(load),
    tree.onDidChangeCheckboxState(({ items }) => {
      const places = new Map<RecoveryPlace, [FoundItem, boolean][]>();
      for (const [{ node }, state] of items) {
        if (node.kind !== 'finding') continue;
        const changes = places.get(node.place) ?? [];
        places.set(node.place, [...changes, [node.found, state === vscode.TreeItemCheckboxState.Checked]]);
      }
      for (const [place, changes] of places) model.setTicked(place, changes);
    }),
    new vscode.Disposable(() => {
      clearTimeout(announcing);
      over?.();
    }),
  ];
  load();
  return { tree, provider, dispose: () => void vscode.Disposable.from(...disposables).dispose() };
}
