/** Documents that are on no disk: conversations before and after a repair, and reports of repairs. They only show. */
import * as vscode from 'vscode';
import { exportFileName } from '../../core/export/fileName';
import type { NewContent } from '../../core/recovery/content';
import type { RepairStep } from '../../core/recovery/plan';
import { SKIP_WORDS } from '../../core/words/repair';
import { REVIEW_WORDS } from '../../core/words/review';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import { say } from '../../core/words/say';
import type { PlannedRepair } from '../../io/repairWorker/api';
import type { RepairClient } from '../../io/repairWorker/client';
import type { StepTexts } from '../../io/repairs/stepTexts';

export const REPAIR_SCHEME = 'hermes-repair';

/** Reviews and reports that are remembered; older ones say that they are over. */
const MOST = 20;

interface Review {
  readonly sessionDir: string;
  readonly steps: readonly RepairStep<NewContent>[];
  /** By step: both sides are made together, and asked for one by one. */
  readonly texts: Map<number, Promise<StepTexts>>;
}

type Side = 'before' | 'after';

/** What stands in the query of an address. */
type Address =
  | { readonly review: string; readonly step: number; readonly side: Side }
  | { readonly report: string };

export class RepairDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly reviews = new Map<string, Review>();
  private readonly reports = new Map<string, string>();
  private readonly registered: vscode.Disposable;
  private next = 1;

  constructor(private readonly client: RepairClient) {
    this.registered = vscode.workspace.registerTextDocumentContentProvider(REPAIR_SCHEME, this);
  }

  /** One entry for each conversation that changes, for `vscode.changes`. */
  addReview({ plan, reviews }: PlannedRepair): [label: vscode.Uri, before: vscode.Uri, after: vscode.Uri][] {
    const review = this.name();
    remember(this.reviews, review, { sessionDir: plan.sessionDir, steps: plan.steps, texts: new Map() });
    return plan.steps.flatMap((one, step): [vscode.Uri, vscode.Uri, vscode.Uri][] => {
      const looked = reviews[step];
      if (looked === undefined || looked.state === 'no_content') return [];
      const title = looked.state === 'ready' ? (looked.title ?? '') : '';
      const name = exportFileName(title === '' ? (one.sessionId ?? '') : title, 'text', false);
      const at = (side: Side): vscode.Uri => addressOf(name, { review, step, side });
      return [[at('after'), at('before'), at('after')]];
    });
  }

  /** Where a report in Markdown stands from now on. */
  addReport(title: string, markdown: string): vscode.Uri {
    const report = this.name();
    remember(this.reports, report, markdown);
    return addressOf(exportFileName(title, 'markdown', false), { report });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const address = parseAddress(uri.query);
    if (address === null) return `${REVIEW_WORDS.gone}\n`;
    if ('report' in address) return this.reports.get(address.report) ?? `${REPAIRING_WORDS.reportGone}\n`;
    const review = this.reviews.get(address.review);
    const step = review?.steps[address.step];
    if (review === undefined || step === undefined) return `${REVIEW_WORDS.gone}\n`;
    const texts = await this.texts(review, address.step, step);
    if (texts.state === 'ready') return texts[address.side];
    const reason = texts.state === 'skipped' ? SKIP_WORDS[texts.reason] : '';
    return `${say(REVIEW_WORDS, 'problem', { reason })}\n`;
  }

  dispose(): void {
    this.registered.dispose();
  }

  private texts({ sessionDir, texts }: Review, index: number, step: RepairStep<NewContent>): Promise<StepTexts> {
    const known = texts.get(index);
    if (known !== undefined) return known;
    const asked = this.client.call('texts', [sessionDir, step, vscode.env.language]);
    texts.set(index, asked);
    // What could not be had is asked for anew when it is looked at again.
    asked.catch(() => texts.delete(index));
    return asked;
  }

  private name(): string {
    const name = String(this.next);
    this.next += 1;
    return name;
  }
}

const addressOf = (name: string, address: Address): vscode.Uri =>
  vscode.Uri.from({ scheme: REPAIR_SCHEME, path: `/${name}`, query: JSON.stringify(address) });

/** Editors of an earlier window are restored with the addresses they had. */
function parseAddress(query: string): Address | null {
  try {
    const value: unknown = JSON.parse(query);
    return typeof value === 'object' && value !== null && ('report' in value || 'review' in value) ? (value as Address) : null;
  } catch {
    return null;
  }
}

function remember<T>(kept: Map<string, T>, name: string, value: T): void {
  kept.set(name, value);
  for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST))) kept.delete(old);
}
