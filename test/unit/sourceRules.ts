/** Rules over one source file each; every rule returns its violations as sentences, none when it is kept. */
import * as ts from 'typescript';
import { at, imports, nodes, type Source } from './sourceCode';

/** What `src` may use of node:fs: a closed list, so that a verb nobody thought of is refused too. */
const READS = new Set([
  ...[
    'accessSync',
    'closeSync',
    'constants',
    'existsSync',
    'fstatSync',
    'lstatSync',
    'openSync',
    'readFileSync',
    'readSync',
  ],
  ...['readdirSync', 'readlinkSync', 'realpathSync', 'statSync', 'statfsSync', 'unwatchFile', 'watch', 'watchFile'],
]);
const ASYNC_READS = new Set([
  'access',
  'constants',
  'lstat',
  'open',
  'readFile',
  'readdir',
  'readlink',
  'realpath',
  'stat',
  'statfs',
  'watch',
]);
const READ_FLAGS = new Set(['O_RDONLY', 'O_NONBLOCK', 'O_NOFOLLOW', 'O_DIRECTORY', 'O_NOATIME', 'O_CLOEXEC']);
const OPENS = new Set(['openSync', 'open']);
const VSCODE_WRITES = new Set(['writeFile', 'delete', 'rename', 'copy', 'createDirectory']);
/** A program started by us could write anything. */
const OUT_OF_SIGHT = new Set(['node:child_process', 'node:cluster']);

/**
 * Nothing is written: no fs verb but those that read, no open for writing, no edit through VS Code, no other program.
 */
export function writes(source: Source): string[] {
  const found: string[] = [];
  const refuse = (node: ts.Node, what: string): number => found.push(`${at(source, node)}: ${what}`);
  const namespaces = new Map<string, ReadonlySet<string>>();
  const functions = new Set<string>();

  for (const { specifier, typeOnly } of imports(source)) {
    if (!typeOnly && OUT_OF_SIGHT.has(specifier)) found.push(`${source.path}: imports ${specifier}`);
  }
  for (const node of nodes(source.tree)) {
    if (ts.isCallExpression(node) && node.arguments.length === 1 && ts.isStringLiteral(node.arguments[0] as ts.Node)) {
      const specifier = (node.arguments[0] as ts.StringLiteral).text;
      const loads = node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require';
      if (loads && fsVerbs(specifier)) refuse(node, `${specifier} is loaded at run time, where its use cannot be seen`);
    }
    if (!ts.isImportDeclaration(node) || node.importClause === undefined || node.importClause.isTypeOnly) continue;
    const verbs = fsVerbs((node.moduleSpecifier as ts.StringLiteral).text);
    if (verbs === null) continue;
    const { name, namedBindings } = node.importClause;
    if (name !== undefined) namespaces.set(name.text, verbs);
    if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings)) {
      namespaces.set(namedBindings.name.text, verbs);
    }
    if (namedBindings === undefined || !ts.isNamedImports(namedBindings)) continue;
    for (const element of namedBindings.elements.filter((e) => !e.isTypeOnly)) {
      const verb = (element.propertyName ?? element.name).text;
      if (!verbs.has(verb)) refuse(element, `imports ${verb} of fs`);
      if (OPENS.has(verb)) functions.add(element.name.text);
    }
  }
  for (const node of nodes(source.tree)) {
    if (ts.isIdentifier(node) && /^O_(WRONLY|RDWR|CREAT|APPEND|TRUNC|EXCL|SYNC|DSYNC)$/.test(node.text)) {
      refuse(node, `uses ${node.text}`);
    }
    if (ts.isIdentifier(node) && /^(WorkspaceEdit|applyEdit)$/.test(node.text)) refuse(node, `uses ${node.text}`);
    if (ts.isIdentifier(node) && namespaces.has(node.text)) {
      const verbs = namespaces.get(node.text) as ReadonlySet<string>;
      const use = node.parent;
      if (ts.isPropertyAccessExpression(use) && use.expression === node) {
        if (!verbs.has(use.name.text)) refuse(use, `uses ${use.getText()}`);
      } else if (
        !ts.isImportClause(use) &&
        !ts.isNamespaceImport(use) &&
        !ts.isQualifiedName(use) &&
        !isNameOf(use, node)
      ) {
        refuse(node, `hands on ${node.text} as a whole, where its use cannot be seen`);
      }
    }
    if (
      ts.isPropertyAccessExpression(node) &&
      VSCODE_WRITES.has(node.name.text) &&
      /\bworkspace\.fs$/.test(node.expression.getText())
    ) {
      refuse(node, `uses ${node.getText()}`);
    }
    if (
      ts.isCallExpression(node) &&
      isOpen(node.expression, namespaces, functions) &&
      !readOnly(node.arguments[1], source.tree)
    ) {
      refuse(node, `opens with ${node.arguments[1]?.getText()}, which is not plainly read-only`);
    }
  }
  return found;
}

/** No default export, enum, I-prefix or barrel; imports name modules without an ending, and Node's with `node:`. */
export function forms(source: Source): string[] {
  const found: string[] = [];
  const refuse = (node: ts.Node, what: string): number => found.push(`${at(source, node)}: ${what}`);
  for (const node of nodes(source.tree)) {
    if (
      ts.isExportAssignment(node) ||
      (node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent))
    ) {
      refuse(node, 'default export');
    }
    if (ts.isExportSpecifier(node) && node.name.text === 'default') refuse(node, 'default export');
    if (ts.isEnumDeclaration(node)) refuse(node, 'enum');
    if (ts.isInterfaceDeclaration(node) && /^I[A-Z]/.test(node.name.text)) {
      refuse(node, `interface ${node.name.text} has an I-prefix`);
    }
    if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && node.exportClause === undefined) {
      refuse(node, 'export * makes a barrel');
    }
  }
  for (const { specifier } of imports(source)) {
    if (/^\.{1,2}\/.*\.(ts|js|mjs|cjs)$/.test(specifier)) {
      found.push(`${source.path}: the import of ${specifier} has an ending`);
    }
  }
  if (!/\/[a-z][A-Za-z0-9]*(\.d)?\.ts$/.test(source.path)) found.push(`${source.path}: file names are camelCase`);
  return found;
}

/** No clock and no randomness. (Console, timers and everything of a platform are unknown to core's tsconfig.) */
export function impurities(source: Source): string[] {
  const found: string[] = [];
  for (const node of nodes(source.tree)) {
    const clock =
      (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
      node.expression.getText() === 'Date' &&
      !node.arguments?.length;
    const member = ts.isPropertyAccessExpression(node) && /^(Date\.now|Math\.random)$/.test(node.getText());
    if (clock || member) found.push(`${at(source, node)}: ${node.getText()}`);
  }
  return found;
}

function fsVerbs(specifier: string): ReadonlySet<string> | null {
  if (/^(node:)?fs$/.test(specifier)) return READS;
  return /^(node:)?fs\/promises$/.test(specifier) ? ASYNC_READS : null;
}

/** `x.fs` and `{ fs: … }` have the name, but are not the module. */
const isNameOf = (use: ts.Node, node: ts.Node): boolean =>
  (ts.isPropertyAccessExpression(use) && use.name === node) ||
  ((ts.isPropertyAssignment(use) || ts.isPropertySignature(use)) && use.name === node);

function isOpen(
  callee: ts.Expression,
  namespaces: ReadonlyMap<string, unknown>,
  functions: ReadonlySet<string>,
): boolean {
  if (ts.isIdentifier(callee)) return functions.has(callee.text);
  return (
    ts.isPropertyAccessExpression(callee) &&
    ts.isIdentifier(callee.expression) &&
    namespaces.has(callee.expression.text) &&
    OPENS.has(callee.name.text)
  );
}

/**
 * No flags (Node's default is 'r'), 'r', or an expression of reading flags only, perhaps named by a constant of the
 * file.
 */
function readOnly(flags: ts.Expression | undefined, tree: ts.SourceFile): boolean {
  if (flags === undefined) return true;
  if (ts.isStringLiteral(flags)) return flags.text === 'r';
  if (ts.isNumericLiteral(flags)) return flags.text === '0';
  if (ts.isParenthesizedExpression(flags)) return readOnly(flags.expression, tree);
  if (ts.isBinaryExpression(flags)) return readOnly(flags.left, tree) && readOnly(flags.right, tree);
  if (ts.isPropertyAccessExpression(flags)) return READ_FLAGS.has(flags.name.text);
  if (!ts.isIdentifier(flags)) return false;
  if (READ_FLAGS.has(flags.text)) return true;
  const named = [...nodes(tree)].filter(
    (n): n is ts.VariableDeclaration => ts.isVariableDeclaration(n) && n.name.getText() === flags.text,
  );
  return (
    named.length === 1 &&
    named.every(
      (n) => n.initializer !== undefined && !!(n.parent.flags & ts.NodeFlags.Const) && readOnly(n.initializer, tree),
    )
  );
}
