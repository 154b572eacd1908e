/**
 * JSON for a terminal: equal to what `JSON.stringify` means, and nothing in it can drive a terminal or reorder a line.
 */

// JSON escapes the controls below U+0020 only: DEL, C1 controls (U+009B begins a sequence in some terminals),
// bidirectional embeddings, overrides and isolates, line separators and the byte order mark would reach the terminal as
// they are.
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
