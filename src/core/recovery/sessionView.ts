/** Everything the facts say of one session id, side by side. */
import { groupBy } from './groupBy';
import { deriveTurns, type Turn } from './journal';
import { isUnsafeId } from './names';
import type {
  AgentFact,
  DatabaseFact,
  FileFact,
  IndexRow,
  RecoveryFacts,
  RowFact,
  RunFact,
  TemporaryFact,
  TurnJournal,
} from './snapshot';
import { isAsRunLeftIt, useOf, type Use } from './use';

export interface SessionView {
  readonly sessionId: string;
  readonly live: FileFact | null;
  readonly backup: FileFact | null;
  readonly temporaries: readonly TemporaryFact[];
  /** Its rows in the databases of the home, those of WebUI's own source first. */
  readonly rows: readonly { readonly database: DatabaseFact; readonly row: RowFact }[];
  readonly agentFiles: readonly AgentFact[];
  /** Of earlier repairs, the newest first. */
  readonly keptOriginals: readonly FileFact[];
  readonly journal: TurnJournal | null;
  readonly turns: readonly Turn[];
  readonly run: RunFact | null;
  readonly indexRow: IndexRow | null;
  readonly isTombstoned: boolean;
  /** The id cannot be opened by WebUI, or names something outside the directory. */
  readonly isUnsafe: boolean;
  /** Another conversation file names this one as its parent: it was continued after a compression, or forked. */
  readonly hasChild: boolean;
  readonly use: Use;
  /** A conversation file whose name differs from this one's only in upper and lower case. */
  readonly caseTwin: string | null;
}

/** The source value of conversations that belong to Hermes WebUI; compared exactly, as WebUI does. */
export const WEBUI_SOURCE = 'webui';

/** A view of every id that any fact names, in no particular order. */
export function viewSessions(facts: RecoveryFacts): ReadonlyMap<string, SessionView> {
  const live = new Map(facts.live.map((file) => [file.sessionId, file]));
  const backups = new Map(facts.backups.map((file) => [file.sessionId, file]));
  const journals = new Map(facts.turnJournals.map((journal) => [journal.sessionId, journal]));
  const temporaries = groupBy(
    facts.temporaries.filter(({ purpose }) => purpose === 'session'),
    ({ sessionId }) => sessionId,
  );
  const agentFiles = groupBy(facts.agentFiles, ({ sessionId }) => sessionId);
  const keptOriginals = groupBy(facts.keptOriginals, ({ sessionId }) => sessionId);
  const repaired = groupBy(facts.repairedFiles, ({ sessionId }) => sessionId);
  const rows = rowsById(facts.databases);
  const index: ReadonlyMap<string, IndexRow> = facts.index.state === 'read' ? facts.index.value : new Map();
  const tombstones = facts.tombstones.state === 'read' ? facts.tombstones.value.ids : new Set<string>();
  const parents = new Set(facts.live.map(parentOf).filter((id) => id !== null));
  const byFoldedName = groupBy(facts.live, ({ name }) => name.toLowerCase());
  const ids = new Set([...live.keys(), ...backups.keys(), ...journals.keys(), ...temporaries.keys(), ...rows.keys()]);
  for (const id of index.keys()) ids.add(id);
  const views = [...ids].map((sessionId): [string, SessionView] => {
    const file = live.get(sessionId) ?? null;
    const journal = journals.get(sessionId) ?? null;
    const turns = journal === null ? [] : deriveTurns(journal.events);
    const run = facts.runs.get(sessionId) ?? null;
    const liveIsOurs = file !== null && isAsRunLeftIt(file, repaired.get(sessionId) ?? []);
    return [
      sessionId,
      {
        sessionId,
        live: file,
        backup: backups.get(sessionId) ?? null,
        temporaries: temporaries.get(sessionId) ?? [],
        rows: rows.get(sessionId) ?? [],
        agentFiles: agentFiles.get(sessionId) ?? [],
        keptOriginals: keptOriginals.get(sessionId) ?? [],
        journal,
        turns,
        run,
        indexRow: index.get(sessionId) ?? null,
        isTombstoned: tombstones.has(sessionId),
        isUnsafe: isUnsafeId(sessionId),
        hasChild: parents.has(sessionId),
        use: useOf({ live: file, liveIsOurs, journal, turns, run, now: facts.now }),
        caseTwin: caseTwinOf(`${sessionId}.json`, byFoldedName),
      },
    ];
  });
  return new Map(views);
}

function rowsById(databases: readonly DatabaseFact[]): Map<string, { database: DatabaseFact; row: RowFact }[]> {
  const found = new Map<string, { database: DatabaseFact; row: RowFact }[]>();
  for (const database of databases) {
    if (database.rows.state !== 'read') continue;
    for (const row of database.rows.value.byId.values()) {
      const known = found.get(row.id) ?? [];
      if (known.length === 0) found.set(row.id, known);
      if (row.source === WEBUI_SOURCE) known.unshift({ database, row });
      else known.push({ database, row });
    }
  }
  return found;
}

const caseTwinOf = (name: string, byFoldedName: ReadonlyMap<string, readonly FileFact[]>): string | null =>
  byFoldedName.get(name.toLowerCase())?.find((file) => file.name !== name)?.name ?? null;

function parentOf({ content, sessionId }: FileFact): string | null {
  const parentId = content.state === 'whole' ? content.conversation.parentId : null;
  return parentId === sessionId ? null : parentId;
}
