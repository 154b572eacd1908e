/** Everything that repairs: the thread, its plans and documents, and what the commands share. Nothing is started before it is asked. */
import * as vscode from 'vscode';
import { RepairClient } from '../../io/repairWorker/client';
import type { Log } from '../log';
import { longWork } from '../longWork';
import type { Profiles } from '../profiles';
import type { TranscriptPanels } from '../transcriptPanel';
import type { ConversationNames } from './conversationNames';
import { Planning } from './planning';
import { Proofs } from './proofs';
import type { RecoveryModel } from './recoveryModel';
import type { FindingNode } from './recoveryNodes';
import type { RecoveryPlace } from './recoveryPlace';
import { RepairDocuments } from './repairDocuments';
import type { RepairTools } from './repairTools';
import { Stoppable } from './stoppable';
import { inView } from './whileWriting';
import { WrittenBack } from './writtenBack';

/** Set for the manifest's `when` clauses. */
const TICKED_KEY = 'hermesSessions.hasTicked';

export interface RepairsOptions {
  readonly model: RecoveryModel;
  readonly names: ConversationNames;
  readonly profiles: Profiles;
  readonly transcripts: TranscriptPanels;
  readonly log: Log;
  readonly workerPath: string;
  readonly wasmPath: string;
}

export interface Repairs extends vscode.Disposable {
  readonly tools: RepairTools;
  /** Runs came to a place. */
  readonly onDidChange: vscode.Event<RecoveryPlace>;
  /** Lets a repair that is under way come to the end of its conversation. */
  readonly end: () => Promise<void>;
}

export function createRepairs({ model, names, profiles, transcripts, log, ...paths }: RepairsOptions): Repairs {
  const client = new RepairClient(paths);
  const documents = new RepairDocuments(client);
  const changed = new vscode.EventEmitter<RecoveryPlace>();
  const stoppable = new Stoppable();
  const proofs = new Proofs();
  const writtenBack = new WrittenBack({
    model,
    repairAgain: (target) => void vscode.commands.executeCommand('hermesSessions.repairFinding', target),
    mergeAgain: (place, found) => {
      const node: FindingNode = { kind: 'finding', place, found, shelf: 'review', conversation: null, isTicked: false, dismissal: null };
      void vscode.commands.executeCommand('hermesSessions.mergeCopies', { node });
    },
  });
  const tools: RepairTools = {
    ...{ model, client, documents, log, stoppable, proofs },
    planning: new Planning(client),
    changed: (place) => changed.fire(place),
    titleOf: (place, sessionId) => names.get(place, sessionId)?.title ?? null,
    repaired: (place, summary) => writtenBack.watch(place, summary),
    wait: (title, work) => inView(() => longWork(title, (_report, signal) => work(signal), stoppable.announce)),
    read: async (place, sessionId, show, title) => {
      const models = place.profiles.flatMap(({ key }) => profiles.model(key) ?? []);
      // A file that a repair made is not in any list yet.
      await Promise.all(models.map((model) => model.refresh()));
      const rows = await Promise.all(models.map((model) => model.client.call('row', [sessionId])));
      const owner = models.find((_, i) => rows[i] != null) ?? models[0];
      transcripts.open({ profile: owner?.location.key ?? '', sessionId, show }, title);
    },
  };
  let hadTicked = false;
  const tell = (): void => {
    const hasTicked = model.known.some((place) => model.ticked(place).length > 0);
    if (hasTicked === hadTicked) return;
    hadTicked = hasTicked;
    void vscode.commands.executeCommand('setContext', TICKED_KEY, hasTicked);
  };
  const disposables = [documents, changed, proofs, writtenBack, model.onDidChange(tell)];
  return {
    tools,
    onDidChange: changed.event,
    end: () => client.dispose(),
    dispose: () => void vscode.Disposable.from(...disposables).dispose(),
  };
}
