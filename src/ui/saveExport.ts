/** Puts an exported document where a person said: on a disk, or wherever else VS Code can write. */
import * as vscode from 'vscode';
import { CancellationError, Failure } from '../core/failure';
import { nodeFiles } from '../io/files';
import { refuseProtected } from '../io/protectedPlaces';
import { saveFile } from '../io/saveFile';
import type { ProfileModel } from './profileModel';

export interface SaveExportOptions {
  /** What is there may be replaced, because the person was asked. */
  readonly replace: boolean;
  readonly models: readonly ProfileModel[];
  readonly signal: AbortSignal;
}

/** @throws Failure file_exists, save_failed, save_protected; CancellationError */
export async function saveExport(
  uri: vscode.Uri,
  pieces: AsyncIterable<string>,
  { replace, models, signal }: SaveExportOptions,
): Promise<void> {
  if (uri.scheme === 'file') {
    refuseProtected(
      uri.fsPath,
      models.map((model) => model.location),
      nodeFiles,
    );
    await saveFile(uri.fsPath, pieces, { replace: replace && (await isThere(uri)), signal });
    return;
  }
  // Elsewhere there is no writing in pieces: the document is in memory once.
  if (!replace && (await isThere(uri))) throw new Failure('file_exists', { path: uri.path });
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(encoder.encode(piece));
  if (signal.aborted) throw new CancellationError();
  await vscode.workspace.fs.writeFile(uri, Buffer.concat(parts));
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
