/** Findings that a person put away, by place and by the finding's key: one whose evidence changes comes back by itself. */
import type { Memento } from 'vscode';

export const DISMISS_REASONS = ['keep_deleted', 'not_a_fault'] as const;
export type DismissReason = (typeof DISMISS_REASONS)[number];

export interface Dismissal {
  readonly reason: DismissReason;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const STORE = 'recovery.dismissed';
/** Of one place; the oldest are forgotten, so that what is kept does not grow for ever. */
const MOST = 2_000;

type Kept = ReadonlyMap<string, ReadonlyMap<string, Dismissal>>;
const NONE: ReadonlyMap<string, Dismissal> = new Map();

export class Dismissals {
  private stored: unknown = null;
  private parsed: Kept = new Map();

  constructor(private readonly memento: Memento) {}

  of(placeKey: string): ReadonlyMap<string, Dismissal> {
    return this.all().get(placeKey) ?? NONE;
  }

  add(placeKey: string, key: string, dismissal: Dismissal): Thenable<void> {
    return this.change(placeKey, (kept) => kept.set(key, dismissal));
  }

  remove(placeKey: string, key: string): Thenable<void> {
    return this.change(placeKey, (kept) => kept.delete(key));
  }

  private change(placeKey: string, edit: (kept: Map<string, Dismissal>) => unknown): Thenable<void> {
    const kept = new Map(this.of(placeKey));
    edit(kept);
    const newest = [...kept].sort(([, a], [, b]) => b.at - a.at).slice(0, MOST);
    const all = new Map(this.all()).set(placeKey, new Map(newest));
    return this.memento.update(
      STORE,
      Object.fromEntries([...all].map(([place, ofPlace]) => [place, Object.fromEntries(ofPlace)])),
    );
  }

  /** Asked of VS Code each time: another window may have changed it. */
  private all(): Kept {
    const stored = this.memento.get<unknown>(STORE);
    if (stored !== this.stored) {
      this.parsed = parse(stored);
      this.stored = stored;
    }
    return this.parsed;
  }
}

/** What another version left, or somebody edited, is taken as far as it makes sense. */
function parse(stored: unknown): Kept {
  const entries = isRecord(stored) ? Object.entries(stored) : [];
  return new Map(
    entries.map(([placeKey, kept]) => {
      const ofPlace = Object.entries(isRecord(kept) ? kept : {});
      return [placeKey, new Map(ofPlace.filter((entry): entry is [string, Dismissal] => isDismissal(entry[1])))];
    }),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isDismissal = (value: unknown): boolean =>
  isRecord(value) && typeof value.at === 'number' && (DISMISS_REASONS as readonly unknown[]).includes(value.reason);
