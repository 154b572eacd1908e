import * as assert from 'node:assert/strict';
import { posix } from 'node:path';
import * as ts from 'typescript';
import { exists, literals, nodes, parse, readText, sources, type Source } from './sourceCode';

interface Manifest {
  readonly version: string;
  readonly engines: { readonly vscode: string };
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands?: readonly { readonly command: string; readonly category?: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
    readonly configuration?: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

interface Made {
  readonly kind: 'panel' | 'context';
  readonly id: string;
}

const text = readText('package.json');
const manifest = JSON.parse(text) as Manifest;
const code = sources();
const ui = code.filter((source) => source.path.startsWith('src/ui/') || source.path === 'src/extension.ts');

const commands = (manifest.contributes.commands ?? []).map((c) => c.command);
const views = Object.values(manifest.contributes.views)
  .flat()
  .map((view) => view.id);
const settings = Object.keys(manifest.contributes.configuration?.properties ?? {});

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();

/** The strings of `export const <name> = [ … ] as const`. Read as text: the module needs a running VS Code. */
function stringsOf(source: Source, name: string): string[] {
  for (const node of nodes(source.tree)) {
    if (!ts.isVariableDeclaration(node) || node.name.getText() !== name || node.initializer === undefined) continue;
    return [...nodes(node.initializer)].filter(ts.isStringLiteral).map((literal) => literal.text);
  }
  return assert.fail(`${source.path} has no ${name}`);
}

const commandTable = (): string[] => stringsOf(parse('src/ui/commands.ts', readText('src/ui/commands.ts')), 'COMMAND_IDS');

/**
 * Keys asked of a configuration: `configuration.get('home')`,
 * `getConfiguration('hermesSessions').get<string>('home')`.
 */
function settingsRead(source: Source): string[] {
  const keys: string[] = [];
  for (const node of nodes(source.tree)) {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) continue;
    const key = node.arguments[0];
    const asks =
      /^(get|has|inspect|update)$/.test(node.expression.name.text) &&
      /configuration/i.test(node.expression.expression.getText());
    if (asks && key !== undefined && ts.isStringLiteral(key)) keys.push(`hermesSessions.${key.text}`);
  }
  return keys;
}

describe('manifest', () => {
  it('contributes exactly the commands of the code', () => {
    assert.ok(commands.length > 0, 'no command is contributed');
    assert.deepEqual(sorted(commandTable()), sorted(commands));
    assert.equal(new Set(commands).size, commands.length, 'a command is contributed twice');
  });

  it('names commands hermesSessions.<verbNoun>, in one palette category', () => {
    for (const command of manifest.contributes.commands ?? []) {
      assert.match(command.command, /^hermesSessions\.[a-z][A-Za-z]+$/);
      assert.ok(command.category, `${command.command} has no category`);
    }
    assert.ok(new Set((manifest.contributes.commands ?? []).map((c) => c.category)).size <= 1);
  });

  it('knows every id that the code names', () => {
    const known = new Set([...commands, ...views, ...settings, ...ui.flatMap(madeIds).map(({ id }) => id)]);
    const unknown = code.flatMap((source) =>
      literals(source)
        .filter((id) => /^hermesSessions\.\w+$/.test(id) && !known.has(id))
        .map((id) => `${source.path}: ${id}`),
    );
    assert.deepEqual(unknown, []);
  });

  it('refers to no command or view that it does not contribute', () => {
    const referred = [
      ...text.matchAll(/"(?:command|view)":\s*"(hermesSessions\.[\w.]+)"/g),
      ...(text + readText('package.nls.json')).matchAll(/command:(hermesSessions\.\w+)/g),
    ];
    const inWhen = [...text.matchAll(/view == (\S+?)["\s&|)]/g)];
    const ids = sorted([...referred, ...inWhen].map((match) => match[1] ?? ''));
    assert.deepEqual(
      ids.filter((id) => !commands.includes(id) && !views.includes(id)),
      [],
    );
  });

  it('asks in its conditions for exactly the context keys that the code sets', () => {
    const conditions = [...text.matchAll(/"(?:when|enablement)":\s*"([^"]+)"/g)]
      .map((match) => match[1] ?? '')
      .join(' ');
    const panels = ui.flatMap(madeIds).flatMap(({ kind, id }) => (kind === 'panel' ? [id] : []));
    const asked = [...conditions.matchAll(/hermesSessions\.\w+/g)]
      .map(([id]) => id)
      .filter((id) => !views.includes(id) && !commands.includes(id) && !panels.includes(id));
    const set = ui.flatMap(madeIds).filter(({ kind }) => kind === 'context');
    assert.deepEqual(sorted(asked), sorted(set.map(({ id }) => id)));
  });

  it('has welcome content for exactly the situations the code knows that have no rows', () => {
    const source = parse('src/ui/situation.ts', readText('src/ui/situation.ts'));
    const reasons = stringsOf(source, 'WELCOMED_REASONS');
    const asked = [...text.matchAll(/"when":\s*"hermesSessions\.situation == (\w+)/g)].map((match) => match[1] ?? '');
    assert.deepEqual(sorted(asked), sorted([...reasons, 'noHome', 'noneYet']));
  });

  it('has the same for the view "Recovery"', () => {
    const source = parse('src/ui/recovery/recoverySituation.ts', readText('src/ui/recovery/recoverySituation.ts'));
    const situations = [...stringsOf(source, 'WELCOMED_SITUATIONS'), ...stringsOf(source, 'WELCOMED_FAILURES')];
    const asked = [...text.matchAll(/"when":\s*"hermesSessions\.recoverySituation == (\w+)/g)].map((match) => match[1] ?? '');
    assert.deepEqual(sorted(asked), sorted(situations));
  });

  it('has a provider for every view', () => {
    const used = new Set(code.flatMap(literals));
    assert.deepEqual(
      views.filter((id) => !used.has(id)),
      [],
    );
    const containers = manifest.contributes.viewsContainers.activitybar.map((container) => container.id);
    assert.deepEqual(sorted(Object.keys(manifest.contributes.views)), sorted(containers));
  });

  it('contributes exactly the settings that are read', () => {
    assert.deepEqual(sorted(ui.flatMap(settingsRead)), sorted(settings));
  });

  it('restricts, in untrusted workspaces, settings that exist', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    assert.deepEqual(
      restricted.filter((key) => !settings.includes(key)),
      [],
    );
  });

  it('activates on nothing but what VS Code does not derive', () => {
    // A panel is restored by its serializer only if the extension is activated for it.
    const restored = ui.some((source) => source.tree.text.includes('registerWebviewPanelSerializer'));
    const panels = ui.flatMap(madeIds).filter(({ kind }) => kind === 'panel');
    const handlesUris = ui.some((source) => source.tree.text.includes('registerUriHandler'));
    const needed = [
      ...(restored ? panels.map(({ id }) => `onWebviewPanel:${id}`) : []),
      ...(handlesUris ? ['onUri'] : []),
      // A document that was open comes back before anything else of the extension.
      ...ui.flatMap(documentSchemes).map((scheme) => `onFileSystem:${scheme}`),
    ];
    assert.deepEqual(sorted(manifest.activationEvents), sorted(needed));
  });

  it('has words for every %key%, and no word without a use', () => {
    const words = JSON.parse(readText('package.nls.json')) as Record<string, string>;
    const keys = [...text.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? '');
    assert.deepEqual(sorted(Object.keys(words)), sorted(keys));
    for (const [key, value] of Object.entries(words)) assert.ok(value.trim() !== '', `${key} is empty`);
  });

  it('pins every package exactly, sql.js in the lock too', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      assert.match(version, /^\d+\.\d+\.\d+$/, name);
    }
    const lock = JSON.parse(readText('package-lock.json')) as { packages: Record<string, { version?: string }> };
    assert.equal(lock.packages['node_modules/sql.js']?.version, manifest.dependencies['sql.js']);
  });

  it('is written against the oldest VS Code it claims, and tested in it', () => {
    const oldest = manifest.engines.vscode.replace(/^\^/, '');
    assert.equal(manifest.devDependencies['@types/vscode'], oldest);
    assert.ok(exists(`scripts/hosts/${oldest.replace(/\.\d+$/, '')}/package-lock.json`));
  });

  it('names pictures that exist, and ships by an allow list', () => {
    const pictures = [manifest.icon, ...[...text.matchAll(/"(media\/[^"]+)"/g)].map((match) => match[1] ?? '')];
    for (const picture of pictures) assert.ok(exists(picture), picture);
    const lines = readText('.vscodeignore')
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'));
    assert.equal(lines[0], '**');
    for (const line of lines.slice(1)) assert.match(line, /^!/);
  });

  it('has README pictures that lie in the project', () => {
    const readme = readText('README.md');
    const pictures = [
      ...readme.matchAll(/!\[[^\]]*\]\(\s*<?([^)\s>]+)/g),
      ...readme.matchAll(/<img[^>]+src="([^"]+)"/g),
    ].map((match) => match[1] ?? '');
    for (const picture of pictures) {
      assert.doesNotMatch(picture, /^(\w+:|\/\/)/, 'remote');
      assert.ok(exists(posix.normalize(picture)), picture);
    }
  });

  it('tells of its version in the change log', () => {
    assert.match(readText('CHANGELOG.md'), new RegExp(`^## \\[?${manifest.version.replaceAll('.', '\\.')}`, 'm'));
  });
});

/** Ids that exist because the code says so: types of webview panels, and context keys. */
function madeIds(source: Source): Made[] {
  const made: Made[] = [];
  for (const node of nodes(source.tree)) {
    if (!ts.isCallExpression(node)) continue;
    const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : '';
    const [first, second] = node.arguments;
    if (callee === 'createWebviewPanel') made.push({ kind: 'panel', id: stringOf(first, source) });
    if (callee === 'executeCommand' && stringOf(first, source) === 'setContext') {
      made.push({ kind: 'context', id: stringOf(second, source) });
    }
  }
  return made;
}

/** The text of a literal, or of a constant of the same file; "" for anything else. */
function stringOf(node: ts.Expression | undefined, source: Source): string {
  if (node === undefined) return '';
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isIdentifier(node)) return '';
  const named = [...nodes(source.tree)].find(
    (n): n is ts.VariableDeclaration => ts.isVariableDeclaration(n) && n.name.getText() === node.text,
  );
  return named === undefined ? '' : stringOf(named.initializer, source);
}

/** Schemes of which a source shows documents: the constant that it hands over is named in the file that makes addresses. */
function documentSchemes(source: Source): string[] {
  return source.tree.text.includes('registerTextDocumentContentProvider(DOCUMENT_SCHEME')
    ? [/DOCUMENT_SCHEME = '([^']+)'/.exec(readText('src/ui/documentUri.ts'))?.[1] ?? '']
    : [];
}
