/**
 * Packages the extension: production build, then vsce. A warning of vsce is a failure, and so is a package that grew
 * too large.
 */
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './setup.mjs';
import { Problem, root, runNode, stop } from './process.mjs';

const LIMIT_BYTES = 2.5 * 1024 * 1024;

/** Resolves with the path and size of the package. `quiet` keeps back what vsce says unless it fails. */
export async function packageExtension({ quiet = false } = {}) {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const vsix = join(root, `${name}-${version}.vsix`);
  rmSync(vsix, { force: true });
  const built = await runNode(['esbuild.mjs', '--production'], { quiet: true });
  if (built.code !== 0) throw new Problem('The production build failed.');
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  // Everything that runs is bundled into dist/, so no node_modules are looked at.
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    vsix,
  ];
  const { code, output } = await runNode([vsce, ...args], { quiet });
  if (code !== 0) throw new Problem(`vsce could not package the extension (exit code ${code}).`);
  if (/\b(WARN|WARNING)\b/i.test(output)) throw new Problem(`vsce warned about the package:\n${output}`);
  const sizeBytes = statSync(vsix).size;
  if (sizeBytes >= LIMIT_BYTES) {
    throw new Problem(`The package has ${sizeBytes} bytes; at most ${LIMIT_BYTES} are wanted.`);
  }
  return { vsix, sizeBytes };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await installDependencies();
    await packageExtension();
  } catch (error) {
    stop(error);
  }
}
