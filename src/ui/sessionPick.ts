/** The quick pick of a conversation, for "Open Conversation…" and "Export Conversation…". */
import * as vscode from 'vscode';
import type { ConversationRow } from '../core/conversation';
import { sourceIcon } from '../core/sources';
import { visibleText } from '../core/visibleText';
import { rowDescription, rowLabel } from '../core/words/rowWords';
import { SESSION_WORDS } from '../core/words/sessions';
import type { ProfileModel } from './profileModel';
import type { Profiles } from './profiles';
import type { TranscriptPanels } from './transcriptPanel';

export interface PickedSession {
  readonly model: ProfileModel;
  readonly row: ConversationRow;
}

type SessionItem = vscode.QuickPickItem & PickedSession;

/** More would not be read by anyone, and typing narrows what was asked for. */
const PICK_ROWS = 500;

/** Stands at once and fills when the profiles have been read. Undefined when the person leaves it. */
export async function pickSession(
  profiles: Profiles,
  transcripts: TranscriptPanels,
  title: string,
): Promise<PickedSession | undefined> {
  const pick = vscode.window.createQuickPick<SessionItem>();
  pick.title = title;
  pick.placeholder = SESSION_WORDS.openPickPlaceholder;
  pick.matchOnDescription = true;
  pick.busy = true;
  // VS Code gives a transcript the focus once its page stands, whatever has it by then, and a pick without the focus closes. So it
  // stays through that, and is then shown anew, which gives it the focus back.
  pick.ignoreFocusOut = transcripts.isLoading;
  let ownHides = 0;
  const loading = transcripts.onDidLoad(() => {
    ownHides += 1;
    pick.hide();
    pick.show();
    // VS Code keeps what was typed, but not the list.
    pick.items = [...pick.items];
    pick.ignoreFocusOut = transcripts.isLoading;
  });
  try {
    const picked = new Promise<PickedSession | undefined>((resolve) => {
      pick.onDidAccept(() => resolve(pick.selectedItems[0]));
      pick.onDidHide(() => {
        if (ownHides > 0) ownHides -= 1;
        else resolve(undefined);
      });
    });
    pick.show();
    const filled = readItems(profiles).then((items) => {
      pick.items = items;
      pick.busy = false;
    });
    // What goes wrong while it fills ends it, and is said by whoever called.
    return await Promise.race([picked, filled.then(() => picked)]);
  } finally {
    loading.dispose();
    pick.dispose();
  }
}

async function readItems(profiles: Profiles): Promise<SessionItem[]> {
  const models = await profiles.readyModels();
  const time = { now: Date.now(), locale: vscode.env.language };
  const items: SessionItem[] = [];
  for (const model of models) {
    for (const group of model.overview?.groups ?? []) {
      if (items.length >= PICK_ROWS) break;
      const rows = await model.client.call('rows', [profiles.shown(), time.now, group.key, 0, PICK_ROWS - items.length]);
      for (const row of rows) {
        items.push({
          label: rowLabel(row),
          description: rowDescription(row, time),
          iconPath: new vscode.ThemeIcon(sourceIcon(row.source)),
          ...(models.length > 1 && { detail: visibleText(model.location.profile) }),
          model,
          row,
        });
      }
    }
  }
  return items;
}
