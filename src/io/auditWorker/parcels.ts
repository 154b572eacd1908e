/**
 * What was read, on its way to another thread, in pieces that are each taken in within a few milliseconds: ten thousand
 * conversations at once would hold up the thread that receives them.
 */
import type { Report, ReportItem } from '../../core/recovery/report';
import type { DatabaseFact, FileFact, IndexRow, RecoveryFacts, RowFact } from '../../core/recovery/snapshot';

/** What an audit found in one session directory, without the facts it found it in. */
export interface AuditedDirectory extends Pick<RecoveryFacts, 'sessionDir' | 'directory' | 'isSettled'> {
  readonly report: Report;
}

type ListName = 'live' | 'backups' | 'temporaries' | 'turnJournals' | 'agentFiles';
const LISTS: readonly ListName[] = ['live', 'backups', 'temporaries', 'turnJournals', 'agentFiles'];

/** A frame has everything but the lists and maps that the parcels behind it carry; those are empty in it. */
export type FactsParcel =
  | { readonly part: 'frame'; readonly frame: RecoveryFacts }
  | { readonly part: ListName; readonly items: readonly unknown[] }
  | { readonly part: 'index'; readonly rows: readonly (readonly [string, IndexRow])[] }
  | { readonly part: 'rows'; readonly database: number; readonly rows: readonly RowFact[] };

export type ReportParcel =
  | { readonly part: 'frame'; readonly frame: AuditedDirectory }
  | { readonly part: 'items'; readonly items: readonly ReportItem[] };

/** Objects in one parcel, about. */
const PARCEL_WEIGHT = 1_500;
/** A finding is mostly text. */
const ITEM_WEIGHT = 30;

export function* packFacts(facts: RecoveryFacts): Generator<FactsParcel, void, void> {
  yield { part: 'frame', frame: frameOf(facts) };
  for (const part of LISTS) {
    for (const items of portions<object>(facts[part], weightOf)) yield { part, items };
  }
  if (facts.index.state === 'read') {
    for (const rows of portions(facts.index.value, () => 2)) yield { part: 'index', rows };
  }
  for (const [database, { rows }] of facts.databases.entries()) {
    if (rows.state !== 'read') continue;
    for (const some of portions(rows.value.byId.values(), weightOf)) yield { part: 'rows', database, rows: some };
  }
}

export function* packReport(audited: AuditedDirectory): Generator<ReportParcel, void, void> {
  yield { part: 'frame', frame: { ...audited, report: { ...audited.report, items: [] } } };
  for (const items of portions(audited.report.items, () => ITEM_WEIGHT)) yield { part: 'items', items };
}

function frameOf(facts: RecoveryFacts): RecoveryFacts {
  const withoutRows = (database: DatabaseFact): DatabaseFact =>
    database.rows.state === 'read'
      ? { ...database, rows: { state: 'read', value: { ...database.rows.value, byId: new Map() } } }
      : database;
  return {
    ...facts,
    live: [],
    backups: [],
    temporaries: [],
    turnJournals: [],
    agentFiles: [],
    index: facts.index.state === 'read' ? { state: 'read', value: new Map() } : facts.index,
    databases: facts.databases.map(withoutRows),
  };
}

function* portions<T>(items: Iterable<T>, weigh: (item: T) => number): Generator<T[], void, void> {
  let portion: T[] = [];
  let weight = 0;
  for (const item of items) {
    portion.push(item);
    weight += weigh(item);
    if (weight < PARCEL_WEIGHT) continue;
    yield portion;
    portion = [];
    weight = 0;
  }
  if (portion.length > 0) yield portion;
}

/** What is long in an item is a list of prints or events; everything else about it is a few objects. */
function weightOf(item: object): number {
  const content = 'content' in item ? (item as FileFact).content : null;
  const conversation =
    content?.state === 'whole' ? content.conversation : content?.state === 'damaged' ? content.salvage : null;
  const messages = 'messages' in item ? (item as RowFact).messages : null;
  const lists = [item, conversation, messages].flatMap((holder): unknown[] =>
    holder === null ? [] : ['prints', 'beside', 'undone', 'events'].map((key) => (holder as Record<string, unknown>)[key]),
  );
  return lists.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 4);
}

/** Adds a parcel to what came before it; the first is a frame. */
export function unpackFacts(facts: RecoveryFacts | null, parcel: FactsParcel): RecoveryFacts {
  if (parcel.part === 'frame') return parcel.frame;
  if (facts === null) throw new Error('The frame has not come.');
  if (parcel.part === 'index') {
    if (facts.index.state === 'read') addAll(facts.index.value, parcel.rows);
  } else if (parcel.part === 'rows') {
    const rows = facts.databases[parcel.database]?.rows;
    if (rows?.state === 'read') addAll(rows.value.byId, parcel.rows.map((row) => [row.id, row] as const));
  } else {
    // The frame's own lists: they came with it, empty, and nobody else has them yet.
    (facts[parcel.part] as unknown[]).push(...parcel.items);
  }
  return facts;
}

/** @see unpackFacts */
export function unpackReport(audited: AuditedDirectory | null, parcel: ReportParcel): AuditedDirectory {
  if (parcel.part === 'frame') return parcel.frame;
  if (audited === null) throw new Error('The frame has not come.');
  (audited.report.items as ReportItem[]).push(...parcel.items);
  return audited;
}

function addAll<V>(map: ReadonlyMap<string, V>, entries: Iterable<readonly [string, V]>): void {
  for (const [key, value] of entries) (map as Map<string, V>).set(key, value);
}
