/** What a person is asked before an export: the form, what it shall hold, and where it goes. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { EXPORT_FORMATS, type ExportFormat, type ExportRequest } from '../core/export/exportRequest';
import { FILE_ENDINGS } from '../core/export/fileName';
import type { MessageFilter } from '../core/messageFilter';
import { EXPORT_WORDS } from '../core/words/export';
import { filterWords } from '../core/words/filterWords';
import { say } from '../core/words/say';

/** What was chosen for all conversations of one export. */
export interface ExportChoice extends Pick<ExportRequest, 'format' | 'tools' | 'reasoning' | 'systemPrompt' | 'redact'> {
  /** Also what stands before a compression. */
  readonly segments: boolean;
  /** Only what the filter of the transcript leaves. */
  readonly filtered: boolean;
}

/**
 * Questions stay when the focus leaves them, which a transcript in sight may take for itself: one step of several would
 * be gone. Null when the person thought better of it. Redaction is ticked, and nothing goes without it unasked. `filter` is that of the
 * transcript: what it hides is exported, too, unless it is told otherwise, and that is said.
 */
export async function chooseExport(hasSegments: boolean, filter: MessageFilter | null): Promise<ExportChoice | null> {
  const format = await chooseFormat();
  if (format === null) return null;
  if (format === 'jsonl') {
    const { exactTitle, exactDetail, exactFiltered, exactButton } = EXPORT_WORDS;
    const detail = filter === null ? exactDetail : `${exactDetail}\n\n${exactFiltered}`;
    const answer = await vscode.window.showWarningMessage(exactTitle, { modal: true, detail }, exactButton);
    const whole = { tools: true, reasoning: true, systemPrompt: 'all', redact: false, segments: true, filtered: false } as const;
    return answer === exactButton ? { format, ...whole } : null;
  }
  return chooseParts(format, hasSegments, filter);
}

async function chooseFormat(): Promise<ExportFormat | null> {
  // The most asked for first.
  const order: readonly ExportFormat[] = ['html', 'markdown', 'text', 'json', 'jsonl'];
  const items = order
    .filter((format) => EXPORT_FORMATS.includes(format))
    .map((format) => ({
      label: EXPORT_WORDS[`format_${format}`],
      detail: EXPORT_WORDS[`formatDetail_${format}`],
      format,
    }));
  const picked = await vscode.window.showQuickPick(items, { title: EXPORT_WORDS.chooseFormat, ignoreFocusOut: true });
  return picked?.format ?? null;
}

async function chooseParts(format: ExportFormat, hasSegments: boolean, filter: MessageFilter | null): Promise<ExportChoice | null> {
  const item = (name: 'tools' | 'reasoning' | 'systemPrompt' | 'segments' | 'redact' | 'filter', picked: boolean) => ({
    label: EXPORT_WORDS[`choose_${name}`],
    ...((name === 'segments' || name === 'redact') && { detail: EXPORT_WORDS[`chooseDetail_${name}`] }),
    picked,
    name,
  });
  const items = [
    ...(filter === null
      ? []
      : [{ ...item('filter', false), detail: say(EXPORT_WORDS, 'chooseDetail_filter', { what: filterWords(filter, vscode.env.language) }) }]),
    item('redact', true),
    item('tools', true),
    item('reasoning', true),
    item('systemPrompt', false),
    ...(hasSegments ? [item('segments', true)] : []),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: EXPORT_WORDS.chooseParts,
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined) return null;
  const has = (name: (typeof items)[number]['name']): boolean => picked.some((each) => each.name === name);
  return {
    format,
    redact: has('redact'),
    tools: has('tools'),
    reasoning: has('reasoning'),
    systemPrompt: has('systemPrompt') ? 'all' : 'none',
    segments: has('segments'),
    filtered: has('filter'),
  };
}

/** VS Code's dialog asks before it returns the name of a file that is there. */
export async function chooseFile(name: string, format: ExportFormat): Promise<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    title: EXPORT_WORDS.saveTitle,
    saveLabel: EXPORT_WORDS.saveButton,
    defaultUri: vscode.Uri.joinPath(startFolder(), name),
    filters: { [EXPORT_WORDS[`format_${format}`]]: [FILE_ENDINGS[format]] },
  });
}

export async function chooseFolder(count: number): Promise<vscode.Uri | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: say(EXPORT_WORDS, 'folderTitle', { count }, vscode.env.language),
      openLabel: EXPORT_WORDS.folderButton,
      defaultUri: startFolder(),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder;
}

const startFolder = (): vscode.Uri => vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
