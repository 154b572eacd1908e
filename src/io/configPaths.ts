/** Paths as people write them in settings and environment variables. */
import * as nodePath from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface PathContext {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly homedir: string;
  readonly workspaceFolders: readonly string[];
}

/** Path rules of the platform in question, which need not be the one that runs. */
export function pathRules(platform: NodeJS.Platform): nodePath.PlatformPath {
  return platform === 'win32' ? nodePath.win32 : nodePath.posix;
}

// One pass, so that what a variable holds is not expanded again: `${env:NAME}`, `${NAME}`, `$NAME`, `%NAME%`,
// `${workspaceFolder}`.
const VARIABLE = /\$\{env:([^}]+)\}|\$\{(\w+)\}|\$([A-Za-z_]\w*)|%([^%\\/]+)%/g;

/**
 * The absolute, normalised path that `written` means: `~` is the person's home, variables are replaced, and what is
 * still relative starts at the first workspace folder, else at the home. Variables that are not set stay as they are
 * written: `%` and `$` are also ordinary characters of file names. Null for blank text.
 */
export function expandPath(written: string, context: PathContext): string | null {
  const path = pathRules(context.platform);
  const trimmed = written.trim();
  if (trimmed === '') return null;
  const base = context.workspaceFolders[0] ?? context.homedir;
  const replaced = trimmed.replace(
    VARIABLE,
    (whole: string, env?: string, braced?: string, plain?: string, percent?: string) => {
      if (braced === 'workspaceFolder') return base;
      return variable(env ?? braced ?? plain ?? percent ?? '', context) ?? whole;
    },
  );
  const tilde = /^~(?=$|[\\/])/.test(replaced) ? context.homedir + replaced.slice(1) : replaced;
  return withoutTrailingSeparator(path.resolve(base, tilde), path);
}

/** The value of an environment variable; names ignore case on Windows. Blank counts as not set. */
export function variable(name: string, context: Pick<PathContext, 'env' | 'platform'>): string | undefined {
  let value = context.env[name];
  if (value === undefined && context.platform === 'win32') {
    const lower = name.toLowerCase();
    value = Object.entries(context.env).find(([key]) => key.toLowerCase() === lower)?.[1];
  }
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** Where Hermes keeps its home when nobody says otherwise, the likeliest place first. */
export function defaultHomes(context: Pick<PathContext, 'env' | 'platform' | 'homedir'>): string[] {
  const path = pathRules(context.platform);
  const usual = path.join(context.homedir, '.hermes');
  if (context.platform !== 'win32') return [usual];
  // Since spring 2026 Hermes uses LOCALAPPDATA; older installations lie in the person's own directory.
  const local = variable('LOCALAPPDATA', context) ?? path.join(context.homedir, 'AppData', 'Local');
  const profile = variable('USERPROFILE', context) ?? context.homedir;
  return [path.join(local, 'hermes'), usual, path.join(profile, '.hermes')];
}

function withoutTrailingSeparator(absolute: string, path: nodePath.PlatformPath): string {
  return absolute.endsWith(path.sep) && path.dirname(absolute) !== absolute ? absolute.slice(0, -1) : absolute;
}
