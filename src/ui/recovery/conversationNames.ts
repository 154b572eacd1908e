/** Titles and times of the conversations that findings are about, as the profiles of their home know them. */
import * as vscode from 'vscode';
import type { NamedConversation } from '../../core/words/recoveryView';
import { rowLabel } from '../../core/words/rowWords';
import { CancellationError, Failure } from '../../core/failure';
import type { ProfileModel } from '../profileModel';
import type { Profiles } from '../profiles';
import type { RecoveryPlace } from './recoveryPlace';

/** Profiles change with every message that is written; a title hardly ever does. */
const PAUSE_MS = 1_000;

/** A conversation and the profile that lists it. */
export interface KnownConversation extends NamedConversation {
  readonly model: ProfileModel;
  /** The session that is opened for it. */
  readonly sessionId: string;
}

export class ConversationNames implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Something that was asked for is known now, or is called otherwise. */
  readonly onDidChange = this.changed.event;
  /** By place, then by session id; null for what no profile knows. */
  private readonly known = new Map<string, Map<string, KnownConversation | null>>();
  private readonly wanted = new Map<string, { place: RecoveryPlace; ids: ReadonlySet<string> }>();
  private readonly listening: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;
  private disposed = false;

  constructor(private readonly profiles: Pick<Profiles, 'models' | 'onDidChange'>) {
    this.listening = profiles.onDidChange(() => {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        for (const { place, ids } of this.wanted.values()) void this.load(place, [...ids]);
      }, PAUSE_MS);
    });
  }

  get({ key }: RecoveryPlace, sessionId: string): KnownConversation | null {
    return this.known.get(key)?.get(sessionId) ?? null;
  }

  /** The conversations whose names are shown: what is not known of them yet is asked for. */
  want(place: RecoveryPlace, ids: ReadonlySet<string>): void {
    this.wanted.set(place.key, { place, ids });
    const known = this.known.get(place.key);
    const missing = [...ids].filter((id) => known?.has(id) !== true);
    if (missing.length > 0) void this.load(place, missing);
  }

  /** As `want`, for one more. */
  wantAlso(place: RecoveryPlace, sessionId: string): void {
    if (sessionId !== '') this.want(place, new Set([...(this.wanted.get(place.key)?.ids ?? []), sessionId]));
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.listening.dispose();
    this.changed.dispose();
  }

  private async load(place: RecoveryPlace, ids: readonly string[]): Promise<void> {
    const rootPath = place.profiles[0]?.rootPath;
    const models = this.profiles.models().filter(({ location }) => location.rootPath === rootPath);
    const answers = await Promise.all(models.map((model) => rowsIn(model, ids)));
    if (this.disposed) return;
    const known = this.known.get(place.key) ?? new Map<string, KnownConversation | null>();
    this.known.set(place.key, known);
    let isChanged = false;
    for (const [i, id] of ids.entries()) {
      const found = answers.map((rows) => rows[i] ?? null).find((row) => row !== null) ?? null;
      const before = known.get(id);
      if (before !== undefined && isSame(before, found)) continue;
      known.set(id, found);
      isChanged = true;
    }
    if (isChanged) this.changed.fire();
  }
}

async function rowsIn(model: ProfileModel, ids: readonly string[]): Promise<(KnownConversation | null)[]> {
  try {
    await model.ready();
    const rows = await model.client.call('rowsOf', [ids], { priority: 'background' });
    return rows.map((row) => row && { title: rowLabel(row), lastActiveAt: row.lastActiveAt, sessionId: row.id, model });
  } catch (error) {
    // Without its name a finding has the conversation's id; why the profile cannot be read is said where it is listed.
    if (error instanceof CancellationError || error instanceof Failure) return [];
    throw error;
  }
}

const isSame = (a: KnownConversation | null, b: KnownConversation | null): boolean =>
  a === b ||
  (a !== null && b !== null && a.title === b.title && a.lastActiveAt === b.lastActiveAt && a.sessionId === b.sessionId && a.model === b.model);
