/** Starts every line of ours on the extension host's console, to tell them from what VS Code itself says there. */
export const MARK = '│ ';
