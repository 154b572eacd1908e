/**
 * The largest conversation file, previous copy, transcript or index that is read whole, in bytes. Larger ones are named
 * and not looked into: text and objects of a file take several times its size. A conversation of this size has a hundred
 * thousand messages.
 */
export const LARGEST_BYTES = 96 * 1024 * 1024;
