/** The project's own sources, read as syntax trees, for the tests that hold the project to its rules. */
import * as fs from 'node:fs';
import { join, posix } from 'node:path';
import * as ts from 'typescript';

/** The project's folder. */
export const PROJECT = join(__dirname, '../../../..');

export interface Source {
  /** From the project's folder, with forward slashes: "src/core/message.ts". */
  readonly path: string;
  readonly tree: ts.SourceFile;
}

export interface Import {
  /** As written: "./message", "node:fs", "vscode". */
  readonly specifier: string;
  /** Erased by the compiler. */
  readonly typeOnly: boolean;
}

export const parse = (path: string, text: string): Source => ({
  path,
  tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true),
});

/** A file of the project as text. */
export const readText = (path: string): string => fs.readFileSync(join(PROJECT, path), 'utf8');

export const exists = (path: string): boolean => fs.existsSync(join(PROJECT, path));

/** Every TypeScript file below `src`. */
export function sources(): Source[] {
  return fs
    .readdirSync(join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file.replaceAll('\\', '/')}`)
    .sort()
    .map((path) => parse(path, readText(path)));
}

/** Every node below `node`, itself first. */
export function* nodes(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodes(child);
}

/** Import and export declarations, `import()`, `require()` and `import('…')` in types. */
export function imports(source: Source): Import[] {
  const found: Import[] = [];
  for (const node of nodes(source.tree)) {
    if (ts.isImportDeclaration(node)) {
      found.push({ specifier: text(node.moduleSpecifier), typeOnly: isTypeOnly(node.importClause) });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      found.push({ specifier: text(node.moduleSpecifier), typeOnly: node.isTypeOnly });
    } else if (ts.isExternalModuleReference(node)) found.push({ specifier: text(node.expression), typeOnly: false });
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push({ specifier: text(node.argument.literal), typeOnly: true });
    } else if (ts.isCallExpression(node) && isLoad(node)) {
      found.push({ specifier: text(node.arguments[0]), typeOnly: false });
    }
  }
  return found;
}

/** The path that a relative specifier means: "src/core/message.ts". */
export const resolved = (from: Source, specifier: string): string =>
  `${posix.join(posix.dirname(from.path), specifier)}.ts`;

/** All string literals, also those without placeholders between backticks. */
export function literals(source: Source): string[] {
  return [...nodes(source.tree)].filter(ts.isStringLiteralLike).map((node) => node.text);
}

/** Where a node stands, for a message: "src/io/files.ts:60". */
export const at = (source: Source, node: ts.Node): string =>
  `${source.path}:${source.tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;

function text(node: ts.Node | undefined): string {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : '(computed)';
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((e) => e.isTypeOnly)
  );
}

const isLoad = (node: ts.CallExpression): boolean =>
  node.expression.kind === ts.SyntaxKind.ImportKeyword ||
  (ts.isIdentifier(node.expression) && node.expression.text === 'require');
