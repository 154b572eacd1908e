/** A session directory in a temporary folder, and a run's ports on the real disk. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome, SkipReason } from '../../../../src/core/recovery/outcome';
import type { Expected, RepairPlan, RepairStep } from '../../../../src/core/recovery/plan';
import type { StepSource } from '../../../../src/io/repairRun/applyPlan';
import type { Disk } from '../../../../src/io/repairRun/disk';
import { nodeDisk } from '../../../../src/io/repairRun/nodeDisk';
import type { RunPorts } from '../../../../src/io/repairRun/ports';
import type { RunResult } from '../../../../src/io/repairRun/runResult';

export const NOW = Date.UTC(2030, 0, 1, 12);

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const isFile = (text: string): Expected => ({ state: 'file', sha256: sha256(text) });
export const ABSENT: Expected = { state: 'absent' };

/** The content of a step is its new text. */
export type TextStep = RepairStep<string>;

/** In memory where there is such a place: thousands of small directories are made. */
const QUICK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export class RepairHouse {
  readonly dir = join(mkdtempSync(join(QUICK, 'hs-')), 'sessions');
  now = NOW;
  private ids = 0;

  constructor(files: Readonly<Record<string, string>> = {}) {
    mkdirSync(this.dir);
    for (const [name, text] of Object.entries(files)) this.put(name, text);
  }

  remove(): void {
    rmSync(join(this.dir, '..'), { recursive: true });
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  put(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  text(name: string): string | null {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), 'utf8') : null;
  }

  /** Every file with its text and mode, `_recovery` left out. */
  state(): Record<string, string> {
    const names = readdirSync(this.dir).filter((name) => name !== '_recovery');
    return Object.fromEntries(
      names.sort().map((name) => {
        const stat = lstatSync(this.path(name));
        const text = stat.isFile() ? readFileSync(this.path(name), 'utf8') : 'no file';
        return [name, `${(stat.mode & 0o7777).toString(8)} ${stat.nlink} ${text}`];
      }),
    );
  }

  /** Texts of everything that runs keep, by path from `_recovery`. */
  kept(): Record<string, string> {
    const root = this.path('_recovery');
    if (!existsSync(root)) return {};
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
    const files = names.filter((name) => lstatSync(join(root, name)).isFile());
    return Object.fromEntries(
      files.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(root, name), 'utf8')]),
    );
  }

  ports(changes: Partial<RunPorts> = {}): RunPorts {
    return {
      disk: nodeDisk,
      now: () => (this.now += 1),
      newId: () => (this.ids += 1).toString(16).padStart(12, '0'),
      host: { name: 'here', bootId: 'boot', containerId: 'container', pid: 4242, isAlive: () => false },
      pause: () => undefined,
      ...changes,
    };
  }

  plan(...steps: TextStep[]): RepairPlan<string> {
    return { version: 1, sessionDir: this.dir, madeAt: NOW, steps };
  }
}

export const replace = (id: string, old: string, text: string): TextStep => ({
  action: 'replace',
  sessionId: id,
  target: `${id}.json`,
  expected: isFile(old),
  content: text,
  kinds: ['shrunken_live'],
});

export const create = (id: string, text: string): TextStep => ({
  action: 'create',
  sessionId: id,
  target: `${id}.json`,
  expected: ABSENT,
  content: text,
  kinds: ['orphan_backup'],
});

export const moveAside = (id: string, target: string, old: string): TextStep => ({
  action: 'move_aside',
  sessionId: id,
  target,
  expected: isFile(old),
  content: null,
  kinds: ['stale_temp_file'],
});

export const index = (old: string | null, text: string): TextStep => ({
  action: 'replace_derived',
  sessionId: null,
  target: '_index.json',
  expected: old === null ? ABSENT : isFile(old),
  content: text,
  kinds: ['index_missing_entry'],
});

export function source(recheck: (step: TextStep) => SkipReason | null = () => null): StepSource<string> {
  return {
    make: ({ content }) => ({ kind: 'content', bytes: new TextEncoder().encode(content ?? '') }),
    recheck,
  };
}

/** "target: applied", "target: skipped changed", "target: failed ENOSPC". */
export const outcomes = ({ steps }: RunResult): string[] =>
  steps.map(({ step, outcome }) => `${step.target}: ${word(outcome)}`);

function word(outcome: Outcome): string {
  switch (outcome.state) {
    case 'applied':
      return 'applied';
    case 'skipped':
      return `skipped ${outcome.reason}`;
    case 'failed':
      return `failed ${outcome.errno}`;
  }
}

export const noDisk = (changes: Partial<Disk>): Disk => ({ ...nodeDisk, ...changes });
