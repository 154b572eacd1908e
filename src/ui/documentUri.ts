/** Names of conversations as read-only documents: `hermes-session:/Winter timetable.md?profile=…&id=…&show=…&part=…`. */
import * as vscode from 'vscode';
import { exportFileName } from '../core/export/fileName';
import { parseTranscriptKey, type TranscriptKey } from './transcriptKey';

export const DOCUMENT_SCHEME = 'hermes-session';

/** One part of a document; most have only the first. */
export interface DocumentPart {
  readonly key: TranscriptKey;
  /** From 1. */
  readonly part: number;
  /** With messages that were undone. */
  readonly withUndone?: boolean;
}

const MOST_PARTS = 10_000;

/** `title` is for the tab; it is not needed to find the conversation again. */
export function documentUri({ key, part, withUndone }: DocumentPart, title: string): vscode.Uri {
  const { profile, sessionId, show } = key;
  const query = new URLSearchParams({ profile, id: sessionId, show, ...(part > 1 && { part: String(part) }), ...(withUndone === true && { undone: '1' }) });
  const name = exportFileName(title, 'markdown', false);
  return vscode.Uri.from({ scheme: DOCUMENT_SCHEME, path: `/${name}`, query: query.toString() });
}

/** Null for what is none of ours: anybody may open an address. */
export function parseDocumentUri(uri: vscode.Uri): DocumentPart | null {
  if (uri.scheme !== DOCUMENT_SCHEME) return null;
  const query = new URLSearchParams(uri.query);
  const [profile, sessionId, show] = ['profile', 'id', 'show'].map((name) => query.get(name) ?? undefined);
  const key = parseTranscriptKey({ profile, sessionId, show });
  const part = Number(query.get('part') ?? 1);
  if (key === null || !Number.isSafeInteger(part) || part < 1 || part > MOST_PARTS) return null;
  return { key, part, ...(query.get('undone') === '1' && { withUndone: true }) };
}

/** The title that a document's name was made of, as far as the name has it. */
export const titleOfDocument = (uri: vscode.Uri): string => uri.path.replace(/^\//, '').replace(/\.md$/, '');
