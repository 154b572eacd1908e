/**
 * Recovery as the views see it: the places, what their last audits found, what is ticked for a repair and what was
 * dismissed. It only reads; what is dismissed is kept by VS Code, not beside the conversations.
 */
import * as vscode from 'vscode';
import { CancellationError, Failure } from '../../core/failure';
import type { Report } from '../../core/recovery/report';
import type { AuditReader } from '../../io/auditWorker/auditReader';
import type { AuditedDirectory } from '../../io/auditWorker/parcels';
import type { Log } from '../log';
import type { Profiles } from '../profiles';
import { Dismissals, type Dismissal, type DismissReason } from './dismissals';
import { foundItems, type FoundItem } from './foundItem';
import { isSamePlace, placesOf, type RecoveryPlace } from './recoveryPlace';

/** What one audit of a place said. */
export interface Audit {
  readonly report: Report;
  /** The items of the report, each with its key. */
  readonly found: readonly FoundItem[];
  /** `absent`: there is no session directory, and what is found is of the databases alone. */
  readonly directory: AuditedDirectory['directory'];
  /** False when files came and went under every reading. */
  readonly isSettled: boolean;
  /** Milliseconds since 1970. */
  readonly auditedAt: number;
}

/** `before` is the last audit that came to its end: it is shown until there is a newer one. */
export type PlaceState =
  | { readonly status: 'notAudited' }
  | { readonly status: 'auditing'; readonly before: Audit | null }
  | { readonly status: 'report'; readonly audit: Audit }
  | { readonly status: 'failed'; readonly failure: Failure; readonly before: Audit | null };

/** The newest audit of a place that came to its end. */
export function auditOf(state: PlaceState): Audit | null {
  if (state.status === 'report') return state.audit;
  return state.status === 'notAudited' ? null : state.before;
}

/** Audits of one place, in a thread of their own. */
export type PlaceAuditor = Pick<AuditReader, 'audit' | 'dispose'>;

export interface RecoveryModelOptions {
  readonly profiles: Pick<Profiles, 'models' | 'onDidChange'>;
  /** Made for each place when it is first audited. */
  readonly auditor: () => PlaceAuditor;
  readonly memento: vscode.Memento;
  readonly log: Log;
  /** For the numbers in the texts. */
  readonly locale: string;
  readonly now?: () => number;
}

/** An audit under way: it ends when nobody waits for it any more. */
interface Run {
  readonly end: AbortController;
  readonly result: Promise<Audit>;
  waiting: number;
}

interface Watched {
  place: RecoveryPlace;
  state: PlaceState;
  auditor: PlaceAuditor | null;
  running: Run | null;
  /** Asked for while one was running: that one may have read before what the newer request is about. */
  next: Run | null;
  /** What a person ticked or unticked, by finding; all others are as the audit proposes. */
  readonly ticks: Map<string, boolean>;
}

export class RecoveryModel implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Places, a state, a tick or a dismissal changed. */
  readonly onDidChange = this.changed.event;
  private readonly dismissals: Dismissals;
  private readonly listening: vscode.Disposable;
  private watched: Watched[] | null = null;
  /** Audits of all places run one after the other: each may use two threads. */
  private last: Promise<unknown> = Promise.resolve();
  private disposed = false;

  constructor(private readonly options: RecoveryModelOptions) {
    this.dismissals = new Dismissals(options.memento);
    this.listening = options.profiles.onDidChange(() => this.search());
  }

  /** The places; found on the first call, so that activation does no file work. */
  places(): readonly RecoveryPlace[] {
    return this.ensure().map(({ place }) => place);
  }

  /** The places found so far, without looking for any. */
  get known(): readonly RecoveryPlace[] {
    return (this.watched ?? []).map(({ place }) => place);
  }

  place(key: string): RecoveryPlace | undefined {
    return this.places().find((place) => place.key === key);
  }

  state(place: RecoveryPlace): PlaceState {
    return this.find(place)?.state ?? { status: 'notAudited' };
  }

  /** The finding of a place by its key, dismissed ones too; undefined when the last audit has no such finding. */
  finding(place: RecoveryPlace, key: string): FoundItem | undefined {
    return auditOf(this.state(place))?.found.find((found) => found.key === key);
  }

  /**
   * Audits a place from now on: one that is already under way may have read what has changed since, so it is waited for
   * and a new one follows. The signal ends the audit when nobody else waits for it.
   * @throws CancellationError; Failure worker_lost, session_dir_unreadable
   */
  async audit(place: RecoveryPlace, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Audit> {
    const watched = this.find(place);
    if (watched === undefined || signal?.aborted === true) throw new CancellationError();
    const run = this.join(watched);
    run.waiting += 1;
    let leave = (): void => undefined;
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => {
        run.waiting -= 1;
        if (run.waiting === 0) run.end.abort();
        reject(new CancellationError());
      };
      signal?.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([run.result, left]);
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  /** Ends every audit under way. */
  cancel(): void {
    for (const { running, next } of this.watched ?? []) {
      next?.end.abort();
      running?.end.abort();
    }
  }

  /** An audit is under way, or waits for another place's. */
  get isAuditing(): boolean {
    return (this.watched ?? []).some(({ running }) => running !== null);
  }

  /** Whether a finding would be repaired with "Repair Safe Findings…". Never for what is not safe, or was dismissed. */
  isTicked(place: RecoveryPlace, { key, item }: FoundItem): boolean {
    if (item.category !== 'repairable' || this.dismissal(place, key) !== null) return false;
    return this.find(place)?.ticks.get(key) ?? item.preselected;
  }

  setTicked(place: RecoveryPlace, changes: Iterable<readonly [FoundItem, boolean]>): void {
    const ticks = this.find(place)?.ticks;
    for (const [{ key, item }, isTicked] of changes) if (item.category === 'repairable') ticks?.set(key, isTicked);
    this.changed.fire();
  }

  /** The ticked findings of a place, in the order of the report. */
  ticked(place: RecoveryPlace): FoundItem[] {
    return (auditOf(this.state(place))?.found ?? []).filter((found) => this.isTicked(place, found));
  }

  /** Null for a finding that is not dismissed. */
  dismissal(place: RecoveryPlace, key: string): Dismissal | null {
    return this.dismissals.of(place.key).get(key) ?? null;
  }

  async dismiss(place: RecoveryPlace, { key }: FoundItem, reason: DismissReason): Promise<void> {
    await this.dismissals.add(place.key, key, { reason, at: this.now() });
    this.changed.fire();
  }

  async bringBack(place: RecoveryPlace, { key }: FoundItem): Promise<void> {
    await this.dismissals.remove(place.key, key);
    this.changed.fire();
  }

  dispose(): void {
    this.disposed = true;
    this.listening.dispose();
    for (const watched of this.watched ?? []) forget(watched);
    this.changed.dispose();
  }

  private ensure(): readonly Watched[] {
    this.watched ??= this.locate([]);
    return this.watched;
  }

  /** Places that are still the same keep their reports. */
  private search(): void {
    const before = this.watched;
    if (before === null) return;
    const now = this.locate(before);
    const isSame = now.length === before.length && now.every((watched, i) => watched === before[i]);
    if (isSame) return;
    this.watched = now;
    for (const watched of before) if (!now.includes(watched)) forget(watched);
    this.changed.fire();
  }

  private locate(before: readonly Watched[]): Watched[] {
    return placesOf(this.options.profiles.models().map(({ location }) => location)).map(
      (place) =>
        before.find((watched) => isSamePlace(watched.place, place)) ?? {
          place,
          state: { status: 'notAudited' },
          auditor: null,
          running: null,
          next: null,
          ticks: new Map(),
        },
    );
  }

  private find({ key }: RecoveryPlace): Watched | undefined {
    return this.ensure().find(({ place }) => place.key === key);
  }

  private join(watched: Watched): Run {
    if (watched.running === null) return (watched.running = this.start(watched));
    if (watched.next?.end.signal.aborted !== false) watched.next = this.start(watched);
    return watched.next;
  }

  private start(watched: Watched): Run {
    const end = new AbortController();
    const result = this.last.then(() => this.run(watched, end.signal));
    this.last = result.catch(() => undefined);
    const run: Run = { end, result, waiting: 0 };
    const over = (): void => {
      if (watched.next === run) watched.next = null;
      if (watched.running !== run) return;
      watched.running = watched.next;
      watched.next = null;
      if (!this.disposed) this.changed.fire();
    };
    // Whoever waits hears how it ended.
    result.then(over, over);
    return run;
  }

  private async run(watched: Watched, signal: AbortSignal): Promise<Audit> {
    const before = auditOf(watched.state);
    const set = (state: PlaceState): void => {
      watched.state = state;
      if (!this.disposed) this.changed.fire();
    };
    const shown = watched.state;
    try {
      if (signal.aborted) throw new CancellationError();
      set({ status: 'auditing', before });
      const { sessionDir, databases, agentDirs } = watched.place;
      const auditedAt = this.now();
      watched.auditor ??= this.options.auditor();
      const audited = await watched.auditor.audit({ sessionDir, databases, agentDirs, now: auditedAt }, this.options.locale, signal);
      const { report, directory, isSettled } = audited;
      if (directory.state === 'unreadable') throw new Failure('session_dir_unreadable', { path: sessionDir, errno: directory.reason });
      const audit = { report, found: foundItems(report), directory, isSettled, auditedAt };
      set({ status: 'report', audit });
      return audit;
    } catch (error) {
      if (error instanceof CancellationError) {
        set(shown);
        throw error;
      }
      if (!(error instanceof Failure)) this.options.log.error(error instanceof Error ? error : new Error(String(error)));
      const failure = error instanceof Failure ? error : new Failure('worker_lost', { method: 'audit' }, error);
      set({ status: 'failed', failure, before });
      throw failure;
    }
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }
}

function forget({ running, next, auditor }: Watched): void {
  next?.end.abort();
  running?.end.abort();
  auditor?.dispose();
}
