/** Audits that are answered by the test, and places that are on no disk. */
import * as vscode from 'vscode';
import { CancellationError } from '../../src/core/failure';
import type { Category } from '../../src/core/recovery/finding';
import type { ReportItem } from '../../src/core/recovery/report';
import type { AuditedDirectory } from '../../src/io/auditWorker/parcels';
import type { ProfileLocation } from '../../src/io/hermesHome';
import type { ProfileModel } from '../../src/ui/profileModel';
import type { PlaceAuditor } from '../../src/ui/recovery/recoveryModel';

/** What an audit says beside its findings. */
export interface Said {
  readonly directory?: AuditedDirectory['directory'];
  readonly isSettled?: boolean;
  readonly conversations?: number;
  readonly notChecked?: AuditedDirectory['report']['not_checked'];
}

/** An audit that was asked for, and has to be answered. */
export interface AskedAudit {
  readonly sessionDir: string;
  readonly signal: AbortSignal | undefined;
  readonly answer: (items?: readonly ReportItem[], said?: Said) => void;
  readonly fail: (error: unknown) => void;
}

export class FakeAudits {
  readonly asked: AskedAudit[] = [];
  disposed = 0;

  readonly auditor = (): PlaceAuditor => ({
    audit: ({ sessionDir }, _locale, signal) =>
      new Promise<AuditedDirectory>((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new CancellationError()));
        this.asked.push({ sessionDir, signal, answer: (items = [], said = {}) => resolve(audited(sessionDir, items, said)), fail: reject });
      }),
    dispose: () => void (this.disposed += 1),
  });

  /** The audit that was asked for as number `count`, once it has been. */
  async ask(count: number): Promise<AskedAudit> {
    while (this.asked.length < count) await new Promise(setImmediate);
    return this.asked[count - 1]!;
  }
}

function audited(sessionDir: string, items: readonly ReportItem[], said: Said): AuditedDirectory {
  const count = (category: Category): number => items.filter((item) => item.category === category).length;
  return {
    sessionDir,
    directory: said.directory ?? { state: 'read', value: null },
    isSettled: said.isSettled ?? true,
    report: {
      status: 'ok',
      summary: {
        ok: said.conversations ?? 3,
        repairable: count('repairable'),
        unsafe_to_repair: count('unsafe_to_repair'),
        information: count('information'),
      },
      items,
      not_checked: said.notChecked ?? [],
    },
  };
}

/** The profiles of homes with one profile each, and an event that they are others now. */
export class FakeHomes implements vscode.Disposable {
  roots: readonly string[] = ['/a'];
  readonly moved = new vscode.EventEmitter<void>();
  readonly profiles = {
    models: () => this.roots.map((root) => ({ location: locationOf(root) }) as ProfileModel),
    readyModels: async () => this.profiles.models(),
    onDidChange: this.moved.event,
  };

  dispose(): void {
    this.moved.dispose();
  }
}

const locationOf = (root: string): ProfileLocation => ({
  key: root,
  rootPath: root,
  homePath: root,
  profile: 'default',
  isActive: true,
  foundBy: 'default',
  stateDbPath: `${root}/state.db`,
  sessionDirPath: `${root}/webui/sessions`,
  agentSessionsPath: null,
  cronJobsPath: null,
  backend: 'sqlite',
  isStandalone: false,
});
