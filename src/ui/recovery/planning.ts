/** Plans of repairs, and what a person saw of them: a plan that was reviewed is the one that is carried out. */
import * as vscode from 'vscode';
import { changedSinceReview, type PlannedConversation } from '../../core/recovery/repairSummary';
import type { PlannedRepair } from '../../io/repairWorker/api';
import type { RepairClient } from '../../io/repairWorker/client';
import { auditPlaceOf, findingsOf, type RepairTarget } from './repairTarget';

export interface Reviewed {
  readonly planned: PlannedRepair;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A plan that may be carried out now, and how it stands to the review of the same findings. */
export type Prepared =
  | { readonly state: 'not_reviewed'; readonly planned: PlannedRepair }
  /** `planned` has the steps that were reviewed, and everything around them as it is now. */
  | { readonly state: 'as_reviewed'; readonly planned: PlannedRepair; readonly at: number }
  | { readonly state: 'changed'; readonly planned: PlannedRepair; readonly changed: readonly PlannedConversation[] };

export class Planning {
  /** The newest review of each place, with the findings that it was of. */
  private readonly reviewed = new Map<string, Reviewed & { readonly findings: string }>();

  constructor(private readonly client: RepairClient) {}

  /** @throws CancellationError; Failure worker_lost */
  plan(target: RepairTarget, signal?: AbortSignal): Promise<PlannedRepair> {
    const { merges } = target;
    const choice = { findings: findingsOf(target), ...(merges === undefined ? {} : { merges }) };
    return this.client.call('plan', [auditPlaceOf(target.place), choice, vscode.env.language], signal === undefined ? {} : { signal });
  }

  remember(target: RepairTarget, planned: PlannedRepair, at: number): void {
    this.reviewed.set(target.place.key, { planned, at, findings: nameOf(target) });
  }

  /** After a repair or an undo nothing is as it was seen. */
  forget({ key }: RepairTarget['place']): void {
    this.reviewed.delete(key);
  }

  /** @throws CancellationError; Failure worker_lost */
  async prepare(target: RepairTarget, signal?: AbortSignal): Promise<Prepared> {
    const planned = await this.plan(target, signal);
    const seen = this.reviewed.get(target.place.key);
    if (seen === undefined || seen.findings !== nameOf(target)) return { state: 'not_reviewed', planned };
    const { plan, reviews } = seen.planned;
    const now = await this.client.call('review', [plan], signal === undefined ? {} : { signal });
    const changed = changedSinceReview({ steps: plan.steps, reviews }, now, planned.plan.steps);
    if (changed.length > 0) return { state: 'changed', planned, changed };
    return { state: 'as_reviewed', planned: { ...planned, plan, reviews }, at: seen.at };
  }
}

const nameOf = (target: RepairTarget): string => JSON.stringify([findingsOf(target).sort(), target.merges ?? []]);
