/** Which names of a session directory are what. Source: the names Hermes WebUI writes. */
import type { DirectoryEntry } from '../files';

export interface NamedEntry {
  readonly entry: DirectoryEntry;
  readonly sessionId: string;
}

export interface NamedEntries {
  readonly live: readonly NamedEntry[];
  readonly backups: readonly NamedEntry[];
  /** Leftovers of a write: `session` of a conversation or its previous copy, `book` of WebUI's own lists. */
  readonly temporaries: readonly (NamedEntry & { readonly purpose: 'session' | 'book' })[];
}

const LIVE = '.json';
const BACKUP = '.json.bak';
// <sid>.tmp.<pid>.<tid>, <sid>.json.recover.tmp, <sid>.json.bak.tmp.…, <sid>.json.reconcile.tmp.…, _index.tmp.…
const TEMPORARY = /^(.+?)(?:\.json)?(?:\.bak|\.recover|\.reconcile)?\.tmp(?:\.[A-Za-z0-9._-]+)?$/;
const BOOK_TEMPORARY = /^\._index\.json\..+\.tmp$/;

/** Each list in order of names. Names that start with `_` are WebUI's own books. */
export function nameEntries(entries: readonly DirectoryEntry[]): NamedEntries {
  const live: NamedEntry[] = [];
  const backups: NamedEntry[] = [];
  const temporaries: (NamedEntry & { purpose: 'session' | 'book' })[] = [];
  for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = entry;
    const temporary = TEMPORARY.exec(name)?.[1];
    if (BOOK_TEMPORARY.test(name) || temporary?.startsWith('_') === true) {
      temporaries.push({ entry, sessionId: '', purpose: 'book' });
    } else if (name.startsWith('_') || name.startsWith('._')) {
      // WebUI's books, and what macOS leaves beside files on foreign disks.
      continue;
    } else if (name.endsWith(LIVE)) {
      live.push({ entry, sessionId: name.slice(0, -LIVE.length) });
    } else if (name.endsWith(BACKUP)) {
      backups.push({ entry, sessionId: name.slice(0, -BACKUP.length) });
    } else if (temporary !== undefined) {
      temporaries.push({ entry, sessionId: temporary, purpose: 'session' });
    }
  }
  return { live, backups, temporaries };
}
