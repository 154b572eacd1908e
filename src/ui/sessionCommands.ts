/** What the commands of the session tree do. */
import * as vscode from 'vscode';
import { HIDDEN_CATEGORIES, type HiddenCategory } from '../core/conversation';
import { Failure } from '../core/failure';
import { rowLabel, segmentTitle } from '../core/words/rowWords';
import { visibleText } from '../core/visibleText';
import { SESSION_WORDS } from '../core/words/sessions';
import { EXPORT_WORDS } from '../core/words/export';
import type { CommandsOf } from './commands';
import { exportConversations, type ExportTarget } from './exportConversations';
import type { Profiles } from './profiles';
import { copyResumeCommand, resumeInTerminal } from './resumeSession';
import { selectedNode } from './selectedRow';
import { rowOf, type SessionNode, type TreeRow } from './sessionNodes';
import { pickSession, type PickedSession } from './sessionPick';
import { linkTo, nameOfProfile } from './sessionLinks';
import type { SessionsView } from './sessionsView';
import { SECTION } from './settings';
import type { SessionDocuments } from './sessionDocuments';
import { targetOfKey, type TranscriptKey } from './transcriptKey';
import type { TranscriptPanels } from './transcriptPanel';

type SessionCommandId = `hermesSessions.${
  | 'refreshSessions'
  | 'chooseShown'
  | 'openSession'
  | 'openTranscript'
  | 'openAsDocument'
  | 'openAsTranscript'
  | 'openCopy'
  | 'copySessionId'
  | 'copyLink'
  | 'copyResumeCommand'
  | 'resumeInTerminal'
  | 'exportConversation'
  | 'chooseHome'
  | 'showMoreRows'
  | 'explainNotice'
  | 'showRecoveryHelp'
  | 'showLog'}`;

export interface SessionCommandsOptions {
  readonly profiles: Profiles;
  readonly view: SessionsView;
  readonly transcripts: TranscriptPanels;
  readonly documents: SessionDocuments;
  /** Of this extension, for links. */
  readonly extensionId: string;
  readonly log: vscode.LogOutputChannel;
}

export function createSessionCommands({
  profiles,
  view,
  transcripts,
  documents,
  extensionId,
  log,
}: SessionCommandsOptions): CommandsOf<SessionCommandId> {
  /** The row of a context menu, which is handed over, or the one a click selected, which is not. */
  const nodeFor = async (row: unknown): Promise<SessionNode | undefined> =>
    isTreeRow(row) ? row.node : selectedNode(view.tree);
  /** The row of a context menu, else the conversation of the transcript in sight, else the selected row. */
  const meant = async (row: unknown): Promise<PickedSession | null> => {
    if (!isTreeRow(row) && transcripts.active !== null) return shownSession(transcripts.active, profiles);
    const node = await nodeFor(row);
    return hasTranscript(node) ? node : null;
  };
  const showRecoveryHelp = (): Thenable<unknown> => vscode.window.showInformationMessage(SESSION_WORDS.hermesCanDo, { modal: true });
  return {
    'hermesSessions.refreshSessions': () => profiles.refresh(),
    'hermesSessions.chooseShown': () => chooseShown(profiles),
    'hermesSessions.openSession': async () => {
      const picked = await pickSession(profiles, transcripts, SESSION_WORDS.openPickTitle);
      if (picked !== undefined) transcripts.open(keyOf(picked), rowLabel(picked.row));
    },
    'hermesSessions.openTranscript': async (row) => {
      const node = await nodeFor(row);
      // An older segment is opened to be read as it was.
      if (hasTranscript(node)) transcripts.open(keyOf(node, node.kind === 'segment' ? 'segment' : 'whole'), titleOf(node));
    },
    'hermesSessions.openAsDocument': async () => {
      const shown = await transcripts.activeView();
      if (shown !== null) await documents.open(shown.key, shown.title, shown.messageId, shown.withUndone);
    },
    'hermesSessions.openAsTranscript': () => {
      const editor = vscode.window.activeTextEditor;
      const line = editor?.visibleRanges[0]?.start.line ?? 0;
      const shown = editor === undefined ? null : documents.messageAt(editor.document.uri, line);
      if (shown !== null) transcripts.open(shown.key, shown.title, shown.messageId);
    },
    'hermesSessions.openCopy': () => openCopy(profiles, view),
    'hermesSessions.copySessionId': async (row) => {
      const node = await nodeFor(row);
      if (!hasTranscript(node)) return;
      await vscode.env.clipboard.writeText(node.row.id);
      vscode.window.setStatusBarMessage(SESSION_WORDS.idCopied, 3_000);
    },
    'hermesSessions.copyLink': async (row) => {
      const picked = await meant(row);
      if (picked === null) return;
      const link = linkTo({ profile: nameOfProfile(picked.model), sessionId: picked.row.id }, extensionId);
      await vscode.env.clipboard.writeText(link.toString());
      vscode.window.setStatusBarMessage(SESSION_WORDS.linkCopied, 3_000);
    },
    'hermesSessions.copyResumeCommand': async (row) => {
      const picked = await meant(row);
      if (picked !== null) await copyResumeCommand(picked.model, picked.row);
    },
    'hermesSessions.resumeInTerminal': async (row) => {
      const picked = await meant(row);
      if (picked !== null) await resumeInTerminal(picked.model, picked.row);
    },
    'hermesSessions.exportConversation': (row, rows) => exportChosen(row, rows, { profiles, view, transcripts }),
    'hermesSessions.chooseHome': () => chooseHome(),
    'hermesSessions.showMoreRows': async () => {
      const [row] = view.tree.selection;
      if (row !== undefined) await view.provider.showMore(row);
    },
    'hermesSessions.explainNotice': async () => {
      const node = await selectedNode(view.tree);
      if (node?.kind !== 'notice') return;
      const answer = await explain(node);
      if (answer === SESSION_WORDS.hermesCanDoButton) await showRecoveryHelp();
      else if (answer === SESSION_WORDS.copyButton) await openCopy(profiles, view);
      else if (answer === SESSION_WORDS.openLog) log.show();
    },
    'hermesSessions.showRecoveryHelp': showRecoveryHelp,
    'hermesSessions.showLog': () => log.show(),
  };
}

type WithTranscript = SessionNode & { kind: 'conversation' | 'child' | 'segment' };

const hasTranscript = (node: SessionNode | undefined): node is WithTranscript =>
  node?.kind === 'conversation' || node?.kind === 'child' || node?.kind === 'segment';

const isTreeRow = (value: unknown): value is TreeRow => typeof value === 'object' && value !== null && 'node' in value;

const keyOf = ({ model, row }: PickedSession, show: TranscriptKey['show'] = 'whole'): TranscriptKey => ({
  profile: model.location.key,
  sessionId: row.id,
  show,
});

const titleOf = (node: WithTranscript): string =>
  node.kind === 'segment' ? segmentTitle(node.row, node.position, node.total, vscode.env.language) : rowLabel(node.row);

/** The whole sentence behind a notice, with what can be done about it. */
function explain({ model, notice }: SessionNode & { kind: 'notice' }): Thenable<string | undefined> {
  const isOfDatabase = notice.name === 'database' || notice.name === 'short' || notice.name.startsWith('damage:');
  const buttons = [
    // First what shows conversations at once.
    ...(isOfDatabase && (model.state?.copies ?? []).some((copy) => copy.openable) ? [SESSION_WORDS.copyButton] : []),
    ...(isOfDatabase ? [SESSION_WORDS.hermesCanDoButton] : []),
    ...(notice.name === 'worker' ? [SESSION_WORDS.openLog] : []),
  ];
  const title = [notice.label, notice.description].filter((words) => words !== '').join(': ');
  const { showWarningMessage, showInformationMessage } = vscode.window;
  const show = notice.icon === 'warning' ? showWarningMessage : showInformationMessage;
  return show(title, { modal: true, detail: notice.sentence }, ...buttons);
}

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

/** What is meant: the rows a menu was opened on, else the transcript in sight, else the selected rows, else a choice. */
async function exportChosen(
  row: unknown,
  rows: unknown,
  { profiles, view, transcripts }: Pick<SessionCommandsOptions, 'profiles' | 'view' | 'transcripts'>,
): Promise<void> {
  const isMenu = exportTargets([row]).length > 0;
  const selected = isMenu && Array.isArray(rows) && rows.includes(row) ? (rows as unknown[]) : [row];
  let targets = exportTargets(isMenu ? selected : []);
  if (targets.length === 0 && transcripts.active !== null) {
    const { active } = transcripts;
    const { sessionId, show } = active;
    const choice = await transcripts.activeChoice();
    const whole = { ...targetOf(await shownSession(active, profiles)), source: choice?.copy ?? targetOfKey(active).source, filter: choice?.filter ?? null };
    targets = [show === 'whole' ? whole : { ...whole, sessionIds: [sessionId] }];
  }
  if (targets.length === 0) targets = exportTargets(view.tree.selection);
  if (targets.length === 0) {
    const picked = await pickSession(profiles, transcripts, EXPORT_WORDS.chooseConversation);
    if (picked === undefined) return;
    targets = [targetOf(picked)];
  }
  await exportConversations(targets, profiles);
}

/** @throws Failure session_not_found */
async function shownSession({ profile, sessionId }: TranscriptKey, profiles: Profiles): Promise<PickedSession> {
  const model = profiles.model(profile);
  await model?.ready();
  const row = (await model?.client.call('row', [sessionId])) ?? null;
  if (model === undefined || row === null) throw new Failure('session_not_found', { id: sessionId });
  return { model, row };
}

/** A whole conversation, or of a segment's row only that. */
const exportTargets = (rows: readonly unknown[]): ExportTarget[] =>
  rows.flatMap((row) => {
    const node = isTreeRow(row) ? row.node : undefined;
    if (!hasTranscript(node)) return [];
    return [node.kind === 'segment' ? { ...targetOf(node), sessionIds: [node.row.id] } : targetOf(node)];
  });

const targetOf = ({ model, row }: PickedSession): ExportTarget => ({
  model,
  row,
  sessionIds: row.segmentIds,
  source: null,
  filter: null,
});

async function openCopy(profiles: Profiles, view: SessionsView): Promise<void> {
  const items = (await profiles.readyModels()).flatMap((model) =>
    (model.state?.copies ?? []).flatMap((copy) => {
      const reader = profiles.copyModel(model, copy);
      if (reader === null) return [];
      const when = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' }).format(copy.madeAt);
      return [{ label: when, description: SESSION_WORDS[`copy_${copy.kind}`], detail: visibleText(copy.path), row: rowOf({ kind: 'copy', model, copy, reader }) }];
    }),
  );
  if (items.length === 0) {
    await vscode.window.showInformationMessage(SESSION_WORDS.copyNone);
    return;
  }
  const picked = await vscode.window.showQuickPick(items, { title: SESSION_WORDS.copyQuickPickTitle });
  if (picked !== undefined) await view.tree.reveal(picked.row, { expand: true, focus: true });
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
