/** What a picture says of itself in its first bytes. What it was called by others is not believed. */

export type PictureType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

export interface PictureHeader {
  readonly mediaType: PictureType;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Null for what is none of the four kinds that are shown, or does not say how large it is. Sources: their specifications. */
export function readPictureHeader(bytes: Uint8Array): PictureHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = readPng(view) ?? readGif(view) ?? readWebp(view) ?? readJpeg(view);
  return found === null || found.width === 0 || found.height === 0 ? null : found;
}

const isText = (view: DataView, at: number, text: string): boolean =>
  at + text.length <= view.byteLength && [...text].every((character, i) => view.getUint8(at + i) === character.charCodeAt(0));

function readPng(view: DataView): PictureHeader | null {
  if (!isText(view, 0, '\x89PNG\r\n\x1a\n') || !isText(view, 12, 'IHDR') || view.byteLength < 24) return null;
  return { mediaType: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

function readGif(view: DataView): PictureHeader | null {
  if (!(isText(view, 0, 'GIF87a') || isText(view, 0, 'GIF89a')) || view.byteLength < 10) return null;
  return { mediaType: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function readWebp(view: DataView): PictureHeader | null {
  if (!isText(view, 0, 'RIFF') || !isText(view, 8, 'WEBP') || view.byteLength < 30) return null;
  const three = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (isText(view, 12, 'VP8X')) return { mediaType: 'image/webp', width: three(24) + 1, height: three(27) + 1 };
  if (isText(view, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return { mediaType: 'image/webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (!isText(view, 12, 'VP8 ')) return null;
  return { mediaType: 'image/webp', width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

/** Frames begin with SOF0 to SOF15, less three markers of that range that mean something else. */
function readJpeg(view: DataView): PictureHeader | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { mediaType: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // A fill byte stands alone; anything else says its length, which holds the two bytes that say it.
    at += marker === 0xff ? 1 : 2 + Math.max(2, view.getUint16(at + 2));
  }
  return null;
}
