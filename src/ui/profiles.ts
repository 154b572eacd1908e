/** All profiles of this window: found when first needed, and found anew when settings, folders or trust change. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { HIDDEN_CATEGORIES, type HiddenCategory } from '../core/conversation';
import type { DatabaseCopy } from '../io/lostDatabases';
import { sessionDirProfiles } from '../io/profile/openProfile';
import type { Log } from './log';
import { ProfileModel } from './profileModel';
import { searchHomes, SECTION } from './settings';

const SHOWN_KEY = 'shownCategories';

export interface ProfilesOptions {
  readonly workerPath: string;
  readonly wasmPath: string;
  readonly log: Log;
  readonly memento: vscode.Memento;
}

export class Profiles implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly disposables: vscode.Disposable[] = [this.changed];
  private found: ProfileModel[] | null = null;
  private readonly copies = new Map<string, ProfileModel>();
  private visible = false;

  constructor(private readonly options: ProfilesOptions) {
    const search = (): void => this.search();
    this.disposables.push(
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(SECTION) && this.search()),
      vscode.workspace.onDidChangeWorkspaceFolders(search),
      vscode.workspace.onDidGrantWorkspaceTrust(search),
    );
  }

  /** The profiles; found on the first call, so that activation does no file work. They may not have been read yet. */
  models(): readonly ProfileModel[] {
    return this.ensure();
  }

  /** The profiles, each with something to show. */
  async readyModels(): Promise<readonly ProfileModel[]> {
    const models = this.models();
    await Promise.all(models.map((model) => model.ready()));
    return models;
  }

  /** The profiles found so far, without looking for any. */
  get known(): readonly ProfileModel[] {
    return this.found ?? [];
  }

  /** A profile or an opened copy by its key. */
  model(key: string): ProfileModel | undefined {
    return [...this.ensure(), ...this.copies.values()].find((model) => model.location.key === key);
  }

  /** A copy of a database as a root of its own, reading nothing but that file; null when it cannot be opened. */
  copyModel(beside: ProfileModel, copy: DatabaseCopy): ProfileModel | null {
    if (!copy.openable) return null;
    const key = `${beside.location.key}:${copy.path}`;
    const existing = this.copies.get(key);
    if (existing !== undefined) return existing;
    const model = this.newModel({
      ...beside.location,
      key,
      profile: basename(copy.path),
      stateDbPath: copy.path,
      sessionDirPath: null,
      agentSessionsPath: null,
      backend: 'sqlite',
      isStandalone: true,
    });
    this.copies.set(key, model);
    return model;
  }

  /** Hidden categories the person chose to see. */
  shown(): readonly HiddenCategory[] {
    const kept = this.options.memento.get<unknown>(SHOWN_KEY);
    return Array.isArray(kept) ? HIDDEN_CATEGORIES.filter((category) => kept.includes(category)) : [];
  }

  async setShown(shown: readonly HiddenCategory[]): Promise<void> {
    await this.options.memento.update(SHOWN_KEY, shown);
    await Promise.all([...this.known, ...this.copies.values()].map((model) => model.recount()));
  }

  async refresh(): Promise<void> {
    this.search();
    await Promise.all(this.known.map((model) => model.refresh()));
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    for (const model of [...this.known, ...this.copies.values()]) model.setVisible(visible);
  }

  dispose(): void {
    for (const disposable of this.disposables.splice(0)) disposable.dispose();
    for (const model of [...this.known, ...this.copies.values()]) model.dispose();
  }

  private ensure(): readonly ProfileModel[] {
    this.found ??= this.locate([]);
    return this.found;
  }

  /** Looks for homes again; profiles that are still there keep their readers. */
  private search(): void {
    const before = this.found;
    if (before === null) return;
    const models = this.locate(before);
    this.found = models;
    for (const model of before) if (!models.includes(model)) model.dispose();
    this.changed.fire();
  }

  private locate(before: readonly ProfileModel[]): ProfileModel[] {
    const { profiles, looked } = searchHomes();
    // The view says in general where homes are looked for; which paths that came to is for the log.
    if (profiles.length === 0) this.options.log.info(`No Hermes home in ${looked.join(', ')}`);
    return profiles.map((location) => {
      const same = before.find((model) => JSON.stringify(model.location) === JSON.stringify(location));
      return same ?? this.newModel(location, sessionDirProfiles(location, profiles));
    });
  }

  private newModel(location: ProfileModel['location'], sharers: readonly string[] = []): ProfileModel {
    const { workerPath, wasmPath, log } = this.options;
    const model = new ProfileModel({ location, sessionDirProfiles: sharers, workerPath, wasmPath, log, shown: () => this.shown() });
    model.onDidChange(() => this.changed.fire());
    model.setVisible(this.visible);
    return model;
  }
}
