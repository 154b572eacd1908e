import { parseArgs } from 'node:util';
import { stress, STRESS_MODES, stressTable } from './stressRun';
import type { StressResult } from './stressRun';

/** `npm run stress -- --seconds N [--mode MODE] [--seed N]`: N seconds a mode, a table, exit 1 if any read was torn. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      mode: { type: 'string', multiple: true },
      seed: { type: 'string', default: String(Date.now() % 1e6) },
    },
  });
  const unknown = values.mode?.find((mode) => !STRESS_MODES.some((known) => known === mode));
  const seconds = Number(values.seconds);
  if (unknown !== undefined || !(seconds > 0)) {
    console.error(`usage: npm run stress -- [--seconds N] [--seed N] [--mode ${STRESS_MODES.join('|')}]…`);
    process.exitCode = 64;
    return;
  }
  const modes = STRESS_MODES.filter((mode) => values.mode === undefined || values.mode.includes(mode));
  console.log(`${seconds} s a mode, seed ${values.seed}`);
  const results: StressResult[] = [];
  for (const mode of modes) {
    const result = await stress({ mode, seconds, seed: Number(values.seed) });
    results.push(result);
    console.log(`${mode}: ${JSON.stringify(result.reasons)}`);
    for (const torn of result.torn.slice(0, 10)) console.log(`  torn: ${torn}`);
  }
  console.log(`\n${stressTable(results)}`);
  process.exitCode = results.some((result) => result.torn.length > 0) ? 1 : 0;
}

void main();
