import { indexOf } from './rowPlaces';

/** The rows the selection begins and ends in, by index; null when nothing of the list is selected. */
export function selectedRows(list: HTMLElement): { readonly from: number; readonly to: number } | null {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed) return null;
  const ends = [selection.anchorNode, selection.focusNode].map((node) =>
    (node instanceof Element ? node : node?.parentElement)?.closest('article'),
  );
  if (!ends.every((end) => end instanceof HTMLElement && list.contains(end))) return null;
  const [a, b] = ends.map((end) => indexOf(end!)) as [number, number];
  return { from: Math.min(a, b), to: Math.max(a, b) };
}
