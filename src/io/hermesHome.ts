/**
 * Where Hermes keeps things: homes, their profiles, and each profile's database and session directories. Only names and
 * a few small files are looked at; no database is opened.
 */
import { createHash } from 'node:crypto';
import type * as nodePath from 'node:path';
import { defaultHomes, expandPath, pathRules, variable, type PathContext } from './configPaths';
import { errnoOf, type FileStat, type ReadFiles } from './files';
import { parseActiveProfile, parseBackend, readSmallText, type DatabaseBackend } from './hermesConfig';
import { isHome, isSessionDir, isWebuiStateDir, namesOfProfiles } from './homeShape';

export interface HomeQuery extends PathContext {
  /** As written by the person; blank counts as not set. */
  readonly settings: { readonly home?: string; readonly stateDb?: string; readonly sessionDir?: string };
}

export type FoundBy = 'setting' | 'workspace' | 'HERMES_HOME' | 'default';

/** One profile of one home. All paths are absolute; whether there is anything at them is for their readers to say. */
export interface ProfileLocation {
  /** Stable for the same profile of the same home; fit for ids and file names. */
  readonly key: string;
  readonly rootPath: string;
  /** The root itself for the default profile, `<root>/profiles/<name>` for a named one. */
  readonly homePath: string;
  readonly profile: string;
  /** Named by `<root>/active_profile`. */
  readonly isActive: boolean;
  readonly foundBy: FoundBy;
  readonly stateDbPath: string;
  /** Hermes WebUI's; one for all profiles of a home. Null for a database on its own. */
  readonly sessionDirPath: string | null;
  /** The agent's own. Null for a database or session directory on its own. */
  readonly agentSessionsPath: string | null;
  readonly cronJobsPath: string | null;
  readonly backend: DatabaseBackend;
  /**
   * A database or session directory without a home around it: all conversations of its session directory are its own.
   */
  readonly isStandalone: boolean;
}

export interface HomeSearch {
  /** In order of finding; within a home the default profile first (or the one that was pointed at), then by name. */
  readonly profiles: readonly ProfileLocation[];
  /** Every place that was considered, for "no home found here: …". */
  readonly looked: readonly string[];
}

/** A directory that was found to be a home. */
interface FoundHome {
  readonly rootPath: string;
  readonly foundBy: FoundBy;
  /** A profile of it that was pointed at, which then comes first. */
  readonly pointedAt: string | null;
  /** Only the profile that was pointed at is wanted. */
  readonly alone: boolean;
  /** Replace the usual paths of the profile that was pointed at. */
  readonly stateDbPath?: string;
  readonly sessionDirPath?: string;
}

/**
 * Finds all profiles, in this order: the setting `home`, which then stands alone; workspace folders that are, or hold,
 * a home; `HERMES_HOME`, or, where there is none, the platform's default places. A home reached by two ways is listed
 * once. `stateDb` and `sessionDir` replace the paths of the first profile, or make a profile of their own when there is
 * none.
 */
export function findProfiles(query: HomeQuery, files: ReadFiles): HomeSearch {
  return new HomeFinder(query, files).find();
}

class HomeFinder {
  private readonly path: nodePath.PlatformPath;
  private readonly looked: string[] = [];
  private readonly found: (FoundHome | ProfileLocation)[] = [];
  private readonly seen = new Set<string>();

  constructor(
    private readonly query: HomeQuery,
    private readonly files: ReadFiles,
  ) {
    this.path = pathRules(query.platform);
  }

  find(): HomeSearch {
    const setting = this.expand(this.query.settings.home);
    if (setting !== null) {
      this.addPointedAt(setting, 'setting');
    } else {
      for (const folder of this.query.workspaceFolders) this.addWorkspace(folder);
      this.addFromEnvironment();
    }
    const profiles: ProfileLocation[] = [];
    const keys = new Set<string>();
    for (const location of this.found.flatMap((one) => ('key' in one ? [one] : this.profilesOf(one)))) {
      if (keys.has(location.key)) continue;
      keys.add(location.key);
      profiles.push(location);
    }
    return { profiles: this.withOverrides(profiles), looked: [...new Set(this.looked)] };
  }

  private expand(written: string | undefined): string | null {
    return written === undefined ? null : expandPath(written, this.query);
  }

  /**
   * A path that was named as a home: the home, one of its profiles, its parent, its database, or its WebUI directory.
   */
  private addPointedAt(target: string, foundBy: FoundBy): boolean {
    this.looked.push(target);
    const stat = this.stat(target);
    const alone = foundBy === 'setting';
    if (stat?.kind === 'file') {
      this.addHome({ ...this.homeAt(this.path.dirname(target), foundBy, true), stateDbPath: target });
      return true;
    }
    if (stat?.kind !== 'directory') return false;
    if (!this.addKnown(target, foundBy, alone)) this.addHome(this.homeAt(target, foundBy, alone));
    return true;
  }

  private addWorkspace(folder: string): void {
    const dir = this.path.resolve(folder);
    this.looked.push(dir);
    this.addKnown(dir, 'workspace', false);
  }

  /** Adds what `dir` is told to be by its looks: a home, a WebUI directory, or a folder that contains `.hermes`. */
  private addKnown(dir: string, foundBy: FoundBy, alone: boolean): boolean {
    const { files, path } = this;
    const inside = path.join(dir, '.hermes');
    if (isHome(dir, files, path)) this.addHome(this.homeAt(dir, foundBy, alone));
    else if (isWebuiStateDir(dir, files, path)) this.addWebui(dir, path.join(dir, 'sessions'), foundBy);
    else if (isSessionDir(dir, files, path)) this.addWebui(path.dirname(dir), dir, foundBy);
    else if (isHome(inside, files, path)) this.addHome(this.homeAt(inside, foundBy, alone));
    else return false;
    return true;
  }

  /**
   * A session directory belongs to the home it lies in: `<home>/webui/sessions` (WebUI's) or `<home>/sessions` (the
   * agent's).
   */
  private addWebui(stateDir: string, sessionDir: string, foundBy: FoundBy): void {
    const home = this.path.dirname(stateDir);
    if (isHome(stateDir, this.files, this.path)) {
      this.addHome(this.homeAt(stateDir, foundBy, false));
    } else if (isHome(home, this.files, this.path)) {
      this.addHome({ ...this.homeAt(home, foundBy, false), sessionDirPath: sessionDir });
    } else {
      this.found.push(this.standalone(null, sessionDir, foundBy));
    }
  }

  private addFromEnvironment(): void {
    const named = this.expand(variable('HERMES_HOME', this.query));
    // As for Hermes itself, a home named by the environment takes the default's place.
    if (named !== null && this.addPointedAt(named, 'HERMES_HOME')) return;
    for (const dir of defaultHomes(this.query)) {
      this.looked.push(dir);
      if (this.stat(dir)?.kind === 'directory') this.addHome(this.homeAt(dir, 'default', false));
    }
  }

  /** The home that a home-like directory belongs to: `<root>/profiles/<name>` is a profile of its root. */
  private homeAt(dir: string, foundBy: FoundBy, alone: boolean): FoundHome {
    const parent = this.path.dirname(dir);
    const isProfile = this.path.basename(parent) === 'profiles';
    return isProfile
      ? { rootPath: this.path.dirname(parent), foundBy, pointedAt: this.path.basename(dir), alone }
      : // The root of all profiles: pointing at it means all of them.
        { rootPath: dir, foundBy, pointedAt: null, alone: false };
  }

  private addHome(home: FoundHome): void {
    const identity = this.identityOf(home.rootPath);
    if (!this.seen.has(identity)) this.found.push(home);
    this.seen.add(identity);
  }

  /** Equal for two paths to one directory. Some file systems give no inode numbers; there the path must do. */
  private identityOf(dir: string): string {
    const stat = this.stat(dir);
    if (stat !== null && stat.ino !== 0n) return `${stat.dev}:${stat.ino}`;
    return this.query.platform === 'win32' ? dir.toLowerCase() : dir;
  }

  private profilesOf(home: FoundHome): ProfileLocation[] {
    const { path } = this;
    const { rootPath } = home;
    const active = parseActiveProfile(readSmallText(path.join(rootPath, 'active_profile'), this.files));
    const names =
      home.pointedAt !== null && home.alone ? [home.pointedAt] : namesOfProfiles(rootPath, this.files, path);
    const named = names.map((name) => this.locate(home, name, path.join(rootPath, 'profiles', name), active));
    if (home.alone && home.pointedAt !== null) return named;
    const all = [this.locate(home, 'default', rootPath, active), ...named];
    const first = Math.max(
      0,
      all.findIndex((location) => location.profile === home.pointedAt),
    );
    return [...all.splice(first, 1), ...all];
  }

  private locate(home: FoundHome, profile: string, homePath: string, active: string): ProfileLocation {
    const { path } = this;
    return {
      key: this.keyOf(homePath),
      rootPath: home.rootPath,
      homePath,
      profile,
      isActive: profile === active,
      foundBy: home.foundBy,
      stateDbPath:
        (profile === (home.pointedAt ?? 'default') ? home.stateDbPath : undefined) ?? path.join(homePath, 'state.db'),
      sessionDirPath: home.sessionDirPath ?? this.sessionDirOf(home, homePath),
      agentSessionsPath: path.join(homePath, 'sessions'),
      cronJobsPath: path.join(homePath, 'cron', 'jobs.json'),
      backend: parseBackend(readSmallText(path.join(homePath, 'config.yaml'), this.files)),
      isStandalone: false,
    };
  }

  private sessionDirOf(home: FoundHome, homePath: string): string {
    const { path } = this;
    // The environment speaks of the person's own WebUI, not of a home that lies in a workspace.
    const fromEnvironment =
      home.foundBy === 'workspace' ? null : this.expand(variable('HERMES_WEBUI_STATE_DIR', this.query));
    if (fromEnvironment !== null) return path.join(fromEnvironment, 'sessions');
    // A WebUI that was started with a profile as its home keeps its state there.
    const own = path.join(homePath, 'webui', 'sessions');
    return this.stat(own)?.kind === 'directory' ? own : path.join(home.rootPath, 'webui', 'sessions');
  }

  private withOverrides(profiles: readonly ProfileLocation[]): readonly ProfileLocation[] {
    const stateDb = this.expand(this.query.settings.stateDb);
    const sessionDir = this.expand(this.query.settings.sessionDir);
    if (stateDb === null && sessionDir === null) return profiles;
    this.looked.push(...[stateDb, sessionDir].filter((written) => written !== null));
    const [first, ...others] = profiles;
    if (first === undefined) return [this.standalone(stateDb, sessionDir, 'setting')];
    // Where the database is named, the backend of the configuration no longer says where the sessions are.
    const backend = stateDb === null ? first.backend : 'sqlite';
    return [
      {
        ...first,
        stateDbPath: stateDb ?? first.stateDbPath,
        sessionDirPath: sessionDir ?? first.sessionDirPath,
        backend,
      },
      ...others,
    ];
  }

  /** A database or session directory without a home around it. */
  private standalone(stateDb: string | null, sessionDir: string | null, foundBy: FoundBy): ProfileLocation {
    const named = stateDb ?? sessionDir ?? '';
    const homePath = this.path.dirname(named);
    return {
      key: this.keyOf(named),
      rootPath: homePath,
      homePath,
      profile: this.path.basename(named),
      isActive: true,
      foundBy,
      stateDbPath: stateDb ?? this.path.join(homePath, 'state.db'),
      sessionDirPath: sessionDir,
      agentSessionsPath: null,
      cronJobsPath: null,
      backend: 'sqlite',
      isStandalone: true,
    };
  }

  private keyOf(homePath: string): string {
    const normal = this.query.platform === 'win32' ? homePath.toLowerCase() : homePath;
    return createHash('sha256').update(normal).digest('hex').slice(0, 16);
  }

  private stat(path: string): FileStat | null {
    try {
      return this.files.stat(path);
    } catch (error) {
      if (errnoOf(error) === '') throw error;
      return null;
    }
  }
}
