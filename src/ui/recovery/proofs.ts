/** What was proven of the repairs of this window: the page of a finding says it in the place of what was wrong. */
import * as vscode from 'vscode';
import type { FoundItem } from './foundItem';
import { proofHolds, type Proof } from './proof';
import type { RecoveryPlace } from './recoveryPlace';

export class Proofs implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  /** By place, then by session id: the newest repair's. */
  private readonly known = new Map<string, ReadonlyMap<string, Proof>>();

  /** `found` is what the last check found in the place. */
  get({ key }: RecoveryPlace, sessionId: string, found: readonly FoundItem[]): Proof | null {
    const proof = this.known.get(key)?.get(sessionId) ?? null;
    return proof !== null && proofHolds(proof, found) ? proof : null;
  }

  add({ key }: RecoveryPlace, proofs: readonly Proof[]): void {
    const entries = proofs.map((proof) => [proof.conversation.sessionId, proof] as const);
    this.known.set(key, new Map([...(this.known.get(key) ?? []), ...entries]));
    this.changed.fire();
  }

  /** After an undo nothing of it holds any more. */
  forget({ key }: RecoveryPlace): void {
    if (this.known.delete(key)) this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
