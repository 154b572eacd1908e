/** What VS Code's extension host is given as its tests: mocha over every `*.test.js` below this folder. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { MARK } from './mark';

/** Rejects when a test fails; the report (see scripts/reporter.cjs) says which. */
export async function run(): Promise<void> {
  const say = (...args: unknown[]): void => console.log(format(...args).replace(/^/gm, MARK));
  say(`VS Code ${vscode.version} (${vscode.env.appName}, ${vscode.env.appHost}), Node ${process.versions.node}`);
  const expected = process.env.EXPECTED_VSCODE;
  if (expected && vscode.version !== expected) {
    throw new Error(`VS Code ${expected} was asked for; this is ${vscode.version}.`);
  }
  Mocha.reporters.Base.consoleLog = say;
  // Stacks then name the TypeScript files.
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: 30_000,
    forbidOnly: true,
    forbidPending: true,
    reporter: join(__dirname, '../../../../scripts/reporter.cjs'),
  });
  const files = fs
    .readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'));
  for (const file of files.sort()) mocha.addFile(join(__dirname, file));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed`);
}
