/** Pictures inside messages as bytes, for whoever shows one. */
import { Buffer } from 'node:buffer';
import { readPictureHeader, type PictureHeader } from '../../core/pictureHeader';

export interface Picture extends PictureHeader {
  readonly bytes: Uint8Array;
}

export const MOST_PICTURE_BYTES = 8 * 1024 * 1024;
/** A few kilobytes can stand for a picture that fills the memory of whoever draws it. */
export const MOST_PICTURE_PIXELS = 40_000_000;

/** `data` is a `data:` URL or base64 alone. Null for what is too large, or is none of the kinds that are shown. */
export function decodePicture(data: string): Picture | null {
  const base64 = /^data:/i.test(data) ? (/^data:[^,]{0,300};base64,/i.exec(data)?.[0] ?? null) : '';
  if (base64 === null || data.length > 2 * MOST_PICTURE_BYTES) return null;
  const decoded = Buffer.from(data.slice(base64.length), 'base64');
  const header = decoded.length > MOST_PICTURE_BYTES ? null : readPictureHeader(decoded);
  if (header === null || header.width * header.height > MOST_PICTURE_PIXELS) return null;
  // Bytes of their own: what is sent from a shared pool would take the whole pool along.
  return { ...header, bytes: Uint8Array.from(decoded) };
}
