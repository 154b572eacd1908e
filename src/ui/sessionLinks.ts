/** Links to conversations: `vscode://hermes-sessions.hermes-sessions/open?profile=…&id=…`. They name ids, never a path. */
import * as vscode from 'vscode';
import { shownShort } from '../core/visibleText';
import { COPY_NAMES } from '../core/transcriptTarget';
import { rowLabel } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { SESSION_WORDS } from '../core/words/sessions';
import type { ProfileModel } from './profileModel';
import type { Profiles } from './profiles';
import type { TranscriptKey } from './transcriptKey';
import type { TranscriptPanels } from './transcriptPanel';

const PATH = '/open';
/** Anybody can make a link: what is longer than any id of Hermes is not looked for. */
const LONGEST_ID = 1024;

export interface SessionLink {
  /** The key of a profile; null where the link names none. */
  readonly profile: string | null;
  readonly sessionId: string;
  /** Null: the whole conversation. */
  readonly show?: SegmentOrCopy | null;
  /** The message to stand at. */
  readonly messageId?: string | null;
}

/** What of a session, where it is not the whole conversation; by a name, never by a path. */
type SegmentOrCopy = 'segment' | (typeof COPY_NAMES)[number];

const segmentOrCopy = (show: unknown): SegmentOrCopy | null =>
  show === 'segment' ? show : (COPY_NAMES.find((name) => name === show) ?? null);

/** A link to a message of what a transcript shows; null where that goes by a path. */
export function linkToMessage(
  { sessionId, show }: TranscriptKey,
  model: ProfileModel | undefined,
  messageId: string | null,
  extensionId: string,
): string | null {
  const named = segmentOrCopy(show);
  if (show !== 'whole' && named === null) return null;
  return linkTo({ profile: nameOfProfile(model), sessionId, show: named, messageId }, extensionId).toString();
}

/** A database that was opened alone goes by its path, which a link must not name. */
export const nameOfProfile = (model: ProfileModel | undefined): string | null =>
  model === undefined || model.location.isStandalone ? null : model.location.key;

export function linkTo({ profile, sessionId, show, messageId }: SessionLink, extensionId: string): vscode.Uri {
  const query = new URLSearchParams({
    ...(profile !== null && { profile }),
    id: sessionId,
    ...(show != null && { show }),
    ...(messageId != null && { message: messageId }),
  });
  return vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: extensionId, path: PATH, query: query.toString() });
}

/** Null for what is no such link. Whatever else it says is not looked at. */
export function parseLink(uri: vscode.Uri): SessionLink | null {
  const query = new URLSearchParams(uri.query);
  const [sessionId, profile, messageId] = [query.get('id'), query.get('profile'), query.get('message')];
  if (uri.path !== PATH || sessionId === null || sessionId === '' || sessionId.length > LONGEST_ID) return null;
  return {
    sessionId,
    profile: profile === null || profile.length > LONGEST_ID ? null : profile,
    show: segmentOrCopy(query.get('show')),
    messageId: messageId === null || messageId === '' || messageId.length > LONGEST_ID ? null : messageId,
  };
}

export class SessionLinks implements vscode.UriHandler, vscode.Disposable {
  private readonly registration = vscode.window.registerUriHandler(this);

  constructor(
    private readonly profiles: Profiles,
    private readonly transcripts: TranscriptPanels,
  ) {}

  async handleUri(uri: vscode.Uri): Promise<void> {
    const link = parseLink(uri);
    if (link === null) {
      await vscode.window.showInformationMessage(SESSION_WORDS.linkUnknown);
      return;
    }
    const { sessionId, messageId = null } = link;
    const show = link.show ?? 'whole';
    // The profile of the link first: ids are unique within one only.
    const named = link.profile === null ? undefined : this.profiles.model(link.profile);
    const models = [...(named === undefined ? [] : [named]), ...this.profiles.models().filter((model) => model !== named)];
    for (const model of models) {
      const row = await rowOf(model, sessionId);
      if (row === null) continue;
      // A segment or a copy is that of the very session; a whole conversation goes by its newest one.
      const key: TranscriptKey = { profile: model.location.key, sessionId: show === 'whole' ? row.id : sessionId, show };
      this.transcripts.open(key, rowLabel(row), messageId);
      return;
    }
    await vscode.window.showInformationMessage(say(SESSION_WORDS, 'linkNotFound', { id: shownShort(sessionId) }));
  }

  dispose(): void {
    this.registration.dispose();
  }
}

async function rowOf(model: ProfileModel, sessionId: string) {
  await model.ready();
  const recent = await model.client.call('row', [sessionId]);
  if (recent !== null) return recent;
  // A first look knows only what was active lately.
  await model.client.call('refresh', ['full']);
  return model.client.call('row', [sessionId]);
}
