/**
 * Builds what is shipped into `dist/` (bundled, one file an entry) and, with `--tests`, transpiles `src` and `test`
 * file by file into `out/js`, so that mocha and the extension host run exactly the sources with usable stack traces.
 */
import { build } from 'esbuild';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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

/**
 * Asks for VS Code's API once, and gives every file that very object. Bundled as it is written, each `import * as vscode`
 * would copy the API's hundreds of names for itself: two thirds of what activation took.
 */
const vscodeOnce = {
  name: 'vscode-once',
  setup(build) {
    const api = { path: 'vscode', namespace: 'vscode-once' };
    const host = { path: 'vscode', external: true };
    build.onResolve({ filter: /^vscode$/ }, ({ namespace }) => (namespace === api.namespace ? host : api));
    build.onLoad({ filter: /^vscode$/, namespace: api.namespace }, () => ({ contents: "module.exports = require('vscode');" }));
    build.onLoad({ filter: /[/\\]src[/\\](ui[/\\].*|extension)\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      return { loader: 'ts', contents: source.replace("import * as vscode from 'vscode';", "import vscode = require('vscode');") };
    });
  },
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
const bundles = await Promise.all([
  // Two thirds of the extension's code parse Markdown: a file of its own, that activation neither reads nor compiles, nor
  // a worker before its first export.
  bundle(node, { extension: 'src/extension.ts' }, { plugins: [markdownBeside, vscodeOnce] }),
  bundle(node, { markdown: 'src/markdown/markdown.ts' }),
  bundle(node, { worker: 'src/io/worker/main.ts' }, { plugins: [markdownBeside] }),
  bundle(node, { findWorker: 'src/io/findWorker/main.ts' }),
  bundle(node, { auditWorker: 'src/io/auditWorker/main.ts' }),
  bundle(node, { repairWorker: 'src/io/repairWorker/main.ts' }),
  bundle(node, { cli: 'src/cli.ts' }, { banner: { js: '#!/usr/bin/env node' }, plugins: [markdownBeside] }),
  bundle(browser, { transcript: 'src/webview/transcript.ts' }),
  bundle(browser, { finding: 'src/webview/finding.ts' }),
  bundle(browser, { merge: 'src/webview/merge.ts' }),
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
