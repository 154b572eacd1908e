/** One session's numbers for tooltips and the terminal. */
import { toMs } from '../../core/sessionRecord';
import type { SessionDetails } from '../../core/sessionDetails';
import { numberOf, textOf } from './cells';
import type { Schema } from './schema';
import type { SnapshotReader } from '../sqlite/snapshotReader';

const COLUMNS = [
  'id',
  'model',
  'started_at',
  'ended_at',
  'end_reason',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'tool_call_count',
  'actual_cost_usd',
  'estimated_cost_usd',
  'cwd',
  'git_repo_root',
  'git_branch',
] as const;

/** Null when no row has this id. */
export function readDetails(db: SnapshotReader, schema: Schema, id: string): SessionDetails | null {
  const select = COLUMNS.map((name) => (schema.sessions.has(name) ? name : 'NULL')).join(', ');
  const cells = db.first(`SELECT ${select} FROM sessions WHERE id = ?`, [id]);
  if (cells === null) return null;
  const cell = (name: (typeof COLUMNS)[number]) => cells[COLUMNS.indexOf(name)];
  const actual = numberOf(cell('actual_cost_usd'));
  return {
    id,
    model: textOf(cell('model')),
    startedAt: toMs(numberOf(cell('started_at'))),
    endedAt: toMs(numberOf(cell('ended_at'))),
    endReason: textOf(cell('end_reason')),
    inputTokens: numberOf(cell('input_tokens')),
    outputTokens: numberOf(cell('output_tokens')),
    cacheReadTokens: numberOf(cell('cache_read_tokens')),
    cacheWriteTokens: numberOf(cell('cache_write_tokens')),
    reasoningTokens: numberOf(cell('reasoning_tokens')),
    toolCallCount: numberOf(cell('tool_call_count')),
    costUsd: actual ?? numberOf(cell('estimated_cost_usd')),
    costIsEstimated: actual === null,
    cwd: textOf(cell('cwd')),
    gitRepoRoot: textOf(cell('git_repo_root')),
    gitBranch: textOf(cell('git_branch')),
  };
}
