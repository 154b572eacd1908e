/** Hermes WebUI keeps conversations in memory: what it writes back over a repair of this window is noticed, and said once. */
import * as vscode from 'vscode';
import { canMerge } from '../../core/recovery/mergeOffer';
import type { RepairSummary } from '../../core/recovery/repairSummary';
import { oneLine, shownId, visibleText } from '../../core/visibleText';
import { writtenBackWords } from '../../core/words/repairResult';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import type { FoundItem } from './foundItem';
import { plainMessage } from './plainMessage';
import { auditOf, type RecoveryModel } from './recoveryModel';
import type { RecoveryPlace } from './recoveryPlace';
import type { RepairTarget } from './repairTarget';

const WRITTEN_BACK = 'repair_written_back';
/** This long after a change, and no more often: the quiet audit may be off, or put off by what it costs. */
const SETTLE_MS = 3_000;
const PAUSE_MS = 60_000;

interface Watched {
  readonly place: RecoveryPlace;
  readonly runId: string;
  /** By session id. */
  readonly titles: ReadonlyMap<string, string>;
  /** Sessions of which it was said. */
  readonly told: Set<string>;
}

export interface WrittenBackOptions {
  readonly model: RecoveryModel;
  readonly repairAgain: (target: RepairTarget) => void;
  /** What was decided about two copies is to be decided again. */
  readonly mergeAgain: (place: RecoveryPlace, found: FoundItem) => void;
}

export class WrittenBack implements vscode.Disposable {
  private readonly watched: Watched[] = [];
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly options: WrittenBackOptions) {
    this.disposables = [options.model.onDidChange(() => this.look())];
  }

  /** From now on, for as long as the window is open. */
  watch(place: RecoveryPlace, { runId, conversations }: RepairSummary): void {
    const written = conversations.filter(({ outcome }) => outcome.state === 'applied');
    if (runId === null || written.length === 0) return;
    const titles = new Map(written.map(({ sessionId, title }) => [sessionId, oneLine(visibleText(title ?? ''), 60) || shownId(sessionId)]));
    this.watched.push({ place, runId, titles, told: new Set() });
    this.follow(place, new Set(written.map(({ sessionId }) => `${sessionId}.json`)));
  }

  dispose(): void {
    for (const disposable of this.disposables.splice(0)) disposable.dispose();
  }

  /** Asks for a check when one of the files changes. */
  private follow(place: RecoveryPlace, names: ReadonlySet<string>): void {
    const pattern = new vscode.RelativePattern(vscode.Uri.file(place.sessionDir), '*.json');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    let timer: NodeJS.Timeout | undefined;
    let nextAt = 0;
    const check = (): void => {
      timer = undefined;
      nextAt = Date.now() + PAUSE_MS;
      // Why it failed is part of the place's state, and said in the view.
      void this.options.model.audit(place).catch(() => undefined);
    };
    const changed = ({ path }: vscode.Uri): void => {
      if (!names.has(path.slice(path.lastIndexOf('/') + 1))) return;
      timer ??= setTimeout(check, Math.max(SETTLE_MS, nextAt - Date.now()));
    };
    this.disposables.push(watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed));
    this.disposables.push(new vscode.Disposable(() => clearTimeout(timer)));
  }

  private look(): void {
    for (const watched of this.watched) {
      const { model } = this.options;
      const state = model.state(watched.place);
      if (state.status !== 'report') continue;
      const found = auditOf(state)?.found ?? [];
      const back = found.filter(({ item }) => item.kind === WRITTEN_BACK && item.evidence.run === watched.runId);
      const fresh = back.filter(({ item }) => !watched.told.has(item.session_id));
      if (fresh.length === 0) continue;
      for (const { item } of fresh) watched.told.add(item.session_id);
      this.tell(watched, fresh, found);
    }
  }

  private tell({ place, titles }: Watched, fresh: readonly FoundItem[], found: readonly FoundItem[]): void {
    const ids = new Set(fresh.map(({ item }) => item.session_id));
    const words = writtenBackWords([...ids].map((id) => titles.get(id) ?? ''), Date.now(), vscode.env.language);
    const { repairAgain } = REPAIRING_WORDS;
    void vscode.window.showWarningMessage(plainMessage(words), repairAgain).then((answer) => {
      if (answer === undefined) return;
      // As they are found then: something may have been saved since the notification came.
      const now = auditOf(this.options.model.state(place))?.found ?? found;
      const safe = now.filter(({ item }) => item.category === 'repairable' && ids.has(item.session_id));
      const open = now.find(({ item }) => canMerge(item) && ids.has(item.session_id));
      if (safe.length === 0 && open !== undefined) this.options.mergeAgain(place, open);
      else this.options.repairAgain({ place, found: safe });
    });
  }
}
