/** A row of `sessions` as a core record: which cells are fetched and what they mean. */
import type { SessionRecord } from '../../core/sessionRecord';
import { numberOf, textOf } from './cells';
import type { Schema } from './schema';
import type { SqlValue } from '../sqlite/snapshotReader';

const COLUMNS = [
  'id',
  'source',
  'title',
  'parent_session_id',
  'started_at',
  'ended_at',
  'end_reason',
  'message_count',
  'last_activity_at',
  'archived',
  'hidden',
  'pinned',
  'session_key',
] as const;

/** The columns of a SELECT whose rows `sessionRecordOf` understands. */
export function sessionSelect(schema: Schema): string {
  const columns = COLUMNS.map((name) => (schema.sessions.has(name) ? `sessions.${name}` : 'NULL'));
  // `model_config` can be large; it is fetched only where it may carry a lineage marker.
  const markers = schema.sessions.has('model_config')
    ? `CASE WHEN instr(model_config, '_from"') > 0 THEN model_config END`
    : 'NULL';
  return [...columns, markers].join(', ');
}

/** `newestMessageAt`: seconds, null when the session has no message. */
export function sessionRecordOf(cells: readonly SqlValue[], newestMessageAt: number | null): SessionRecord {
  const markers = parseMarkers(textOf(cells[13]));
  return {
    id: textOf(cells[0]) ?? '',
    source: textOf(cells[1]) ?? '',
    title: textOf(cells[2]),
    parent_session_id: textOf(cells[3]),
    started_at: numberOf(cells[4]),
    ended_at: numberOf(cells[5]),
    end_reason: textOf(cells[6]),
    message_count: numberOf(cells[7]),
    last_activity_at: numberOf(cells[8]),
    archived: isSet(cells[9]),
    hidden: isSet(cells[10]),
    pinned: isSet(cells[11]),
    session_key: textOf(cells[12]),
    branched_from: markers._branched_from,
    delegate_from: markers._delegate_from,
    reset_from: markers._reset_from,
    newest_message_at: newestMessageAt,
    rowMissing: false,
  };
}

/** What is known of a session whose row is missing or lies in a damaged page. */
export function recordWithoutRow(id: string, newestMessageAt: number | null): SessionRecord {
  return {
    id,
    source: '',
    title: null,
    parent_session_id: null,
    started_at: null,
    ended_at: null,
    end_reason: null,
    message_count: null,
    last_activity_at: null,
    archived: false,
    hidden: false,
    pinned: false,
    session_key: null,
    branched_from: null,
    delegate_from: null,
    reset_from: null,
    newest_message_at: newestMessageAt,
    rowMissing: true,
  };
}

const isSet = (cell: SqlValue | undefined): boolean => (numberOf(cell) ?? 0) !== 0;

type Markers = Readonly<Record<'_branched_from' | '_delegate_from' | '_reset_from', string | null>>;
const NO_MARKERS: Markers = { _branched_from: null, _delegate_from: null, _reset_from: null };

/** Lineage markers of a `model_config`; broken JSON carries none. */
function parseMarkers(text: string | null): Markers {
  if (text === null) return NO_MARKERS;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return NO_MARKERS;
    const marker = (name: keyof Markers): string | null => {
      const found = (value as Record<string, unknown>)[name];
      return typeof found === 'string' && found !== '' ? found : null;
    };
    return {
      _branched_from: marker('_branched_from'),
      _delegate_from: marker('_delegate_from'),
      _reset_from: marker('_reset_from'),
    };
  } catch {
    return NO_MARKERS;
  }
}
