/** Composition root of the extension: build, connect, subscribe. No file is touched here; the view's first look does that. */
import * as vscode from 'vscode';
import type { Failure } from './core/failure';
import { describeFailure } from './core/words/describeFailure';
import { SESSION_WORDS } from './core/words/sessions';
import { AuditReader } from './io/auditWorker/auditReader';
import { registerCommands, tell } from './ui/commands';
import { createCopyCommands } from './ui/copyCommands';
import { createOpenFiles } from './ui/openFiles';
import { ProfileTranscripts } from './ui/profileTranscripts';
import { Profiles } from './ui/profiles';
import { AutomaticAudit } from './ui/recovery/automaticAudit';
import { ConversationNames } from './ui/recovery/conversationNames';
import { CopyReading } from './ui/recovery/copyReading';
import { findingActions, proofActions } from './ui/recovery/findingActions';
import { pathOfFinding } from './ui/recovery/findingFile';
import { FindingMarks } from './ui/recovery/findingMarks';
import { FindingPanels } from './ui/recovery/findingPanels';
import { FindingAttention } from './ui/recovery/findingPick';
import { createRecoveryCommands } from './ui/recovery/recoveryCommands';
import { MergePanels } from './ui/recovery/mergePanels';
import { RecoveryModel } from './ui/recovery/recoveryModel';
import { registerRecoveryView } from './ui/recovery/recoveryView';
import { createRepairCommands } from './ui/recovery/repairCommands';
import { repairFindings } from './ui/recovery/repairFindings';
import { registerHistoryView } from './ui/recovery/repairHistory';
import { createRepairs, type Repairs } from './ui/recovery/repairs';
import { reviewChanges } from './ui/recovery/reviewChanges';
import { ReportDocument } from './ui/recovery/reportDocument';
import { createSessionCommands } from './ui/sessionCommands';
import { SessionDocuments } from './ui/sessionDocuments';
import { linkToMessage, SessionLinks } from './ui/sessionLinks';
import { registerSessionsView } from './ui/sessionsView';
import { keyOfCopy } from './ui/transcriptKey';
import { TranscriptPanels } from './ui/transcriptPanel';

let repairs: Repairs | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Hermes Sessions', { log: true });
  const built = (file: string): string => vscode.Uri.joinPath(context.extensionUri, 'dist', file).fsPath;
  const profiles = new Profiles({ workerPath: built('worker.js'), wasmPath: built('sql-wasm.wasm'), log, memento: context.globalState });
  const describe = (failure: Failure): string => describeFailure(failure, vscode.env.language);
  const unexpected = (error: unknown): string => {
    log.error(error instanceof Error ? error : String(error));
    return SESSION_WORDS.unexpected;
  };
  const documents = new SessionDocuments({ model: (key) => profiles.model(key), describe, unexpected });
  const transcripts = new TranscriptPanels({
    extensionUri: context.extensionUri,
    source: (key) => {
      const model = profiles.model(key);
      return model === undefined ? undefined : new ProfileTranscripts(model, vscode.env.language);
    },
    link: (key, messageId) => linkToMessage(key, profiles.model(key.profile), messageId, context.extension.id),
    compare: (profile, one, other, title) => documents.compare(keyOfCopy(profile, one), keyOfCopy(profile, other), title),
    files: createOpenFiles(),
    describe,
    unexpected,
  });
  const auditor = (): AuditReader => new AuditReader({ workerPath: built('auditWorker.js'), wasmPath: built('sql-wasm.wasm') });
  const recovery = new RecoveryModel({ profiles, auditor, memento: context.globalState, log, locale: vscode.env.language });
  const marks = new FindingMarks(recovery);
  const view = registerSessionsView(profiles, marks);
  const names = new ConversationNames(profiles);
  const recoveryView = registerRecoveryView(recovery, names, profiles);
  const audits = new AutomaticAudit({ model: recovery, profiles, unexpected });
  for (const { id, tree } of [{ id: 'sessions', tree: view.tree }, { id: 'recovery', tree: recoveryView.tree }]) {
    audits.setVisible(id, tree.visible);
    context.subscriptions.push(tree.onDidChangeVisibility(({ visible }) => audits.setVisible(id, visible)));
  }
  const paths = { workerPath: built('repairWorker.js'), wasmPath: built('sql-wasm.wasm') };
  repairs = createRepairs({ model: recovery, names, profiles, transcripts, log, ...paths });
  const { tools } = repairs;
  const history = registerHistoryView(recovery, repairs);
  const reading = new CopyReading(profiles, transcripts);
  const report = new ReportDocument(recovery);
  const findings = new FindingPanels({
    extensionUri: context.extensionUri,
    model: recovery,
    names,
    profiles,
    actions: (node, known) => findingActions(node, known, reading),
    proofs: tools.proofs,
    proofActions: (node, proof) => proofActions(node, proof, tools),
    path: pathOfFinding,
    read: (copy, node) => reading.read(copy, node),
    compare: (copy, known, node) => reading.compare(copy, known, node),
    tell: (error) => tell(error, log),
  });
  const merges = new MergePanels({
    extensionUri: context.extensionUri,
    model: recovery,
    names,
    client: tools.client,
    proofs: tools.proofs,
    path: pathOfFinding,
    show: (node) => findings.open(node),
    review: (target) => reviewChanges(target, tools),
    repair: (target) => repairFindings(target, tools),
    tell: (error) => tell(error, log),
  });
  const attention = new FindingAttention(recoveryView, findings);
  const commands = registerCommands(
    {
      ...createSessionCommands({ profiles, view, transcripts, documents, extensionId: context.extension.id, log }),
      ...createCopyCommands(transcripts),
      ...createRecoveryCommands({ model: recovery, names, view: recoveryView, panels: findings, attention, report, reading, merges }),
      ...createRepairCommands(tools, history.tree),
    },
    log,
  );
  const links = new SessionLinks(profiles, transcripts);
  const shown = [profiles, documents, transcripts, links, view, recovery, marks, names, recoveryView, report, findings, merges];
  context.subscriptions.push(log, ...shown, audits, attention, repairs, history, commands);
}

/** VS Code waits for this, a few seconds at most: a repair that is under way ends between two conversations. */
export const deactivate = (): Promise<void> | undefined => repairs?.end();
