/** The row a click or Enter was meant for. */
import type { SessionNode, TreeRow } from './sessionNodes';

/** A list that is drawn anew at this moment has its rows again long before. */
const LONGEST_MS = 2_000;
const PAUSE_MS = 20;

/**
 * VS Code tells which row is selected before it runs the row's command, but by a handle: between the refresh of a list and the
 * answer to what is below it now, the handle has no row. Undefined when it stays without one.
 */
export async function selectedNode(tree: { readonly selection: readonly TreeRow[] }): Promise<SessionNode | undefined> {
  for (let waited = 0; tree.selection[0] === undefined && waited < LONGEST_MS; waited += PAUSE_MS) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return tree.selection[0]?.node;
}
