/** Composition root of the extension: build, connect, subscribe. No file is touched here; the view's first look does that. */
import * as vscode from 'vscode';
import { describeFailure } from './core/words/describeFailure';
import { SESSION_WORDS } from './core/words/sessions';
import { registerCommands } from './ui/commands';
import { ProfileTranscripts } from './ui/profileTranscripts';
import { Profiles } from './ui/profiles';
import { createSessionCommands } from './ui/sessionCommands';
import { registerSessionsView } from './ui/sessionsView';
import { TranscriptPanels } from './ui/transcriptPanel';

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Hermes Sessions', { log: true });
  const built = (file: string): string => vscode.Uri.joinPath(context.extensionUri, 'dist', file).fsPath;
  const profiles = new Profiles({ workerPath: built('worker.js'), wasmPath: built('sql-wasm.wasm'), log, memento: context.globalState });
  const transcripts = new TranscriptPanels({
    extensionUri: context.extensionUri,
    source: (key) => {
      const model = profiles.model(key);
      return model === undefined ? undefined : new ProfileTranscripts(model, vscode.env.language);
    },
    describe: (failure) => describeFailure(failure, vscode.env.language),
    unexpected: (error) => {
      log.error(error instanceof Error ? error : String(error));
      return SESSION_WORDS.unexpected;
    },
  });
  const view = registerSessionsView(profiles);
  const commands = registerCommands(createSessionCommands({ profiles, view, transcripts, log }), log);
  context.subscriptions.push(log, profiles, transcripts, view, commands);
}
