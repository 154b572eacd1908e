/** Every word of a conversation as a document that is not the exporters'. */
export const DOCUMENT_WORDS = {
  gone: 'This conversation is not there any more.\n',
  noSuchPart: 'This document has no such part any more.\n',
  goesOn: 'Goes on in part {part}',
  compareTitle: '{title}: {one} ↔ {other}',
} as const satisfies Readonly<Record<string, string>>;
