/** One profile as the views see it: its worker, its newest state, and when that changed. */
import * as vscode from 'vscode';
import type { HiddenCategory } from '../core/conversation';
import { CancellationError, Failure } from '../core/failure';
import type { TreeOverview } from '../core/sessionTree';
import { basename, dirname } from 'node:path';
import type { ProfileLocation } from '../io/hermesHome';
import type { ProfileState } from '../io/profile/profileReader';
import { ProfileClient } from '../io/worker/client';
import type { Log } from './log';

export interface ProfileModelOptions {
  readonly location: ProfileLocation;
  readonly sessionDirProfiles: readonly string[];
  readonly workerPath: string;
  readonly wasmPath: string;
  readonly log: Log;
  /** Categories the person chose to see; asked anew for each overview. */
  readonly shown: () => readonly HiddenCategory[];
}

/** Watchers fire in bursts; Hermes commits several times for one message. */
const SETTLE_MS = 150;
/** Watchers lie on some systems: while somebody looks, the files themselves are looked at this often. */
const LOOK_MS = 2_000;
const MINUTE_MS = 60_000;
/** A reading of everything may take at most this part of the time, however fast the database changes. */
const FULL_READING_SHARE = 1 / 20;
const FULL_READING_PAUSE_MS = 5_000;

export class ProfileModel implements vscode.Disposable {
  readonly client: ProfileClient;
  readonly location: ProfileLocation;
  private readonly changed = new vscode.EventEmitter<void>();
  /** State or overview changed. */
  readonly onDidChange = this.changed.event;
  private readonly disposables: vscode.Disposable[] = [this.changed];
  private currentState: ProfileState | null = null;
  private currentOverview: TreeOverview | null = null;
  private problem: Failure | null = null;
  private looking: Promise<void> | null = null;
  private again = false;
  private first: Promise<void> | null = null;
  private settleTimer: NodeJS.Timeout | undefined;
  private lookTimer: NodeJS.Timeout | undefined;
  private minuteTimer: NodeJS.Timeout | undefined;
  private fullTimer: NodeJS.Timeout | undefined;
  private pauseUntil = 0;
  private generation = 0;
  private visible = false;
  private followers = 0;
  private disposed = false;

  constructor(private readonly options: ProfileModelOptions) {
    const { location, sessionDirProfiles, workerPath, wasmPath } = options;
    this.location = location;
    this.client = new ProfileClient({ location, sessionDirProfiles, workerPath, wasmPath });
    this.disposables.push(new vscode.Disposable(() => this.client.dispose()));
  }

  get state(): ProfileState | null {
    return this.currentState;
  }

  get overview(): TreeOverview | null {
    return this.currentOverview;
  }

  /** Why the last look failed altogether (the worker died); reading problems of the database are part of `state`. */
  get failure(): Failure | null {
    return this.problem;
  }

  /** Resolves when something can be shown: the newest sessions, or why not. Everything else follows by itself. */
  ready(): Promise<void> {
    this.first ??= this.look().then(() => {
      if (this.disposed) return;
      this.watch();
      this.updateTimers();
      void this.readAll();
    });
    return this.first;
  }

  /** Looks now, and reads everything anew. */
  async refresh(): Promise<void> {
    await this.ready();
    await this.look();
    await this.readAll();
  }

  /** Whether the view that lists this profile is on the screen. */
  setVisible(visible: boolean): void {
    this.visible = visible;
    this.updateTimers();
  }

  /** As `onDidChange`, for somebody who shows a part of this profile: while they listen, it is looked at. */
  readonly follow: vscode.Event<void> = (listener, thisArgs, disposables) => {
    this.followers += 1;
    this.updateTimers();
    const listening = this.changed.event(listener, thisArgs);
    const following = new vscode.Disposable(() => {
      listening.dispose();
      this.followers -= 1;
      this.updateTimers();
    });
    disposables?.push(following);
    return following;
  };

  /** The filter changed, or the time did: rows say how long ago they were active, and days end. */
  async recount(): Promise<void> {
    if (this.currentState === null) return;
    await this.guarded(async () => {
      this.currentOverview = await this.client.call('overview', [this.options.shown(), Date.now()]);
    });
    this.changed.fire();
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.settleTimer);
    clearInterval(this.lookTimer);
    clearInterval(this.minuteTimer);
    clearTimeout(this.fullTimer);
    for (const disposable of this.disposables.splice(0)) disposable.dispose();
  }

  /** One look at a time; what arrives meanwhile is one more look, not a queue of them. */
  private look(): Promise<void> {
    if (this.looking !== null) {
      this.again = true;
      return this.looking;
    }
    this.looking = this.read('recent').finally(() => {
      this.looking = null;
      if (!this.again) return;
      this.again = false;
      this.settle();
    });
    return this.looking;
  }

  private async readAll(): Promise<void> {
    const startedAt = Date.now();
    await this.read('full');
    const tookMs = Date.now() - startedAt;
    this.pauseUntil = Date.now() + Math.max(FULL_READING_PAUSE_MS, tookMs / FULL_READING_SHARE);
  }

  private async read(depth: 'recent' | 'full'): Promise<void> {
    await this.guarded(async () => {
      const before = this.currentState;
      // A reader that was started anew knows nothing; a quick look by it would make everything older disappear for a while.
      const needed = before !== null && !this.client.isRunning ? 'full' : depth;
      const state = await this.client.call('refresh', [needed], { priority: depth === 'full' ? 'background' : 'visible' });
      const same = before !== null && this.generation === this.client.generation && isSameState(before, state);
      const { generation } = this.client;
      const overview = same ? this.currentOverview : await this.client.call('overview', [this.options.shown(), Date.now()]);
      // Together: rows drawn meanwhile would be counted by an overview that the state calls complete, and is not.
      this.currentState = state;
      this.currentOverview = overview;
      this.generation = generation;
      this.problem = null;
      if (same) return;
      this.changed.fire();
      // A quick look sees what is new; what was deleted or renamed far down needs a reading of everything, now and then.
      if (depth === 'recent' && before !== null) this.scheduleFull();
    });
  }

  private scheduleFull(): void {
    if (this.fullTimer !== undefined) return;
    this.fullTimer = setTimeout(() => {
      this.fullTimer = undefined;
      void this.readAll();
    }, Math.max(FULL_READING_PAUSE_MS, this.pauseUntil - Date.now()));
  }

  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof CancellationError) return;
      if (!(error instanceof Failure)) this.options.log.error(error instanceof Error ? error : new Error(String(error)));
      this.problem = error instanceof Failure ? error : new Failure('worker_lost', {}, error);
      this.changed.fire();
    }
  }

  /** Not put off by what arrives meanwhile: under a writer that never pauses it would never come. */
  private settle(): void {
    // Nobody looks: the worker may rest, and the first look of whoever comes finds what happened.
    if (!this.isWatched) return;
    this.settleTimer ??= setTimeout(() => {
      this.settleTimer = undefined;
      void this.look();
    }, SETTLE_MS);
  }

  private get isWatched(): boolean {
    return this.visible || this.followers > 0;
  }

  private updateTimers(): void {
    const needed = this.isWatched && this.first !== null && !this.disposed;
    if (needed === (this.lookTimer !== undefined)) return;
    clearInterval(this.lookTimer);
    clearInterval(this.minuteTimer);
    this.lookTimer = this.minuteTimer = undefined;
    if (!needed) return;
    void this.look();
    this.lookTimer = setInterval(() => void this.look(), LOOK_MS);
    this.minuteTimer = setInterval(() => void this.recount(), MINUTE_MS);
  }

  private watch(): void {
    const { stateDbPath, sessionDirPath, agentSessionsPath } = this.location;
    const patterns = [new vscode.RelativePattern(vscode.Uri.file(dirname(stateDbPath)), `${basename(stateDbPath)}*`)];
    if (sessionDirPath !== null) patterns.push(new vscode.RelativePattern(vscode.Uri.file(sessionDirPath), '*'));
    if (agentSessionsPath !== null) patterns.push(new vscode.RelativePattern(vscode.Uri.file(agentSessionsPath), '*'));
    for (const pattern of patterns) {
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      const settle = (): void => this.settle();
      this.disposables.push(watcher, watcher.onDidChange(settle), watcher.onDidCreate(settle), watcher.onDidDelete(settle));
    }
  }
}

const isSameState = (a: ProfileState, b: ProfileState): boolean =>
  a.revision === b.revision && a.complete === b.complete && a.database.status === b.database.status;
