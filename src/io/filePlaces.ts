/**
 * Where a path that a conversation names may lie, decided by its letters alone: nothing on another machine is ever looked at, for that
 * takes as long as the network wants and hands the person's name to whoever answers.
 */
import { posix, win32 } from 'node:path';

export interface PlaceRules {
  readonly platform: NodeJS.Platform;
  readonly homedir: string;
  /** Folders the person works in: whatever lies there is looked at anyway. */
  readonly folders: readonly string[];
  /** Where other file systems begin, with their kind; null where the system does not tell. */
  readonly mounts: readonly Mount[] | null;
}

export interface Mount {
  readonly point: string;
  readonly kind: string;
}

/** Of the kinds of file systems that Linux names, those that are not disks of this machine, or that start something when looked at. */
const FAR = /^(?:nfs\d?|cifs|smb\d?|smbfs|ncpfs|afs|coda|ceph|lustre|gpfs|gfs2?|ocfs2|glusterfs|9p|autofs|davfs2?|sshfs|s3fs|fuse|fuse\..+|proc|sysfs|devtmpfs|devpts|debugfs|tracefs|cgroup2?|configfs|securityfs)$/;
/** Where systems put what is not theirs, where they name no kinds. */
const FAR_POINTS = ['/Volumes', '/Network', '/net', '/home', '/mnt', '/media', '/afs'];
const NO_FILES = ['/dev', '/proc', '/sys'];
const DEVICE = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\..*)?$/i;

/** The absolute paths that `path` may stand for, best first: itself, or one in each of `bases`. Only those that may be looked at. */
export function placesOf(path: string, bases: readonly string[], rules: PlaceRules): string[] {
  const resolve = rules.platform === 'win32' ? onWindows : onPosix;
  const places = resolve(path, bases, rules.homedir).filter((place) => mayLookAt(place, rules));
  return [...new Set(places)];
}

function onPosix(path: string, bases: readonly string[], homedir: string): string[] {
  // A backslash and a colon are letters here, but where a conversation has them it speaks of Windows; two slashes, of a share.
  if (/[\\:]|^\/\//.test(path)) return [];
  if (path.startsWith('~')) return path.startsWith('~/') ? [posix.join(homedir, path.slice(2))] : [];
  if (path.startsWith('/')) return [posix.normalize(path)];
  return bases.filter((base) => /^\/(?!\/)/.test(base)).map((base) => posix.join(base, path));
}

function onWindows(path: string, bases: readonly string[], homedir: string): string[] {
  if (/^~[\\/]/.test(path)) return [win32.join(homedir, path.slice(2))];
  if (/^[a-z]:[\\/]/i.test(path)) return [win32.normalize(path)];
  // "\x" and "d:x" mean something only beside a drive or a folder that is nobody's business.
  if (/^[\\/~]/.test(path) || path.includes(':')) return [];
  return bases.filter((base) => /^[a-z]:[\\/]/i.test(base)).map((base) => win32.join(base, path));
}

function mayLookAt(place: string, rules: PlaceRules): boolean {
  // eslint-disable-next-line no-control-regex
  if (place.length > 4096 || /[\u0000-\u001f]/.test(place)) return false;
  return rules.platform === 'win32' ? mayLookOnWindows(place, rules) : mayLookOnPosix(place, rules);
}

function mayLookOnWindows(place: string, { homedir, folders }: PlaceRules): boolean {
  // Two separators at the beginning: another machine, or the namespace of devices.
  if (!/^[a-z]:\\/i.test(place) || place.slice(2).includes(':')) return false;
  const names = place.slice(3).split(/[\\/]/);
  if (names.some((name) => DEVICE.test(name.trim()) || /[. ]$/.test(name))) return false;
  // A letter may stand for a share; those of the home and of open folders are in use already.
  return [homedir, ...folders].some((folder) => folder.slice(0, 2).toLowerCase() === place.slice(0, 2).toLowerCase());
}

function mayLookOnPosix(place: string, { homedir, folders, mounts }: PlaceRules): boolean {
  if (NO_FILES.some((far) => isBelow(place, far))) return false;
  const mount = mountAt(place, mounts);
  // In use already, whatever it is; but not what somebody mounted below it.
  const isInUse = (folder: string): boolean => folder !== '/' && isBelow(place, folder) && mountAt(folder, mounts)?.point === mount?.point;
  if ([homedir, ...folders].some(isInUse)) return true;
  return mount === null ? !FAR_POINTS.some((far) => isBelow(place, far)) : !FAR.test(mount.kind);
}

const isBelow = (place: string, folder: string): boolean => place === folder || place.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** The file system that a path lies in; null where it is not known. */
function mountAt(place: string, mounts: readonly Mount[] | null): Mount | null {
  let best: Mount | null = null;
  // Of several at one point the last one covers the others.
  for (const mount of mounts ?? []) if (isBelow(place, mount.point) && (best === null || mount.point.length >= best.point.length)) best = mount;
  return best;
}

/** What `/proc/self/mountinfo` says. Source: proc_pid_mountinfo(5). */
export function readMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const point = before.split(' ')[4];
    const kind = after.split(' ')[0];
    if (point === undefined || kind === undefined || kind === '') return [];
    return [{ point: point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))), kind }];
  });
}
