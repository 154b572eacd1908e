/** Pictures and files inside messages: measured and named; their data goes only to whoever asks for one. */
import type { MessagePart } from './message';
import { isRecord, type JsonRecord } from './jsonValue';

type ImagePart = Extract<MessagePart, { kind: 'image' }>;

/**
 * A picture part of any provider: `image_url` (text or object), Anthropic `source`, MCP `data` + `mimeType`, plain
 * `url`.
 */
export function imageOf(part: JsonRecord, alt = ''): ImagePart {
  const image = { ...measureImage(part), ...(alt !== '' && { alt }) };
  const data = image.origin === 'data' ? dataOf(part) : '';
  if (data !== '' && data.length <= LONGEST_DATA) kept.set(image, data);
  return image;
}

/** More than this of base64 or a URL is too much to show. */
const LONGEST_DATA = 12 * 1024 * 1024;

/** By the part, and not in it: no page, digest or export that takes messages along takes pictures along. */
const kept = new WeakMap<MessagePart, string>();

/** The data of a picture inside a message, as a `data:` URL or base64 alone; null for any other part. */
export const pictureData = (part: MessagePart): string | null => kept.get(part) ?? null;

function dataOf(part: JsonRecord): string {
  const source = isRecord(part.source) ? part.source : part;
  return typeof source.data === 'string' ? source.data : (urlOf(part.image_url) ?? urlOf(source.url) ?? urlOf(part.url) ?? '');
}

function measureImage(part: JsonRecord): ImagePart {
  const source = isRecord(part.source) ? part.source : part;
  if (typeof source.data === 'string') {
    const inline = measureDataUrl(source.data) ?? {
      mediaType: mediaTypeOfSource(part),
      bytes: base64Bytes(source.data, 0),
    };
    return { kind: 'image', origin: 'data', ...inline, host: '' };
  }
  const url = urlOf(part.image_url) ?? urlOf(source.url) ?? urlOf(part.url) ?? '';
  const inline = measureDataUrl(url);
  if (inline !== null) return { kind: 'image', origin: 'data', ...inline, host: '' };
  const host = hostOf(url);
  return {
    kind: 'image',
    origin: host === '' ? 'unknown' : 'remote',
    mediaType: mediaTypeOfSource(part),
    host,
    bytes: 0,
  };
}

/** The declared media type of a part, or ''. */
export function mediaTypeOfSource(part: JsonRecord): string {
  for (const holder of [part, part.source, part.file, part.input_audio, part.audio]) {
    if (!isRecord(holder)) continue;
    for (const key of ['media_type', 'mime_type', 'mimeType', 'mime']) {
      const value = holder[key];
      if (typeof value === 'string') return value.slice(0, 100);
    }
    const data = measureDataUrl(urlOf(holder.file_data) ?? urlOf(holder.data) ?? urlOf(holder.url) ?? '');
    if (data !== null) return data.mediaType;
    if (typeof holder.format === 'string') return `audio/${holder.format.slice(0, 50)}`;
  }
  return '';
}

const urlOf = (value: unknown): string | null => {
  if (typeof value === 'string') return value;
  return isRecord(value) && typeof value.url === 'string' ? value.url : null;
};

const LONGEST_HEADER = 300;

/** Media type and decoded size of a `data:` URL; null for anything else. */
export function measureDataUrl(url: string): { readonly mediaType: string; readonly bytes: number } | null {
  if (!/^data:/i.test(url)) return null;
  const comma = url.slice(0, LONGEST_HEADER).indexOf(',');
  if (comma === -1) return { mediaType: '', bytes: 0 };
  const fields = url.slice('data:'.length, comma).split(';');
  const isBase64 = fields.some((field) => field.trim().toLowerCase() === 'base64');
  // RFC 2397: without a media type it is plain text.
  const mediaType = (fields[0] ?? '').trim().toLowerCase() || 'text/plain';
  return {
    mediaType: mediaType === 'base64' ? 'text/plain' : mediaType,
    bytes: isBase64 ? base64Bytes(url, comma + 1) : percentBytes(url, comma + 1),
  };
}

/** Decoded size of base64 text from `from`; `=` and line breaks do not count. */
function base64Bytes(text: string, from: number): number {
  let digits = 0;
  for (let i = from; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 0x20 && code !== 0x3d) digits += 1;
  }
  return Math.floor((digits * 3) / 4);
}

function percentBytes(text: string, from: number): number {
  let bytes = 0;
  for (let i = from; i < text.length; i += 1) {
    if (text.charCodeAt(i) === 0x25) i += 2;
    bytes += 1;
  }
  return bytes;
}

/** The host of an http(s) address, without credentials; '' for anything else. */
function hostOf(url: string): string {
  const authority = /^https?:\/\/([^/?#\\]{1,1000})/i.exec(url)?.[1] ?? '';
  return authority
    .slice(authority.lastIndexOf('@') + 1)
    .toLowerCase()
    .slice(0, 260);
}
