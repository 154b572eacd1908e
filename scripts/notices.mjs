/** The licences of what is bundled, written from the packages themselves so that they cannot fall behind. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Shipped as files beside the bundles, so no bundle's list of inputs names it. */
const COPIED = ['@vscode/codicons'];

/**
 * Writes name, version, licence and licence text of every package that has one of `inputs` (paths as esbuild lists them).
 * Throws when a package has no licence text: then it must not be shipped unread.
 */
export function writeNotices(inputs, target) {
  const names = new Set([...inputs.flatMap((path) => packageOf(path) ?? []), ...COPIED]);
  const notices = [...names].sort().map((name) => {
    const folder = join('node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
    if (files.length === 0) throw new Error(`${name} has no licence text`);
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
    return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
  });
  writeFileSync(target, `Hermes Sessions contains these packages.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`);
}

function packageOf(path) {
  const inside = path.split('node_modules/').at(-1);
  if (inside === path) return undefined;
  const [scope, name] = inside.split('/');
  const full = scope.startsWith('@') ? `${scope}/${name}` : scope;
  return existsSync(join('node_modules', full, 'package.json')) ? full : undefined;
}
