/** What the commands of the session tree do. */
import * as vscode from 'vscode';
import { HIDDEN_CATEGORIES, type ConversationRow, type HiddenCategory } from '../core/conversation';
import { rowDescription, rowLabel } from '../core/words/rowWords';
import { sourceIcon } from '../core/sources';
import { visibleText } from '../core/visibleText';
import { SESSION_WORDS } from '../core/words/sessions';
import type { CommandTable } from './commands';
import type { ProfileModel } from './profileModel';
import type { Profiles } from './profiles';
import type { SessionNode } from './sessionNodes';
import type { SessionsView } from './sessionsView';
import { SECTION } from './settings';
import type { TranscriptPanels } from './transcriptPanel';

export interface SessionCommandsOptions {
  readonly profiles: Profiles;
  readonly view: SessionsView;
  readonly transcripts: TranscriptPanels;
  readonly log: vscode.LogOutputChannel;
}

/** Sessions offered by the quick pick: more would not be read by anyone, and typing narrows what was asked for. */
const PICK_ROWS = 500;

export function createSessionCommands({ profiles, view, transcripts, log }: SessionCommandsOptions): CommandTable {
  return {
    'hermesSessions.refreshSessions': () => profiles.refresh(),
    'hermesSessions.chooseShown': () => chooseShown(profiles),
    'hermesSessions.openSession': () => openSession(profiles, transcripts),
    'hermesSessions.openTranscript': (target) => {
      const found = parseTarget(target) ?? targetOfNode(target);
      if (found !== null) transcripts.open({ profile: found.profile, sessionId: found.sessionId }, found.title);
    },
    'hermesSessions.openCopy': () => openCopy(profiles, view),
    'hermesSessions.copySessionId': async (node) => {
      const found = targetOfNode(node) ?? targetOfNode(view.tree.selection[0]);
      if (found === null) return;
      await vscode.env.clipboard.writeText(found.sessionId);
      vscode.window.setStatusBarMessage(SESSION_WORDS.idCopied, 3_000);
    },
    'hermesSessions.chooseHome': () => chooseHome(),
    'hermesSessions.showMoreRows': (node) => view.provider.showMore(node as SessionNode),
    'hermesSessions.showRecoveryHelp': () => vscode.window.showInformationMessage(SESSION_WORDS.hermesCanDo, { modal: true }),
    'hermesSessions.showLog': () => log.show(),
  };
}

interface Target {
  readonly profile: string;
  readonly sessionId: string;
  readonly title: string;
}

/** The argument a tree row's own command carries. */
function parseTarget(value: unknown): Target | null {
  if (typeof value !== 'object' || value === null) return null;
  const { profile, sessionId, title } = value as Record<string, unknown>;
  return typeof profile === 'string' && typeof sessionId === 'string' && typeof title === 'string' ? { profile, sessionId, title } : null;
}

/** What a context menu hands over: the node itself. */
function targetOfNode(value: unknown): Target | null {
  const node = value as SessionNode | undefined;
  if (node?.kind !== 'conversation' && node?.kind !== 'child' && node?.kind !== 'segment') return null;
  return targetOf(node.model, node.row);
}

const targetOf = (model: ProfileModel, row: ConversationRow): Target => ({
  profile: model.location.key,
  sessionId: row.id,
  title: rowLabel(row),
});

async function chooseShown(profiles: Profiles): Promise<void> {
  const models = await profiles.readyModels();
  const shown = new Set(profiles.shown());
  const counts = new Map<HiddenCategory, number>();
  for (const model of models) {
    const overview = await model.client.call('overview', [[], Date.now()]);
    for (const category of HIDDEN_CATEGORIES) counts.set(category, (counts.get(category) ?? 0) + (overview.notShown[category] ?? 0));
  }
  const items = HIDDEN_CATEGORIES.map((category) => {
    const count = counts.get(category) ?? 0;
    const description = count === 0 ? SESSION_WORDS.chooseNone : count.toLocaleString(vscode.env.language);
    return { label: SESSION_WORDS[`choose_${category}`], description, picked: shown.has(category), category };
  });
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: SESSION_WORDS.chooseTitle,
    placeHolder: SESSION_WORDS.choosePlaceholder,
  });
  if (picked !== undefined) await profiles.setShown(picked.map((item) => item.category));
}

async function openSession(profiles: Profiles, transcripts: TranscriptPanels): Promise<void> {
  const models = await profiles.readyModels();
  const time = { now: Date.now(), locale: vscode.env.language };
  const items: (vscode.QuickPickItem & { target: Target })[] = [];
  for (const model of models) {
    for (const group of model.overview?.groups ?? []) {
      if (items.length >= PICK_ROWS) break;
      const rows = await model.client.call('rows', [profiles.shown(), time.now, group.key, 0, PICK_ROWS - items.length]);
      for (const row of rows) {
        items.push({
          label: rowLabel(row),
          description: rowDescription(row, time),
          iconPath: new vscode.ThemeIcon(sourceIcon(row.source)),
          ...(models.length > 1 && { detail: visibleText(model.location.profile) }),
          target: targetOf(model, row),
        });
      }
    }
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: SESSION_WORDS.openPickTitle,
    placeHolder: SESSION_WORDS.openPickPlaceholder,
    matchOnDescription: true,
  });
  if (picked !== undefined) transcripts.open({ profile: picked.target.profile, sessionId: picked.target.sessionId }, picked.target.title);
}

async function openCopy(profiles: Profiles, view: SessionsView): Promise<void> {
  const items = (await profiles.readyModels()).flatMap((model) =>
    (model.state?.copies ?? []).flatMap((copy) => {
      const reader = profiles.copyModel(model, copy);
      if (reader === null) return [];
      const when = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' }).format(copy.madeAt);
      return [{ label: when, description: SESSION_WORDS[`copy_${copy.kind}`], detail: visibleText(copy.path), node: { kind: 'copy', model, copy, reader } as const }];
    }),
  );
  if (items.length === 0) {
    await vscode.window.showInformationMessage(SESSION_WORDS.copyNone);
    return;
  }
  const picked = await vscode.window.showQuickPick(items, { title: SESSION_WORDS.copyQuickPickTitle });
  if (picked !== undefined) await view.tree.reveal(picked.node, { expand: true, focus: true });
}

async function chooseHome(): Promise<void> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    title: SESSION_WORDS.chooseHomeTitle,
    openLabel: SESSION_WORDS.chooseHomeButton,
  });
  const [folder] = picked ?? [];
  if (folder !== undefined) await vscode.workspace.getConfiguration(SECTION).update('home', folder.fsPath, vscode.ConfigurationTarget.Global);
}
