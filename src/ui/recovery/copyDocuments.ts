/** Copies of conversations as read-only documents, so that two of them can stand side by side. Nothing is written anywhere. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { exportFileName } from '../../core/export/fileName';
import type { ExportRequest } from '../../core/export/exportRequest';
import { parseCopySource, type CopySource } from '../../core/transcriptTarget';
import type { ProfileModel } from '../profileModel';
import type { Profiles } from '../profiles';

const SCHEME = 'hermes-copy';

export interface CopyAddress {
  readonly profile: string;
  readonly sessionId: string;
  readonly source: CopySource;
}

export class CopyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registered: vscode.Disposable;

  constructor(private readonly profiles: Pick<Profiles, 'model'>) {
    this.registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  /** Whatever else an address says is not one of ours, and has no text. */
  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const address = parseAddress(uri.query);
    const model = address === null ? undefined : this.profiles.model(address.profile);
    if (address === null || model === undefined) return '';
    return readDocument(model, address, token);
  }

  dispose(): void {
    this.registered.dispose();
  }
}

/** The address of a copy; `name` is what its tab is called. */
export const copyUri = ({ profile, sessionId, source }: CopyAddress, name: string): vscode.Uri =>
  vscode.Uri.from({ scheme: SCHEME, path: `/${exportFileName(name, 'markdown', false)}`, query: JSON.stringify({ profile, sessionId, source }) });

function parseAddress(query: string): CopyAddress | null {
  let value: unknown;
  try {
    value = JSON.parse(query);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { profile, sessionId, source: named } = value as Record<string, unknown>;
  const source = parseCopySource(named);
  return typeof profile === 'string' && typeof sessionId === 'string' && source !== null ? { profile, sessionId, source } : null;
}

async function readDocument(model: ProfileModel, { sessionId, source }: CopyAddress, token: vscode.CancellationToken): Promise<string> {
  await model.ready();
  const request: ExportRequest = {
    sessionIds: [sessionId],
    source,
    format: 'markdown',
    tools: true,
    reasoning: true,
    systemPrompt: 'none',
    redact: false,
    locale: vscode.env.language,
  };
  const job = randomUUID();
  const end = new AbortController();
  const cancelled = token.onCancellationRequested(() => end.abort());
  const pieces: string[] = [];
  let isOver = false;
  try {
    for (let isFirst = true; !isOver; isFirst = false) {
      const piece = await model.client.call('exportPiece', [job, isFirst, request], { signal: end.signal });
      pieces.push(piece.text);
      isOver = piece.isLast;
    }
    return pieces.join('');
  } finally {
    cancelled.dispose();
    if (!isOver) model.client.call('exportEnd', [job]).catch(() => undefined);
  }
}
