/** A damaged home, and what the repair thread is asked about it. */
import { join } from 'node:path';
import { build } from 'esbuild';
import type { AuditPlace } from '../../../../src/io/recovery/auditPlaces';
import { conversation, DamagedHome, talk } from '../../../support/damagedHome';
import { projectRoot } from '../../../support/nativeNode';

/** Two conversations that shrank, one whose stream is dead, and an index that has all three. */
export function shrunkenHome(): DamagedHome {
  const home = new DamagedHome();
  for (const id of ['aaa', 'bbb']) {
    home.write(`${id}.json`, conversation(id, talk(2, 6)));
    home.write(`${id}.json.bak`, conversation(id, talk(8)));
  }
  home.write('ccc.json', conversation('ccc', talk(2), { active_stream_id: 'gone' }));
  home.writeIndex(['aaa', 'bbb', 'ccc'].map((id) => ({ session_id: id, title: id, message_count: 2 })));
  return home;
}

export const placeOf = (home: DamagedHome): AuditPlace => ({ sessionDir: home.path(), databases: [], agentDirs: [] });

/** Builds the thread as it is shipped; the path of the bundle. */
export async function buildRepairWorker(dir: string): Promise<string> {
  const outfile = join(dir, 'repairWorker.js');
  await build({
    absWorkingDir: projectRoot(),
    entryPoints: [join('src', 'io', 'repairWorker', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'silent',
  });
  return outfile;
}
