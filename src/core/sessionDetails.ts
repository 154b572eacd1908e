/** What a tooltip and the terminal's JSON say about one session beyond its row in the list. Unknown is null. Times in ms. */
export interface SessionDetails {
  readonly id: string;
  readonly model: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly endReason: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly toolCallCount: number | null;
  /** `actual_cost_usd`, else `estimated_cost_usd`. */
  readonly costUsd: number | null;
  readonly costIsEstimated: boolean;
  readonly cwd: string | null;
  readonly gitRepoRoot: string | null;
  readonly gitBranch: string | null;
}
