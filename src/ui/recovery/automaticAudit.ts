/**
 * The quiet audit: once when a home comes into sight, and again when its session directory changed. It only reads, never
 * two at a time, and takes at most a twentieth of the time, however busy the directory is.
 */
import * as vscode from 'vscode';
import { CancellationError, Failure } from '../../core/failure';
import type { Profiles } from '../profiles';
import { SECTION } from '../settings';
import type { RecoveryModel } from './recoveryModel';
import type { RecoveryPlace } from './recoveryPlace';

/** A save comes in several steps, and an answer in many. */
const SETTLE_MS = 3_000;
const AUDIT_SHARE = 1 / 20;
/** Some findings need ten minutes without a write; they are looked for when these are over. */
const QUIET_MS = 10.5 * 60_000;

interface Watched {
  readonly place: RecoveryPlace;
  readonly watcher: vscode.Disposable;
  /** Something changed that no audit has seen, or none was made yet. */
  isDirty: boolean;
  isRunning: boolean;
  /** Milliseconds since 1970; not before then. */
  nextAt: number;
  timer: NodeJS.Timeout | undefined;
  quietTimer: NodeJS.Timeout | undefined;
}

export interface AutomaticAuditOptions {
  readonly model: RecoveryModel;
  readonly profiles: Pick<Profiles, 'readyModels'>;
  /** Milliseconds from a change to the audit that looks for it; default 3,000. */
  readonly settleMs?: number;
  /** What should not have happened. */
  readonly unexpected: (error: unknown) => void;
}

export class AutomaticAudit implements vscode.Disposable {
  private readonly watched = new Map<string, Watched>();
  private readonly disposables: vscode.Disposable[];
  private readonly views = new Set<string>();
  private disposed = false;

  constructor(private readonly options: AutomaticAuditOptions) {
    this.disposables = [
      options.model.onDidChange(() => this.follow()),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(SECTION) && this.follow()),
    ];
  }

  /** A view that shows conversations, or what is wrong with them, came into sight or went. */
  setVisible(view: string, isVisible: boolean): void {
    if (isVisible) this.views.add(view);
    else this.views.delete(view);
    // The first rows come before the first check: it wants the same disk.
    if (isVisible) void this.options.profiles.readyModels().then(() => this.follow(), this.options.unexpected);
  }

  dispose(): void {
    this.disposed = true;
    for (const disposable of this.disposables) disposable.dispose();
    for (const watched of this.watched.values()) forget(watched);
    this.watched.clear();
  }

  private get settleMs(): number {
    return this.options.settleMs ?? SETTLE_MS;
  }

  private get isWanted(): boolean {
    return !this.disposed && this.views.size > 0 && vscode.workspace.getConfiguration(SECTION).get<boolean>('recovery.automaticAudit', true);
  }

  private follow(): void {
    if (!this.isWanted) return;
    const { model } = this.options;
    const places = model.places();
    for (const [key, watched] of this.watched) {
      if (places.includes(watched.place)) continue;
      forget(watched);
      this.watched.delete(key);
    }
    for (const place of places) {
      if (!this.watched.has(place.key)) this.watched.set(place.key, this.watch(place));
    }
    for (const watched of this.watched.values()) this.schedule(watched, 0);
  }

  private watch(place: RecoveryPlace): Watched {
    const pattern = new vscode.RelativePattern(vscode.Uri.file(place.sessionDir), '*');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const isDirty = this.options.model.state(place).status === 'notAudited';
    const watched: Watched = { place, watcher, isDirty, isRunning: false, nextAt: 0, timer: undefined, quietTimer: undefined };
    const changed = (): void => this.change(watched);
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
    return watched;
  }

  private change(watched: Watched): void {
    watched.isDirty = true;
    clearTimeout(watched.quietTimer);
    watched.quietTimer = setTimeout(() => {
      watched.isDirty = true;
      this.schedule(watched, 0);
    }, QUIET_MS);
    this.schedule(watched, this.settleMs);
  }

  /** Not put off by what arrives meanwhile: under a writer that never pauses it would never come. */
  private schedule(watched: Watched, pauseMs: number): void {
    if (!watched.isDirty || watched.isRunning || watched.timer !== undefined) return;
    watched.timer = setTimeout(() => {
      watched.timer = undefined;
      // Nobody looks: whoever comes next finds it dirty.
      if (this.isWanted) void this.run(watched);
    }, Math.max(pauseMs, watched.nextAt - Date.now()));
  }

  private async run(watched: Watched): Promise<void> {
    watched.isDirty = false;
    watched.isRunning = true;
    const startedAt = Date.now();
    try {
      await this.options.model.audit(watched.place);
    } catch (error) {
      // Why it failed is part of the place's state, and said in the view; a person who ended it wants no other now.
      if (!(error instanceof CancellationError) && !(error instanceof Failure)) this.options.unexpected(error);
    } finally {
      watched.isRunning = false;
      watched.nextAt = Date.now() + (Date.now() - startedAt) / AUDIT_SHARE;
    }
    if (this.isWanted) this.schedule(watched, this.settleMs);
  }
}

function forget({ watcher, timer, quietTimer }: Watched): void {
  watcher.dispose();
  clearTimeout(timer);
  clearTimeout(quietTimer);
}
