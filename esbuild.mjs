/**
 * Builds what is shipped into `dist/` (bundled, one file an entry) and, with `--tests`, transpiles `src` and `test`
 * file by file into `out/js`, so that mocha and the extension host run exactly the sources with usable stack traces.
 */
import { build } from 'esbuild';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNotices } from './scripts/notices.mjs';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));
const production = process.argv.includes('--production');
const withTests = process.argv.includes('--tests');

const all = { sourcemap: !production, minify: production, logLevel: 'warning', legalComments: 'none' };
// Without native `import()`: file by file it would be left as it is, and Node would then want the names with their endings.
const node = { ...all, platform: 'node', target: 'node20', format: 'cjs', supported: { 'dynamic-import': false } };
const browser = { ...all, platform: 'browser', target: 'chrome120', format: 'iife' };
/** Leaves the Markdown parser to the file of its own that lies beside a bundle. */
const markdownBeside = {
  name: 'markdown-beside',
  setup: (build) => void build.onResolve({ filter: /\/markdown\/markdown$/ }, () => ({ path: './markdown', external: true })),
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
const bundles = await Promise.all([
  // Two thirds of the extension's code parse Markdown: a file of its own, that activation neither reads nor compiles, nor
  // a worker before its first export.
  bundle(node, { extension: 'src/extension.ts' }, { external: ['vscode'], plugins: [markdownBeside] }),
  bundle(node, { markdown: 'src/markdown/markdown.ts' }),
  bundle(node, { worker: 'src/io/worker/main.ts' }, { plugins: [markdownBeside] }),
  bundle(node, { findWorker: 'src/io/findWorker/main.ts' }),
  bundle(node, { auditWorker: 'src/io/auditWorker/main.ts' }),
  bundle(node, { repairWorker: 'src/io/repairWorker/main.ts' }),
  bundle(node, { cli: 'src/cli.ts' }, { banner: { js: '#!/usr/bin/env node' }, plugins: [markdownBeside] }),
  bundle(browser, { transcript: 'src/webview/transcript.ts' }),
  bundle(browser, { finding: 'src/webview/finding.ts' }),
]);
cpSync('node_modules/sql.js/dist/sql-wasm.wasm', 'dist/sql-wasm.wasm');
cpSync('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/codicon.ttf');
writeNotices(bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs)), 'dist/ThirdPartyNotices.txt');

if (withTests) {
  rmSync('out/js', { recursive: true, force: true });
  const entryPoints = [...sources('src'), ...sources('test')];
  await build({ ...node, entryPoints, outdir: 'out/js', outbase: '.', sourcemap: 'inline' });
}

function bundle(target, entryPoints, options = {}) {
  return build({ ...target, ...options, entryPoints, bundle: true, metafile: true, outdir: 'dist' });
}

function sources(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => join(folder, file));
}
