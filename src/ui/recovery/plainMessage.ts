/** A notification makes links of `[words](address)`: a title must not. */
export const plainMessage = (text: string): string => text.replaceAll('](', '] (');
