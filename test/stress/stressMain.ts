import { parseArgs } from 'node:util';
import { REPAIR_MODES, stressRepair } from './repairStress';
import { stress, STRESS_MODES, stressTable } from './stressRun';
import type { StressResult } from './stressRun';

/**
 * `npm run stress -- --seconds N [--mode MODE] [--seed N]`: N seconds a mode, a table, exit 1 if any read was torn or any
 * proof of the repair failed.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      mode: { type: 'string', multiple: true },
      seed: { type: 'string', default: String(Date.now() % 1e6) },
    },
  });
  const known: readonly string[] = [...STRESS_MODES, ...REPAIR_MODES];
  const unknown = values.mode?.find((mode) => !known.includes(mode));
  const seconds = Number(values.seconds);
  if (unknown !== undefined || !(seconds > 0)) {
    console.error(`usage: npm run stress -- [--seconds N] [--seed N] [--mode ${known.join('|')}]…`);
    process.exitCode = 64;
    return;
  }
  const isWanted = (mode: string): boolean => values.mode === undefined || values.mode.includes(mode);
  console.log(`${seconds} s a mode, seed ${values.seed}`);
  const results: StressResult[] = [];
  for (const mode of STRESS_MODES.filter(isWanted)) {
    const result = await stress({ mode, seconds, seed: Number(values.seed) });
    results.push(result);
    console.log(`${mode}: ${JSON.stringify(result.reasons)}`);
    for (const torn of result.torn.slice(0, 10)) console.log(`  torn: ${torn}`);
  }
  if (results.length > 0) console.log(`\n${stressTable(results)}\n`);

  let hasFailed = results.some((result) => result.torn.length > 0);
  for (const mode of REPAIR_MODES.filter(isWanted)) {
    const { rounds, looks, failure } = await stressRepair(mode, seconds, Number(values.seed));
    console.log(`${mode.padEnd(12)} ${rounds} rounds, ${looks} looked at, ${failure ?? 'every proof held'}`);
    hasFailed ||= failure !== null;
  }
  process.exitCode = hasFailed ? 1 : 0;
}

void main();
