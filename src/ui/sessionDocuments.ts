/**
 * Conversations as read-only Markdown documents, so that VS Code's Find, Outline, diff and copy work on them: written by
 * the exporters' writer, in parts where they are long, and anew when the conversation grew.
 */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { ExportRequest } from '../core/export/exportRequest';
import { CancellationError, Failure } from '../core/failure';
import { copyLabel } from '../core/words/copyWords';
import { DOCUMENT_WORDS } from '../core/words/document';
import { say } from '../core/words/say';
import { DOCUMENT_SCHEME, documentUri, parseDocumentUri, titleOfDocument, type DocumentPart } from './documentUri';
import type { ProfileModel } from './profileModel';
import { targetOfKey, type TranscriptKey } from './transcriptKey';

/** Characters of one part: VS Code shows longer texts without highlighting and hands them to no extension. */
const PART_CHARS = 20 * 1024 * 1024;
/** A document whose conversation grows is written anew so often, at most. */
const RENEW_MS = 3_000;

/** Where a message begins. Lines count from 0. */
interface Mark {
  readonly messageId: string;
  readonly line: number;
}

interface Written {
  readonly marks: readonly Mark[];
  readonly isLastPart: boolean;
  /** Equal as long as the messages are. */
  readonly state: string;
}

export interface SessionDocumentsOptions {
  model(profile: string): ProfileModel | undefined;
  describe(failure: Failure): string;
  unexpected(error: unknown): string;
  /** For tests. */
  readonly partChars?: number;
}

export class SessionDocuments implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly written = new Map<string, Written>();
  private readonly following = new Map<string, vscode.Disposable>();
  private readonly disposables: vscode.Disposable[] = [
    this.changed,
    vscode.workspace.registerTextDocumentContentProvider(DOCUMENT_SCHEME, this),
    vscode.languages.registerDocumentLinkProvider({ scheme: DOCUMENT_SCHEME }, this),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)),
  ];

  constructor(private readonly options: SessionDocumentsOptions) {}

  dispose(): void {
    for (const disposable of [...this.disposables.splice(0), ...this.following.values()]) disposable.dispose();
    this.following.clear();
  }

  /** Opens a conversation at a message; at its beginning when there is none of that id. */
  async open(key: TranscriptKey, title: string, messageId: string | null, withUndone = false): Promise<void> {
    const { uri, line } = await this.find({ key, withUndone }, title, messageId);
    const at = new vscode.Range(line, 0, line, 0);
    const editor = await vscode.window.showTextDocument(uri, { preview: false, selection: at });
    // The selection is put into the middle; the message is read from its beginning on.
    editor.revealRange(at, vscode.TextEditorRevealType.AtTop);
  }

  /** Lays two copies of a session beside each other. */
  async compare(one: TranscriptKey, other: TranscriptKey, title: string): Promise<void> {
    const [left, right] = [one, other].map((key) => documentUri({ key, part: 1 }, `${title} · ${labelOf(key)}`));
    const words = say(DOCUMENT_WORDS, 'compareTitle', { title, one: labelOf(one), other: labelOf(other) });
    await vscode.commands.executeCommand('vscode.diff', left, right, words);
  }

  /** What a document shows, and the message that stands at a line of it. */
  messageAt(uri: vscode.Uri, line: number): { readonly key: TranscriptKey; readonly title: string; readonly messageId: string | null } | null {
    const named = parseDocumentUri(uri);
    if (named === null) return null;
    const mark = this.written.get(uri.toString())?.marks.findLast((each) => each.line <= line);
    return { key: named.key, title: titleOfDocument(uri), messageId: mark?.messageId ?? null };
  }

  async provideTextDocumentContent(uri: vscode.Uri, token?: vscode.CancellationToken): Promise<string> {
    const named = parseDocumentUri(uri);
    const model = named === null ? undefined : this.options.model(named.key.profile);
    if (named === null || model === undefined) return DOCUMENT_WORDS.gone;
    try {
      return await this.write(uri, named, model, token);
    } catch (error) {
      if (error instanceof CancellationError) return '';
      return error instanceof Failure ? this.options.describe(error) : this.options.unexpected(error);
    }
  }

  /** The line that names the next part leads there. */
  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const named = parseDocumentUri(document.uri);
    const written = this.written.get(document.uri.toString());
    if (named === null || written === undefined || written.isLastPart) return [];
    const next = documentUri({ ...named, part: named.part + 1 }, titleOfDocument(document.uri));
    return [new vscode.DocumentLink(document.lineAt(Math.max(0, document.lineCount - 2)).range, next)];
  }

  private async find(named: Omit<DocumentPart, 'part'>, title: string, messageId: string | null): Promise<{ uri: vscode.Uri; line: number }> {
    const first = documentUri({ ...named, part: 1 }, title);
    for (let part = 1; messageId !== null; part += 1) {
      const uri = documentUri({ ...named, part }, title);
      await vscode.workspace.openTextDocument(uri);
      const written = this.written.get(uri.toString());
      const mark = written?.marks.find((each) => each.messageId === messageId);
      if (mark !== undefined) return { uri, line: mark.line };
      if (written === undefined || written.isLastPart) break;
    }
    return { uri: first, line: 0 };
  }

  private async write(uri: vscode.Uri, { key, part, withUndone }: DocumentPart, model: ProfileModel, token?: vscode.CancellationToken): Promise<string> {
    await model.ready();
    const state = await stateOf(model, key);
    const row = await model.client.call('row', [key.sessionId]);
    const isWhole = key.show === 'whole' && row !== null;
    const request: ExportRequest = {
      sessionIds: isWhole ? row.segmentIds : [key.sessionId],
      source: targetOfKey(key).source,
      format: 'markdown',
      tools: true,
      reasoning: true,
      systemPrompt: 'messages',
      redact: false,
      ...(withUndone === true && { withUndone }),
      locale: vscode.env.language,
    };
    const end = new AbortController();
    const listening = token?.onCancellationRequested(() => end.abort());
    try {
      const writing = new PartWriter(part, this.options.partChars ?? PART_CHARS);
      await readPieces(model, request, end.signal, (piece) => writing.add(piece));
      const text = writing.text(part);
      this.written.set(uri.toString(), { marks: writing.marks, isLastPart: writing.isLastPart, state });
      this.follow(uri, key, model);
      return text;
    } finally {
      listening?.dispose();
    }
  }

  /** While it is open, it is written anew when its messages changed. */
  private follow(uri: vscode.Uri, key: TranscriptKey, model: ProfileModel): void {
    const name = uri.toString();
    if (this.following.has(name)) return;
    let timer: NodeJS.Timeout | undefined;
    const look = async (): Promise<void> => {
      timer = undefined;
      const state = await stateOf(model, key).catch(() => null);
      const written = this.written.get(name);
      if (state !== null && written !== undefined && state !== written.state) this.changed.fire(uri);
    };
    const listening = model.follow(() => void (timer ??= setTimeout(() => void look(), RENEW_MS)));
    this.following.set(name, vscode.Disposable.from(listening, { dispose: () => clearTimeout(timer) }));
  }

  private forget(uri: vscode.Uri): void {
    const name = uri.toString();
    this.following.get(name)?.dispose();
    this.following.delete(name);
    this.written.delete(name);
  }
}

const labelOf = ({ show }: TranscriptKey): string => (show === 'whole' || show === 'segment' ? '' : copyLabel(show));

interface MarkedPiece {
  readonly text: string;
  readonly marks: readonly { readonly messageId: string; readonly at: number }[];
}

/** Takes a document as it comes and keeps one part of it: parts begin with a message. */
class PartWriter {
  readonly marks: Mark[] = [];
  isLastPart = true;
  private readonly pieces: string[] = [];
  private part = 1;
  private chars = 0;
  private line = 0;

  constructor(
    private readonly wanted: number,
    private readonly partChars: number,
  ) {}

  /** False once the part is complete. */
  add({ text, marks }: MarkedPiece): boolean {
    let from = 0;
    for (const { messageId, at } of marks) {
      this.take(text.slice(from, at));
      from = at;
      if (this.chars >= this.partChars) {
        if (this.part === this.wanted) {
          this.isLastPart = false;
          return false;
        }
        this.part += 1;
        this.chars = 0;
      }
      if (this.part === this.wanted) this.marks.push({ messageId, line: this.line });
    }
    this.take(text.slice(from));
    return true;
  }

  text(part: number): string {
    if (part > 1 && this.pieces.length === 0) return DOCUMENT_WORDS.noSuchPart;
    if (!this.isLastPart) this.pieces.push(`*${say(DOCUMENT_WORDS, 'goesOn', { part: part + 1 })}*\n`);
    return this.pieces.join('');
  }

  private take(text: string): void {
    this.chars += text.length;
    if (this.part !== this.wanted) return;
    this.pieces.push(text);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.line += 1;
  }
}

/** Until `take` has enough. The rest is not written. */
async function readPieces(
  { client }: ProfileModel,
  request: ExportRequest,
  signal: AbortSignal,
  take: (piece: MarkedPiece) => boolean,
): Promise<void> {
  const job = randomUUID();
  let isOver = false;
  try {
    for (let isFirst = true; ; isFirst = false) {
      const piece = await client.call('exportPiece', [job, isFirst, request], { signal });
      isOver = piece.isLast;
      if (!take(piece) || piece.isLast) return;
    }
  } finally {
    if (!isOver) client.call('exportEnd', [job]).catch(() => undefined);
  }
}

/** What changes when the messages do: their number, and of a file its very state. */
async function stateOf({ client }: ProfileModel, key: TranscriptKey): Promise<string> {
  const { segments } = await client.call('source', [targetOfKey(key)]);
  return JSON.stringify(
    segments.map(({ target, source: { place, messageCount, undoneCount, token } }) => [
      target.sessionId,
      place === 'state.db' ? [messageCount, undoneCount] : token,
    ]),
  );
}
