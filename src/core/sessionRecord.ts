/**
 * One row of `sessions` in a state.db, reduced to what listing and lineage need. Names and units are Hermes's own:
 * times are seconds since 1970, as stored. A column that the schema lacks is null (every column but id, source
 * and started_at is optional), flags then read as "not set".
 */
export interface SessionRecord {
  readonly id: string;
  readonly source: string;
  readonly title: string | null;
  readonly parent_session_id: string | null;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly end_reason: string | null;
  /** Hermes's cached number of live messages; may be stale, so it is only shown as Hermes shows it. */
  readonly message_count: number | null;
  readonly last_activity_at: number | null;
  readonly archived: boolean;
  readonly hidden: boolean;
  readonly pinned: boolean;
  readonly session_key: string | null;
  /** Markers in `model_config` (JSON): the parent's id, or `__orphaned__`. */
  readonly branched_from: string | null;
  readonly delegate_from: string | null;
  readonly reset_from: string | null;
  /** The newest `timestamp` among the session's messages, all states; null when it has none. */
  readonly newest_message_at: number | null;
  /** True when only messages exist and the row is missing: everything else is unknown. */
  readonly rowMissing: boolean;
}

// Salvaged rows carried values like 5e246: outside 2000-01-01..2100-01-01 a time is no time.
const EARLIEST_SECONDS = 946_684_800;
const LATEST_SECONDS = 4_102_444_800;

/** The value when it is a believable time in seconds since 1970, else null. */
export function saneSeconds(value: number | null): number | null {
  return value !== null && value >= EARLIEST_SECONDS && value <= LATEST_SECONDS ? value : null;
}

/** Milliseconds since 1970 for a stored time in seconds, or null when it is missing or absurd. */
export function toMs(seconds: number | null): number | null {
  const sane = saneSeconds(seconds);
  return sane === null ? null : sane * 1000;
}

/**
 * When a session was last active, in seconds: the later of `last_activity_at` and its newest message, else its start.
 * Source: Hermes's `list_sessions_rich`.
 */
export function lastActive(record: SessionRecord): number | null {
  const activity = saneSeconds(record.last_activity_at);
  const message = saneSeconds(record.newest_message_at);
  if (activity !== null && message !== null) return Math.max(activity, message);
  return activity ?? message ?? record.started_at;
}
