/** `hermes-sessions audit`. */
import { join } from 'node:path';
import { jsonText } from '../core/jsonText';
import { mergeReports, severityOf } from '../core/recovery/report';
import { AuditReader } from '../io/auditWorker/auditReader';
import { canBeJudged, shownHome } from './auditPlace';
import type { Output } from './output';
import type { AuditFormat, AuditWhere } from './recoveryArguments';
import { recoveryPlaces } from './recoveryPlaces';
import { renderReport, type AuditedPlace } from './renderReport';

export interface AuditOptions {
  readonly where: AuditWhere;
  readonly format: AuditFormat;
}

/** Exit code 0 clean, 1 only safe findings, 2 something needs a decision, 74 a session directory cannot be read. */
export async function auditCommand(options: AuditOptions, output: Output): Promise<0 | 1 | 2 | 74> {
  const reader = new AuditReader({
    workerPath: join(__dirname, 'auditWorker.js'),
    wasmPath: join(__dirname, 'sql-wasm.wasm'),
  });
  try {
    return await auditWith(reader, options, output);
  } finally {
    reader.dispose();
  }
}

async function auditWith(
  reader: AuditReader,
  { where, format }: AuditOptions,
  output: Output,
): Promise<0 | 1 | 2 | 74> {
  const places: AuditedPlace[] = [];
  for (const place of recoveryPlaces(where)) {
    const { sessionDir, options } = place;
    const audited = await reader.audit({ ...place, now: output.now() }, output.locale);
    if (!canBeJudged(audited, sessionDir, where, output)) return 74;
    places.push({ sessionDir, home: shownHome(audited, sessionDir), options, report: audited.report });
  }
  const report = mergeReports(places.map((place) => place.report));
  if (format === 'json') await output.write(`${jsonText(report, 1)}\n`);
  else await output.write(renderReport(places, format, output));
  return severityOf(report);
}
