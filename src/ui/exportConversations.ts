/** "Export Conversation…": one into a file, several into a folder. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { ConversationRow } from '../core/conversation';
import type { ExportFormat, ExportRequest } from '../core/export/exportRequest';
import { exportFileName, numbered } from '../core/export/fileName';
import { addCounts, type SecretCounts } from '../core/export/secretKinds';
import { Failure } from '../core/failure';
import type { MessageFilter } from '../core/messageFilter';
import type { CopySource } from '../core/transcriptTarget';
import { visibleText } from '../core/visibleText';
import { EXPORT_WORDS } from '../core/words/export';
import { rowLabel } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { redactedWords } from '../core/words/secretWords';
import type { ProfileClient } from '../io/worker/client';
import type { ExportPiece } from '../io/worker/exportJobs';
import { chooseExport, chooseFile, chooseFolder, type ExportChoice } from './exportChoices';
import { longWork } from './longWork';
import type { ProfileModel } from './profileModel';
import type { Profiles } from './profiles';
import { saveExport } from './saveExport';

export interface ExportTarget {
  readonly model: ProfileModel;
  readonly row: ConversationRow;
  /** Segments of the conversation, oldest first. */
  readonly sessionIds: readonly string[];
  /** Which copy of the newest of them; null for the one that is shown by default. */
  readonly source: CopySource | null;
  /** What its transcript is filtered by; null where there is none, or without a filter. */
  readonly filter: MessageFilter | null;
}

/** What all documents of one export held. */
class Tally {
  files = 0;
  incomplete = false;
  redacted: SecretCounts | null = null;

  add(last: ExportPiece): void {
    this.files += 1;
    this.incomplete ||= last.incomplete;
    if (last.redacted !== null) this.redacted = this.redacted === null ? last.redacted : addCounts(this.redacted, last.redacted);
  }

  words(done: string, format: ExportFormat): string {
    const incomplete = format === 'jsonl' ? EXPORT_WORDS.exportedIncompleteRows : EXPORT_WORDS.exportedIncomplete;
    const notes = [
      this.redacted === null ? '' : redactedWords(this.redacted, vscode.env.language),
      this.incomplete ? incomplete : '',
    ];
    return [done, ...notes].filter((words) => words !== '').join(' ');
  }
}

/** @throws Failure what reading and writing throw */
export async function exportConversations(targets: readonly ExportTarget[], profiles: Profiles): Promise<void> {
  const [only, ...others] = targets;
  const filter = others.length === 0 ? (only?.filter ?? null) : null;
  const choice = await chooseExport(targets.some(({ sessionIds }) => sessionIds.length > 1), filter);
  if (choice === null) return;
  if (only !== undefined && others.length === 0) await exportOne(only, choice, profiles);
  else await exportMany(targets, choice, profiles);
}

async function exportOne(target: ExportTarget, choice: ExportChoice, profiles: Profiles): Promise<void> {
  const uri = await chooseFile(nameOf(target, choice), choice.format);
  if (uri === undefined) return;
  const tally = new Tally();
  await longWork(say(EXPORT_WORDS, 'exporting', { title: plain(rowLabel(target.row)) }), async (report, signal) => {
    const pieces = piecesOf(target, choice, signal, (piece) => {
      report(piece.total === 0 ? 0 : piece.done / piece.total);
      if (piece.isLast) tally.add(piece);
    });
    // The dialog has asked where a file was there.
    await saveExport(uri, pieces, { replace: true, models: [...profiles.known, target.model], signal });
  });
  const file = plain(uri.path.slice(uri.path.lastIndexOf('/') + 1));
  const open = EXPORT_WORDS.openExported;
  const said = tally.words(say(EXPORT_WORDS, 'exported', { file }), choice.format);
  // Not awaited: the export is done, whether or not anybody ever looks at the notification.
  void vscode.window.showInformationMessage(said, open).then((answer) => {
    if (answer === open) void vscode.commands.executeCommand('vscode.open', uri);
  });
}

async function exportMany(targets: readonly ExportTarget[], choice: ExportChoice, profiles: Profiles): Promise<void> {
  const folder = await chooseFolder(targets.length);
  if (folder === undefined) return;
  const tally = new Tally();
  const args = { folder: plain(folder.path.slice(folder.path.lastIndexOf('/') + 1)) };
  try {
    for (const target of targets) {
      await longWork(say(EXPORT_WORDS, 'exporting', { title: plain(rowLabel(target.row)) }), async (report, signal) => {
        await saveNumbered(folder, target, choice, profiles, signal, (piece) => {
          report(piece.total === 0 ? 0 : piece.done / piece.total);
          if (piece.isLast) tally.add(piece);
        });
      });
    }
  } finally {
    // What stopped it is said by whoever catches it; this says what is there.
    const isAll = tally.files === targets.length;
    const done = isAll
      ? say(EXPORT_WORDS, 'exportedMany', { count: tally.files, ...args }, vscode.env.language)
      : say(EXPORT_WORDS, 'exportedSome', { done: tally.files, total: targets.length, ...args }, vscode.env.language);
    if (tally.files > 0) void vscode.window.showInformationMessage(tally.words(done, choice.format));
  }
}

/** Under the first name that is free, and never over anything: nobody was asked. */
async function saveNumbered(
  folder: vscode.Uri,
  target: ExportTarget,
  choice: ExportChoice,
  profiles: Profiles,
  signal: AbortSignal,
  onPiece: (piece: ExportPiece) => void,
): Promise<void> {
  for (let n = 1; ; n += 1) {
    const uri = vscode.Uri.joinPath(folder, numbered(nameOf(target, choice), n));
    try {
      const pieces = piecesOf(target, choice, signal, onPiece);
      await saveExport(uri, pieces, { replace: false, models: [...profiles.known, target.model], signal });
      return;
    } catch (error) {
      if (!Failure.is(error, 'file_exists') || n >= MOST_NUMBERS) throw error;
    }
  }
}

const MOST_NUMBERS = 1000;

const nameOf = ({ row }: ExportTarget, { format, redact }: ExportChoice): string =>
  exportFileName(rowLabel(row), format, redact);

/** The document, piece by piece from the worker; ended there when nobody takes the next one. */
async function* piecesOf(
  { model, sessionIds, source, filter }: ExportTarget,
  choice: ExportChoice,
  signal: AbortSignal,
  onPiece: (piece: ExportPiece) => void,
): AsyncGenerator<string> {
  await model.ready();
  const { segments, filtered, ...parts } = choice;
  const locale = vscode.env.language;
  const request: ExportRequest = {
    ...parts,
    sessionIds: segments ? sessionIds : sessionIds.slice(-1),
    source: parts.format === 'jsonl' ? null : source,
    ...(filtered && filter !== null && { filter }),
    locale,
  };
  const client: ProfileClient = model.client;
  const job = randomUUID();
  let isOver = false;
  try {
    for (let isFirst = true; !isOver; isFirst = false) {
      const piece = await client.call('exportPiece', [job, isFirst, request], { priority: 'background', signal });
      isOver = piece.isLast;
      onPiece(piece);
      yield piece.text;
    }
  } finally {
    if (!isOver) client.call('exportEnd', [job]).catch(() => undefined);
  }
}

/** A notification makes links of `[words](address)`: a name must not. */
const plain = (name: string): string => visibleText(name).replaceAll('](', '] (');
