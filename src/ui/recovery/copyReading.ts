/** Reads and compares the copies of a conversation that a finding is about. */
import * as vscode from 'vscode';
import { oneLine, visibleText } from '../../core/visibleText';
import { RECOVERY_WORDS } from '../../core/words/recoveryView';
import { say } from '../../core/words/say';
import { documentUri } from '../documentUri';
import type { Profiles } from '../profiles';
import { keyOfCopy } from '../transcriptKey';
import type { TranscriptPanels } from '../transcriptPanel';
import { readCopies, type FindingCopy } from './findingCopies';
import { comparedWith } from './findingPageOf';
import type { FindingNode } from './recoveryNodes';

const TITLE_CHARS = 60;

export class CopyReading {
  constructor(
    private readonly profiles: Pick<Profiles, 'models'>,
    private readonly transcripts: Pick<TranscriptPanels, 'open'>,
  ) {}

  /** Opens a copy as a transcript, as it stands there. */
  read({ model, sessionId, source, name }: FindingCopy, node: FindingNode): void {
    const title = say(RECOVERY_WORDS, 'copyTitle', { copy: name, title: titleOf(node) });
    this.transcripts.open({ profile: model.location.key, sessionId, show: source }, title);
  }

  /** Opens the previous copy; says so when there is none that can be read. */
  async readPrevious(node: FindingNode): Promise<void> {
    const rootPath = node.place.profiles[0]?.rootPath;
    const copies = await readCopies(node.found.item, this.profiles.models().filter(({ location }) => location.rootPath === rootPath));
    const previous = copies.find(({ source, isReadable }) => source === 'previous_copy' && isReadable);
    if (previous === undefined) await vscode.window.showInformationMessage(RECOVERY_WORDS.noPreviousCopy);
    else this.read(previous, node);
  }

  /** Shows a copy beside the one that Hermes WebUI shows, in VS Code's own diff editor. */
  async compare(copy: FindingCopy, copies: readonly FindingCopy[], node: FindingNode): Promise<void> {
    const base = comparedWith(copies);
    if (base === null || base === copy) return;
    const title = titleOf(node);
    const [left, right] = [base, copy].map(({ model, sessionId, source, name }) =>
      documentUri({ key: keyOfCopy(model.location.key, { sessionId, source }), part: 1 }, say(RECOVERY_WORDS, 'copyTitle', { copy: name, title })),
    );
    await vscode.commands.executeCommand('vscode.diff', left, right, say(RECOVERY_WORDS, 'compareTitle', { title, left: base.name, right: copy.name }));
  }
}

const titleOf = ({ conversation, found }: FindingNode): string =>
  oneLine(conversation?.title ?? visibleText(found.item.session_id), TITLE_CHARS);
