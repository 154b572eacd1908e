/** The rows of the view "Recovery", before they become tree items. */
import { FINDING_SHELVES, shelfOf, sortFindings, type FindingOrder, type FindingShelf } from '../../core/recovery/findingShelf';
import type { NotChecked } from '../../core/recovery/report';
import type { ConversationNames, KnownConversation } from './conversationNames';
import type { Dismissal } from './dismissals';
import type { FoundItem } from './foundItem';
import { auditOf, type RecoveryModel } from './recoveryModel';
import type { RecoveryPlace } from './recoveryPlace';

/** What can be opened and closed. */
export type Shelf = FindingShelf | 'notChecked';

export interface FindingNode {
  readonly kind: 'finding';
  readonly place: RecoveryPlace;
  readonly found: FoundItem;
  readonly shelf: FindingShelf;
  readonly conversation: KnownConversation | null;
  readonly isTicked: boolean;
  readonly dismissal: Dismissal | null;
}

export type RecoveryNode =
  | { readonly kind: 'place'; readonly place: RecoveryPlace }
  /** The last check failed, or met a directory that changed under it. */
  | { readonly kind: 'notice'; readonly place: RecoveryPlace; readonly name: 'failed' | 'unsettled' }
  | { readonly kind: 'shelf'; readonly place: RecoveryPlace; readonly shelf: Shelf; readonly count: number }
  | FindingNode
  /** Something that is there and was not looked into. */
  | { readonly kind: 'unchecked'; readonly place: RecoveryPlace; readonly notChecked: NotChecked }
  | { readonly kind: 'more'; readonly place: RecoveryPlace; readonly shelf: Shelf; readonly loaded: number; readonly total: number };

/** A node with what is below it. */
export interface RecoveryBranch {
  readonly node: RecoveryNode;
  readonly below: readonly RecoveryBranch[];
}

/** Rows that a group shows at first, and that "show more" adds. */
export const MORE_FINDINGS = 200;

/** Equal for the same row before and after an audit, so that VS Code keeps expansion and selection. */
export function recoveryNodeId(node: RecoveryNode): string {
  const { key } = node.place;
  switch (node.kind) {
    case 'place':
      return JSON.stringify([key]);
    case 'notice':
      return JSON.stringify([key, 'notice', node.name]);
    case 'shelf':
      return JSON.stringify([key, node.shelf]);
    case 'finding':
      // The shelf, too: one that is dismissed is a row of another list, and VS Code takes no id that it still holds in another one.
      return JSON.stringify([key, node.shelf, node.found.key]);
    case 'unchecked':
      return JSON.stringify([key, 'unchecked', node.notChecked.file]);
    case 'more':
      return JSON.stringify([key, 'more', node.shelf]);
  }
}

/** The whole tree: the groups of the one place that has something to say, or the places above their groups. */
export function recoveryTree(model: RecoveryModel, names: ConversationNames, limitOf: (place: RecoveryPlace, shelf: Shelf) => number): RecoveryBranch[] {
  const places = model.known.map((place) => ({ place, branches: branchesOf(place, model, names, limitOf) }));
  const speaking = places.filter(({ branches }) => branches.length > 0);
  const [only, ...others] = speaking;
  if (only === undefined) return [];
  if (others.length === 0) return only.branches;
  return speaking.map(({ place, branches }) => ({ node: { kind: 'place', place }, below: branches }));
}

function branchesOf(
  place: RecoveryPlace,
  model: RecoveryModel,
  names: ConversationNames,
  limitOf: (place: RecoveryPlace, shelf: Shelf) => number,
): RecoveryBranch[] {
  const state = model.state(place);
  const audit = auditOf(state);
  const branches: RecoveryBranch[] = [];
  // A first check that failed is told by the welcome content, where there is nothing else.
  if (state.status === 'failed' && (audit !== null || model.known.length > 1)) branches.push(leaf({ kind: 'notice', place, name: 'failed' }));
  if (audit === null) return branches;
  if (!audit.isSettled) branches.push(leaf({ kind: 'notice', place, name: 'unsettled' }));
  const nodes = audit.found.map((found) => findingNode(place, found, model, names));
  const wanted = new Set<string>();
  for (const shelf of FINDING_SHELVES) {
    const own = sortFindings(nodes.filter((node) => node.shelf === shelf), orderOf);
    if (own.length === 0) continue;
    const shown = own.slice(0, limitOf(place, shelf));
    for (const { found } of shown) if (found.item.session_id !== '') wanted.add(found.item.session_id);
    branches.push(shelved(place, shelf, own.length, shown));
  }
  names.want(place, wanted);
  const unchecked = audit.report.not_checked.map((notChecked): RecoveryNode => ({ kind: 'unchecked', place, notChecked }));
  if (unchecked.length > 0) branches.push(shelved(place, 'notChecked', unchecked.length, unchecked.slice(0, limitOf(place, 'notChecked'))));
  return branches;
}

const leaf = (node: RecoveryNode): RecoveryBranch => ({ node, below: [] });

function shelved(place: RecoveryPlace, shelf: Shelf, total: number, shown: readonly RecoveryNode[]): RecoveryBranch {
  const below = shown.map(leaf);
  if (shown.length < total) below.push(leaf({ kind: 'more', place, shelf, loaded: shown.length, total }));
  return { node: { kind: 'shelf', place, shelf, count: total }, below };
}

export function findingNode(place: RecoveryPlace, found: FoundItem, model: RecoveryModel, names: ConversationNames): FindingNode {
  const { item, key } = found;
  const dismissal = model.dismissal(place, key);
  return {
    kind: 'finding',
    place,
    found,
    shelf: shelfOf(item.category, dismissal !== null),
    conversation: item.session_id === '' ? null : names.get(place, item.session_id),
    isTicked: model.isTicked(place, found),
    dismissal,
  };
}

const orderOf = ({ found, conversation }: FindingNode): FindingOrder => ({ kind: found.item.kind, at: conversation?.lastActiveAt ?? null });
