/** `hermes-sessions audit`. */
import { basename, dirname, join } from 'node:path';
import { mergeReports, severityOf } from '../core/recovery/report';
import { visibleText } from '../core/visibleText';
import { AUDIT_WORDS } from '../core/words/recovery';
import { say } from '../core/words/say';
import { AuditReader } from '../io/auditWorker/auditReader';
import { auditPlaces, type AuditPlace } from '../io/recovery/auditPlaces';
import type { AuditFormat, AuditWhere } from './arguments';
import { absolute, homeLocations } from './openProfiles';
import { jsonText } from './jsonText';
import type { Output } from './output';
import { renderReport, type AuditedPlace } from './renderReport';

export interface AuditOptions {
  readonly where: AuditWhere;
  readonly format: AuditFormat;
}

/** Exit code 0 clean, 1 only safe findings, 2 something needs a decision, 74 a session directory cannot be read. */
export async function auditCommand(options: AuditOptions, output: Output): Promise<0 | 1 | 2 | 74> {
  const { where } = options;
  const places = 'sessionDir' in where ? [namedPlace(where)] : auditPlaces(homeLocations(where.home));
  const reader = new AuditReader({
    workerPath: join(__dirname, 'auditWorker.js'),
    wasmPath: join(__dirname, 'sql-wasm.wasm'),
  });
  try {
    return await auditPlacesWith(reader, places, options, output);
  } finally {
    reader.dispose();
  }
}

async function auditPlacesWith(
  reader: AuditReader,
  places: readonly AuditPlace[],
  { where, format }: AuditOptions,
  output: Output,
): Promise<0 | 1 | 2 | 74> {
  const audited: AuditedPlace[] = [];
  for (const place of places) {
    const { directory, isSettled, report } = await reader.audit({ ...place, now: output.now() }, output.locale);
    const dir = visibleText(place.sessionDir);
    if (directory.state === 'unreadable') {
      output.remark(say(AUDIT_WORDS, 'unreadable', { dir, errno: directory.reason }));
      return 74;
    }
    if (directory.state === 'absent') {
      output.remark(say(AUDIT_WORDS, 'absent', { dir }));
      // What was named has to be there; a home may be without a WebUI, and its databases are looked at all the same.
      if ('sessionDir' in where) return 74;
    }
    if (!isSettled) output.remark(say(AUDIT_WORDS, 'unsettled', { dir }));
    // Where `show` finds what was audited: the folder itself, or the home that has none.
    const home = directory.state === 'absent' ? dirname(dirname(place.sessionDir)) : place.sessionDir;
    audited.push({ sessionDir: place.sessionDir, home, report });
  }
  const report = mergeReports(audited.map((place) => place.report));
  if (format === 'json') await output.write(`${jsonText(report, 1)}\n`);
  else await output.write(renderReport(audited, format, output));
  return severityOf(report);
}

function namedPlace(where: Extract<AuditWhere, { readonly sessionDir: string }>): AuditPlace {
  const databases = where.stateDbs.map(absolute).map((path) => ({ path, profile: basename(dirname(path)) }));
  return { sessionDir: absolute(where.sessionDir), databases, agentDirs: [] };
}
