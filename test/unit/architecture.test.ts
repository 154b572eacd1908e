import * as assert from 'node:assert/strict';
import { forms, impurities, writes } from './sourceRules';
import { imports, parse, readText, resolved, sources, type Source } from './sourceCode';

/** A row of the border table in ARCHITECTURE.md: the table itself is what these tests hold the sources to. */
interface Border {
  /** "src/core", or a file. */
  readonly path: string;
  readonly may: ReadonlySet<string>;
  readonly never: ReadonlySet<string>;
}

/** Files that may write, each for a reason in ARCHITECTURE.md. */
const WRITERS: ReadonlySet<string> = new Set([
  'src/io/repairRun/nodeDisk.ts',
  'src/io/saveFile.ts',
  'src/ui/saveExport.ts',
  'src/ui/recovery/trashRuns.ts',
]);

const all = sources();
const borders = readBorders(readText('ARCHITECTURE.md'));

function readBorders(text: string): Border[] {
  const words = (cell: string): Set<string> => new Set(cell.split(',').map((word) => word.replaceAll('`', '').trim()));
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `src/'))
    .flatMap((line) => {
      const [, paths = '', , may = '', never = ''] = line.split('|');
      return paths
        .split(',')
        .map((path) => ({ path: path.replaceAll('`', '').trim(), may: words(may), never: words(never) }));
    });
}

/** The border a file belongs to: its own row, else its folder's. */
const borderOf = (path: string, table: readonly Border[] = borders): Border | undefined =>
  table.find((b) => b.path === path) ?? table.find((b) => path.startsWith(`${b.path}/`));

/** The names by which the table may speak of an import, from the most special to the most general. */
function namesOf(source: Source, specifier: string, table: readonly Border[]): string[] {
  if (specifier.startsWith('.')) {
    const layer = borderOf(resolved(source, specifier), table)?.path;
    return layer === undefined ? [] : [layer.replace(/^src\//, '')];
  }
  if (!specifier.startsWith('node:')) return [specifier];
  return [specifier, specifier.replace(/\/.*$/, ''), 'node'];
}

function crossings(source: Source, table: readonly Border[] = borders): string[] {
  const border = borderOf(source.path, table);
  if (border === undefined) return [`${source.path}: no row of the table in ARCHITECTURE.md covers it`];
  return imports(source)
    .filter(({ specifier }) => {
      const names = namesOf(source, specifier, table);
      const own = names[0] === border.path.replace(/^src\//, '');
      const allowed = own || border.may.has('all') || names.some((name) => border.may.has(name));
      return !allowed || names.some((name) => border.never.has(name));
    })
    .map(
      ({ specifier }) =>
        `${source.path} imports ${specifier}; ${border.path} may import ${[...border.may].join(', ')}, ` +
        `never ${[...border.never].join(', ')}`,
    );
}

/** Every file that is loaded when `path` is. */
function loaded(path: string): Source[] {
  const seen = new Map<string, Source>();
  const queue = [path];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const source = all.find((s) => s.path === next);
    if (source === undefined || seen.has(next)) continue;
    seen.set(next, source);
    for (const { specifier, typeOnly } of imports(source)) {
      if (!typeOnly && specifier.startsWith('.')) queue.push(resolved(source, specifier));
    }
  }
  return [...seen.values()];
}

describe('architecture', () => {
  it('has a border for every folder of the sources', () => {
    for (const layer of ['src/core', 'src/io', 'src/ui', 'src/webview']) {
      assert.ok(borderOf(`${layer}/x.ts`), `ARCHITECTURE.md has no row for ${layer}`);
    }
    assert.ok(all.length > 20, `only ${all.length} sources were found`);
  });

  it('is crossed by no import', () => {
    assert.deepEqual(
      all.flatMap((source) => crossings(source)),
      [],
    );
  });

  it('loads vscode nowhere but in the extension', () => {
    const workers = ['worker', 'findWorker', 'auditWorker', 'repairWorker'].map((name) => `src/io/${name}/main.ts`);
    for (const entry of ['src/cli.ts', ...workers, 'src/webview/transcript.ts', 'src/webview/finding.ts']) {
      const files = loaded(entry);
      assert.ok(files.length > 1, `${entry} loads nothing`);
      const found = files.filter((source) =>
        imports(source).some(({ specifier, typeOnly }) => !typeOnly && specifier === 'vscode'),
      );
      assert.deepEqual(
        found.map((source) => source.path),
        [],
        entry,
      );
    }
  });

  it('writes nothing but where it is meant to', () => {
    assert.deepEqual(all.filter((source) => !WRITERS.has(source.path)).flatMap(writes), []);
    for (const path of WRITERS) {
      const writer = all.find((source) => source.path === path);
      assert.ok(writer !== undefined && writes(writer).length > 0, `${path} writes nothing`);
      const name = path.replace(/^src\//, '');
      assert.ok(readText('ARCHITECTURE.md').includes(name), `ARCHITECTURE.md does not say why ${path} writes`);
    }
  });

  it('keeps clock and randomness out of the core', () => {
    assert.deepEqual(all.filter((source) => source.path.startsWith('src/core/')).flatMap(impurities), []);
  });

  it('has no default export, enum, I-prefix or barrel', () => {
    assert.deepEqual(all.flatMap(forms), []);
  });
});

describe('the rules themselves', () => {
  const broken = (rule: (source: Source) => string[], code: string, path = 'src/io/x.ts'): boolean =>
    rule(parse(path, code)).length > 0;

  it('see an import across a border, in every form', () => {
    const table = readBorders(
      '| `src/core` | values | core | vscode |\n| `src/io` | disk | core, node, sql.js | node:net |\n',
    );
    const crosses = (path: string, code: string): boolean => broken((source) => crossings(source, table), code, path);
    for (const code of [
      "import { a } from '../io/files';",
      "import type { a } from '../io/files';",
      "export { a } from '../io/files';",
      "import * as fs from 'node:fs';",
      "type A = import('vscode').Uri;",
      "const a = await import('node:fs');",
      "const a = require('sql.js');",
      "import a = require('vscode');",
      "import 'vscode';",
    ]) {
      assert.ok(crosses('src/core/x.ts', code), code);
    }
    assert.ok(!crosses('src/core/x.ts', "import { a } from './words/say';"));
    assert.ok(
      !crosses(
        'src/io/x.ts',
        "import { a } from '../core/a'; import * as fs from 'node:fs/promises'; import b from 'sql.js';",
      ),
    );
    assert.ok(crosses('src/io/x.ts', "import { a } from 'fs';"), 'node modules need the prefix');
    assert.ok(crosses('src/io/x.ts', "import * as net from 'node:net';"), 'what is never allowed wins');
    assert.ok(crosses('src/new/x.ts', ''), 'a folder without a row');
  });

  it('see every way to write', () => {
    for (const code of [
      "import * as fs from 'node:fs'; fs.writeFileSync('a', '');",
      "import * as fs from 'node:fs'; fs.promises.writeFile('a', '');",
      "import * as fs from 'node:fs'; fs['writeFileSync']('a', '');",
      "import * as fs from 'node:fs'; const { writeFileSync } = fs;",
      "import fs from 'node:fs'; fs.rmSync('a');",
      "import { renameSync } from 'node:fs';",
      "import { openSync as o } from 'node:fs'; o('a', 'r+');",
      "import { writeFile } from 'node:fs/promises';",
      "import { open } from 'node:fs/promises'; open('a', 'w');",
      "import * as fs from 'node:fs'; fs.openSync('a', 'w');",
      "import * as fs from 'node:fs'; fs.openSync('a', flags);",
      "import * as fs from 'node:fs'; let flags = 0; flags = 2; fs.openSync('a', flags);",
      "import * as fs from 'node:fs'; fs.openSync('a', fs.constants.O_RDONLY | fs.constants.O_CREAT);",
      "const fs = require('node:fs');",
      "const fs = await import('fs');",
      "import * as vscode from 'vscode'; vscode.workspace.fs.delete(uri);",
      "import { WorkspaceEdit } from 'vscode';",
      "import { execFile } from 'node:child_process';",
    ]) {
      assert.ok(broken(writes, code), code);
    }
    for (const code of [
      "import { constants as c, openSync as o } from 'node:fs'; const F = c.O_RDONLY | (c.O_NONBLOCK ?? 0); o('a', F);",
      "import * as fs from 'node:fs'; fs.openSync('a'); fs.openSync('a', 'r');",
      "import type { WriteStream } from 'node:fs'; import { readFileSync } from 'node:fs'; readFileSync('a');",
      'port.fs.list(); const a = { fs: 1 };',
    ]) {
      assert.deepEqual(writes(parse('src/io/x.ts', code)), [], code);
    }
  });

  it('see the clock, randomness and forbidden forms', () => {
    for (const code of ['Date.now();', 'new Date();', 'Date();', 'Math.random();']) {
      assert.ok(broken(impurities, code), code);
    }
    assert.deepEqual(impurities(parse('src/core/x.ts', 'new Date(0); Date.UTC(2000, 1);')), []);
    for (const code of [
      'export default 1;',
      'export default function a() {}',
      'const a = 1; export { a as default };',
      'const enum A { b }',
      'interface IThing {}',
      "export * from './a';",
      "import { a } from './a.js';",
    ]) {
      assert.ok(broken(forms, code), code);
    }
    assert.ok(broken(forms, '', 'src/io/some-file.ts'));
    assert.deepEqual(
      forms(parse('src/io/x.ts', "interface Item {} switch (1) { default: } export { a } from './a';")),
      [],
    );
  });
});
