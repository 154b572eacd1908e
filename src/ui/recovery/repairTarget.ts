/** What a repair is about: findings of one session directory. */
import * as vscode from 'vscode';
import { keyOfItem } from '../../core/recovery/findingKey';
import type { MergeChoice } from '../../core/recovery/mergeCopies';
import { visibleText } from '../../core/visibleText';
import { listWords } from '../../core/words/listWords';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import { say } from '../../core/words/say';
import type { AuditPlace } from '../../io/recovery/auditPlaces';
import { displayPath } from '../settings';
import type { FoundItem } from './foundItem';
import type { RecoveryModel } from './recoveryModel';
import type { RecoveryPlace } from './recoveryPlace';
import type { RecoveryRow } from './recoveryProvider';

export interface RepairTarget {
  readonly place: RecoveryPlace;
  readonly found: readonly FoundItem[];
  /** What a person decided about copies that differ. */
  readonly merges?: readonly MergeChoice[];
}

/** What the repair thread is told of a place. */
export const auditPlaceOf = ({ sessionDir, databases, agentDirs }: RecoveryPlace): AuditPlace => ({
  sessionDir,
  databases,
  agentDirs,
});

/** The keys by which the thread finds the findings again. */
export const findingsOf = ({ found }: RepairTarget): string[] => found.map(({ item }) => keyOfItem(item));

/** "profile default", "profiles default and work". */
export function profileWords({ profiles }: RecoveryPlace): string {
  const names = listWords(profiles.map(({ profile }) => visibleText(profile)), vscode.env.language);
  return say(REPAIRING_WORDS, profiles.length === 1 ? 'profile' : 'profiles', { names });
}

/** "profile default", and the folder, too, where another place is called the same: for a title that stands alone. */
export function placeWords(place: RecoveryPlace, model: Pick<RecoveryModel, 'places'>): string {
  const words = profileWords(place);
  const isAmbiguous = model.places().some((other) => other.key !== place.key && profileWords(other) === words);
  return isAmbiguous ? say(REPAIRING_WORDS, 'whereIn', { where: words, dir: visibleText(displayPath(place.sessionDir)) }) : words;
}

/** What is told of a place, with its folder where there are several. */
export const toldOf = (text: string, place: RecoveryPlace, model: Pick<RecoveryModel, 'places'>): string =>
  model.places().length < 2 ? text : `${text} ${say(REPAIRING_WORDS, 'inDir', { dir: visibleText(displayPath(place.sessionDir)) })}`;

/** One of several places, by profile and path. Undefined when the person leaves it, or there is none. */
export async function choosePlace(places: readonly RecoveryPlace[]): Promise<RecoveryPlace | undefined> {
  const [only, ...others] = places;
  if (only === undefined || others.length === 0) return only;
  const items = places.map((place) => ({
    label: profileWords(place),
    description: displayPath(place.sessionDir),
    place,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: REPAIRING_WORDS.choosePlace,
    matchOnDescription: true,
  });
  return picked?.place;
}

/** Everything that is ticked in one place. Undefined when nothing is, or the person leaves the choice. */
export async function tickedTarget(model: RecoveryModel): Promise<RepairTarget | undefined> {
  const targets = model.places().map((place) => ({ place, found: model.ticked(place) })).filter(({ found }) => found.length > 0);
  const place = await choosePlace(targets.map((target) => target.place));
  return targets.find((target) => target.place === place);
}

/** The finding of a row of the view "Recovery", as a menu hands it over; null for anything else. */
export function rowTarget(row: unknown): RepairTarget | null {
  const node = isRow(row) ? row.node : null;
  return node?.kind === 'finding' ? { place: node.place, found: [node.found] } : null;
}

const isRow = (value: unknown): value is Pick<RecoveryRow, 'node'> =>
  typeof value === 'object' && value !== null && 'node' in value;
