/**
 * Writes conversation files as Hermes WebUI does: a new file under a temporary name and a rename over the live one, a
 * previous copy when messages became fewer, and at its start the previous copy over a live file with fewer messages.
 * It asks nobody, and looks at nothing that another program did in between.
 */
import { join } from 'node:path';
import type { Disk } from '../../src/io/repairRun/disk';

export interface SavedConversation {
  readonly session_id: string;
  readonly messages: readonly unknown[];
}

export interface WebuiSaver {
  /** Returns the text that it saved. */
  save(conversation: SavedConversation): string;
  /** What it does when it starts; returns the text that took the live file's place, null when there was no need. */
  restoreAtStart(sid: string): string | null;
}

export function webuiSaver(dir: string, disk: Disk, thread = 1): WebuiSaver {
  const read = (name: string): string | null => {
    try {
      return Buffer.from(disk.read(join(dir, name))).toString();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  };
  const write = (temporary: string, target: string, text: string): void => {
    disk.create(join(dir, temporary), Buffer.from(text), { mode: 0o644, owner: null });
    disk.syncFile(join(dir, temporary));
    disk.rename(join(dir, temporary), join(dir, target));
  };
  return {
    save(conversation) {
      const sid = conversation.session_id;
      const text = JSON.stringify(conversation);
      const old = read(`${sid}.json`);
      if (old !== null && countMessages(old) > conversation.messages.length) {
        write(`${sid}.json.bak.tmp.${process.pid}.${thread}`, `${sid}.json.bak`, old);
      }
      write(`${sid}.tmp.${process.pid}.${thread}`, `${sid}.json`, text);
      return text;
    },
    restoreAtStart(sid) {
      const backup = read(`${sid}.json.bak`);
      if (backup === null) return null;
      const live = read(`${sid}.json`);
      if (live !== null && countMessages(live) >= countMessages(backup)) return null;
      // Its name for this has no process id.
      write(`${sid}.json.recover.tmp`, `${sid}.json`, backup);
      return backup;
    },
  };
}

/** -1 for what cannot be read. */
function countMessages(text: string): number {
  try {
    const { messages } = JSON.parse(text) as { messages?: unknown };
    return Array.isArray(messages) ? messages.length : -1;
  } catch {
    return -1;
  }
}
