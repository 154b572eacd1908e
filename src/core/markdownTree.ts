/**
 * Markdown as plain values: what the extension host sends and the webview builds elements from. The set is closed, so
 * nothing a transcript says can name an element or an attribute, and it holds no address: a link is a number, counted
 * from 0 over the whole message in document order, that the host resolves again from the text it parsed.
 */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'emphasis' | 'strong' | 'deleted'; readonly content: readonly Inline[] }
  /** `host` is the name of the server (or the mail address), for the tooltip. */
  | { readonly kind: 'link'; readonly link: number; readonly host: string; readonly content: readonly Inline[] }
  /** A picture that is not loaded. `link` is null where there is nothing to open (data URLs, files). */
  | { readonly kind: 'image'; readonly alt: string; readonly host: string; readonly link: number | null };

export type Block =
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: 'list'; readonly start: number | null; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'quote'; readonly content: readonly Block[] }
  | { readonly kind: 'codeBlock'; readonly language: string; readonly text: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly TableCell[])[] }
  | { readonly kind: 'rule' };

/** The first row of a table is its head. */
export interface TableCell {
  readonly align: 'start' | 'center' | 'end';
  readonly content: readonly Inline[];
}
