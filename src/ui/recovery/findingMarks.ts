/** What recovery found about a conversation, where the conversation is listed: an "!" behind its row, and why in words. */
import * as vscode from 'vscode';
import { RECOVERY_WORDS, findingSentence } from '../../core/words/recoveryView';
import { say } from '../../core/words/say';
import { auditOf, type RecoveryModel } from './recoveryModel';

/** Of addresses that only say what is wrong with a row: nothing is read from them. */
const SCHEME = 'hermes-finding';
const SIGN = '!';

export class FindingMarks implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Some conversation has another mark, or none any more. */
  readonly onDidChange = this.changed.event;
  /** By home, then by session id: what is wrong, in words. */
  private marks = new Map<string, Map<string, string>>();
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly model: RecoveryModel) {
    this.disposables = [this.changed, model.onDidChange(() => this.update()), vscode.window.registerFileDecorationProvider(this)];
  }

  /** What is wrong with the conversation that has these sessions; null when nothing open is known. */
  of(rootPath: string, sessionIds: readonly string[]): string | null {
    const ofHome = this.marks.get(rootPath);
    return sessionIds.map((id) => ofHome?.get(id) ?? null).find((words) => words !== null) ?? null;
  }

  /** The words are the address: another sentence is another address, so that VS Code asks for its decoration anew. */
  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== SCHEME) return undefined;
    return new vscode.FileDecoration(SIGN, uri.query, new vscode.ThemeColor('list.warningForeground'));
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private update(): void {
    const marks = marksOf(this.model);
    const isSame = JSON.stringify(entriesOf(marks)) === JSON.stringify(entriesOf(this.marks));
    this.marks = marks;
    if (!isSame) this.changed.fire();
  }
}

/** The address for the row of a conversation with this id. */
export const markedUri = (sessionId: string, words: string): vscode.Uri =>
  vscode.Uri.from({ scheme: SCHEME, path: `/${sessionId}`, query: words });

function marksOf(model: RecoveryModel): Map<string, Map<string, string>> {
  const marks = new Map<string, Map<string, string>>();
  for (const place of model.known) {
    const rootPath = place.profiles[0]?.rootPath ?? '';
    const ofHome = marks.get(rootPath) ?? new Map<string, string>();
    marks.set(rootPath, ofHome);
    const counts = new Map<string, number>();
    for (const { item, key } of auditOf(model.state(place))?.found ?? []) {
      const { session_id: id, category } = item;
      if (id === '' || category === 'information' || model.dismissal(place, key) !== null) continue;
      counts.set(id, (counts.get(id) ?? 0) + 1);
      if (!ofHome.has(id)) ofHome.set(id, findingSentence(item, vscode.env.language));
    }
    for (const [id, count] of counts) {
      if (count > 1) ofHome.set(id, say(RECOVERY_WORDS, 'andMore', { sentence: ofHome.get(id) ?? '', count: count - 1 }, vscode.env.language));
    }
  }
  return marks;
}

const entriesOf = (marks: Map<string, Map<string, string>>): unknown =>
  [...marks].filter(([, ofHome]) => ofHome.size > 0).map(([home, ofHome]) => [home, [...ofHome]]);
