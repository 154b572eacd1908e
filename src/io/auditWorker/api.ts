/** The messages between an `AuditReader`, its thread, and that thread's helper. Plain values: all cross by clone. */
import type { FactsRequest } from '../recovery/readFacts';
import type { FileBatch } from './fileBatch';
import type { FactsParcel, ReportParcel } from './parcels';

export type ThreadOptions =
  | { readonly role: 'audit'; readonly wasmPath: string }
  /** Reads batches of files for an audit thread, and nothing else. */
  | { readonly role: 'helper' };

/** The facts themselves, or what an audit of them says. */
export type Wanted = { readonly kind: 'facts' } | { readonly kind: 'report'; readonly locale: string };

export type AuditOrder =
  | { readonly order: 'read'; readonly id: number; readonly request: FactsRequest; readonly wanted: Wanted }
  /** The last parcel was taken in; the next may come. */
  | { readonly order: 'next'; readonly id: number }
  | { readonly order: 'cancel'; readonly id: number };

export type AuditAnswer =
  | { readonly id: number; readonly outcome: 'parcel'; readonly parcel: FactsParcel | ReportParcel }
  | { readonly id: number; readonly outcome: 'done' }
  | { readonly id: number; readonly outcome: 'cancelled' }
  /** A bug: the stack is for the log. */
  | { readonly id: number; readonly outcome: 'error'; readonly message: string; readonly stack: string };

export interface HelperOrder {
  readonly id: number;
  readonly batch: FileBatch;
}
