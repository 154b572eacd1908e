/** The extension under test, and what stands in for things VS Code gives it. */
import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Profiles } from '../../src/ui/profiles';

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('hermes-sessions.hermes-sessions');
  assert.ok(found, 'the extension is not installed');
  return found;
}

/** Keeps values as VS Code does, but only as long as the test. */
export function memoryMemento(): vscode.Memento & { setKeysForSync(): void } {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, otherwise?: T) => (values.has(key) ? (values.get(key) as T) : otherwise),
    update: async (key: string, value: unknown) => void values.set(key, value),
    setKeysForSync: () => undefined,
  };
}

/** Profiles of their own beside the extension's: with the built worker, and errors that fail the test. */
export function createProfiles(errors: unknown[]): Profiles {
  const built = (file: string): string => join(extension().extensionPath, 'dist', file);
  return new Profiles({
    workerPath: built('worker.js'),
    wasmPath: built('sql-wasm.wasm'),
    log: { info: () => undefined, error: (error) => void errors.push(error) },
    memento: memoryMemento(),
  });
}
