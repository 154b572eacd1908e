/**
 * The conversations of one directory, kept between looks: a look costs one listing and a stat for each file, and only
 * files that changed are opened.
 */
import { join } from 'node:path';
import {
  UNKNOWN_METADATA,
  type ConversationMetadata,
  type FileConversation,
  type FilePlace,
  type FileProblem,
} from '../core/fileConversation';
import { errnoOf, type DirectoryEntry, type FileStat, type ReadFiles } from './files';
import { modifiedAtOf, readStable, sameState, type OpenFile } from './stableFile';

/** A directory that is there and cannot be listed. */
export interface DirectoryProblem {
  readonly path: string;
  readonly errno: string;
}

/** What a look at the directory found. */
export interface DirectoryReading {
  /**
   * In order of file names. The same array as last time when nothing changed, and the same object for each unchanged
   * file.
   */
  readonly conversations: readonly FileConversation[];
  /** True when something differs from the last look; true for the first. */
  readonly changed: boolean;
  /** Milliseconds since 1970. */
  readonly listedAt: number;
  /**
   * The directory itself cannot be listed; `conversations` then are those of the last good look. Absence is no problem.
   */
  readonly problem: DirectoryProblem | null;
}

/** A name of the directory that stands for a conversation. */
export interface ListedConversation {
  readonly name: string;
  readonly id: string;
  readonly place: FilePlace;
  readonly hasPreviousCopy: boolean;
}

export interface CatalogueRules {
  /** Picks the conversations among a directory's entries, which come sorted by name. */
  readonly classify: (entries: readonly DirectoryEntry[]) => ListedConversation[];
  /** What the opened file says. */
  readonly readMetadata: (file: OpenFile, listed: ListedConversation) => ConversationMetadata;
  /** What is known without opening the file, or null; `unread` is the number of files whose metadata are missing. */
  readonly knownMetadata?: (listed: ListedConversation, stat: FileStat, unread: number) => ConversationMetadata | null;
}

interface Kept {
  /** Null for files that must be looked at again each time: unreadable, or moving while they were read. */
  readonly stat: FileStat | null;
  readonly conversation: FileConversation;
}

export class ConversationCatalogue {
  private kept = new Map<string, Kept>();
  private last: DirectoryReading | null = null;

  constructor(
    private readonly dir: string,
    private readonly files: ReadFiles,
    private readonly rules: CatalogueRules,
    private readonly now: () => number = Date.now,
  ) {}

  read(): DirectoryReading {
    const listedAt = this.now();
    let entries: DirectoryEntry[];
    try {
      entries = this.files.list(this.dir);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === '') throw error;
      if (errno !== 'ENOENT') return this.answer(this.last?.conversations ?? [], { path: this.dir, errno }, listedAt);
      entries = [];
    }
    const links = new Set(entries.filter((entry) => entry.kind === 'link').map((entry) => entry.name));
    const listed = this.rules.classify(entries.sort(byName));
    const kept = this.look(listed, links);
    const conversations = [...kept.values()].map((one) => one.conversation);
    const same =
      conversations.length === this.kept.size && conversations.every((one, i) => this.last?.conversations[i] === one);
    this.kept = kept;
    return this.answer(same && this.last !== null ? this.last.conversations : conversations, null, listedAt);
  }

  private answer(
    conversations: readonly FileConversation[],
    problem: DirectoryProblem | null,
    listedAt: number,
  ): DirectoryReading {
    const { last } = this;
    const changed = last === null || last.conversations !== conversations || last.problem?.errno !== problem?.errno;
    this.last = { conversations, changed, listedAt, problem };
    return this.last;
  }

  private look(listed: readonly ListedConversation[], links: ReadonlySet<string>): Map<string, Kept> {
    const looks = listed.map((one) => ({ one, stat: this.stat(one.name) }));
    const isKept = (name: string, stat: FileStat): boolean => {
      const { stat: known } = this.kept.get(name) ?? { stat: null };
      return known !== null && sameState(known, stat);
    };
    const unread = looks.filter(({ one, stat }) => isStat(stat) && !isKept(one.name, stat)).length;
    const kept = new Map<string, Kept>();
    for (const { one, stat } of looks) {
      if (stat === null) {
        // A file that vanished since the listing is no conversation any more; a link to nowhere is one that cannot be
        // read.
        if (links.has(one.name))
          kept.set(one.name, this.unreadable(one, { reason: 'unreadable', detail: 'dangling_link' }));
      } else if (!isStat(stat)) {
        kept.set(one.name, this.unreadable(one, stat));
      } else {
        const found = isKept(one.name, stat) ? this.unchanged(one) : this.open(one, stat, unread);
        if (found !== null) kept.set(one.name, found);
      }
    }
    return kept;
  }

  private stat(name: string): FileStat | FileProblem | null {
    try {
      return this.files.stat(join(this.dir, name));
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === '') throw error;
      return { reason: 'unreadable', detail: errno };
    }
  }

  private open(one: ListedConversation, stat: FileStat, unread: number): Kept | null {
    const known = stat.kind === 'file' ? (this.rules.knownMetadata?.(one, stat, unread) ?? null) : null;
    if (known !== null) return { stat, conversation: this.conversation(one, stat, known) };
    const reading = readStable(this.files, join(this.dir, one.name), (file) => this.rules.readMetadata(file, one));
    if (reading.kind === 'gone') return null;
    if (reading.kind === 'problem') return this.unreadable(one, reading.problem, stat);
    return {
      stat: reading.settled ? reading.stat : null,
      conversation: this.conversation(one, reading.stat, reading.value),
    };
  }

  private unchanged(one: ListedConversation): Kept | null {
    const kept = this.kept.get(one.name);
    if (kept === undefined) return null;
    const { conversation } = kept;
    // The file is the same, but a neighbour may have come or gone that decides its id or its previous copy.
    if (
      conversation.id === one.id &&
      conversation.place === one.place &&
      conversation.hasPreviousCopy === one.hasPreviousCopy
    )
      return kept;
    return {
      ...kept,
      conversation: { ...conversation, id: one.id, place: one.place, hasPreviousCopy: one.hasPreviousCopy },
    };
  }

  /** The same object as last time when the problem is the same, so that a file that stays unreadable is no change. */
  private unreadable(one: ListedConversation, problem: FileProblem, stat: FileStat | null = null): Kept {
    const conversation = this.conversation(one, stat, { ...UNKNOWN_METADATA, problem });
    const before = this.kept.get(one.name)?.conversation;
    const same = before !== undefined && JSON.stringify(before) === JSON.stringify(conversation);
    return { stat: null, conversation: same ? before : conversation };
  }

  private conversation(
    one: ListedConversation,
    stat: FileStat | null,
    metadata: ConversationMetadata,
  ): FileConversation {
    return {
      ...metadata,
      id: one.id,
      place: one.place,
      path: join(this.dir, one.name),
      sizeBytes: stat?.sizeBytes ?? 0,
      modifiedAt: stat === null ? 0 : modifiedAtOf(stat),
      hasPreviousCopy: one.hasPreviousCopy,
    };
  }
}

const isStat = (value: FileStat | FileProblem | null): value is FileStat => value !== null && 'ino' in value;

// By code unit, not by locale: the same on every machine.
const byName = (a: DirectoryEntry, b: DirectoryEntry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/**
 * Gives out ids, each once a place: a second claimant (`a.json` and `a.JSON`) gets its whole file name as id, so that
 * none of them hides the other.
 */
export class IdClaims {
  private readonly taken = new Set<string>();

  claim(place: FilePlace, id: string, name: string): string {
    const claimed = id === '' || this.taken.has(`${place}/${id}`) ? name : id;
    this.taken.add(`${place}/${claimed}`);
    return claimed;
  }
}
