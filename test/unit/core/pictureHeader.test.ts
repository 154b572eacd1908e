import * as assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { readPictureHeader } from '../../../src/core/pictureHeader';
import { decodePicture, MOST_PICTURE_BYTES } from '../../../src/io/worker/picture';
import { encodePng, pngDataUrl } from '../../support/png';

const png = encodePng(6, 4, [[0, 0, 0]], () => 0);
const bytes = (...parts: readonly (string | readonly number[])[]): Buffer => Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const GIF = bytes('GIF89a', [3, 0, 2, 1, 0, 0]);
const JPEG = bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xff, 0xc4, 0, 3, 9, 0xff, 0xc2, 0, 17, 8, 0, 9, 1, 4, 3, 0]);
const WEBP = {
  lossy: bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8 ', [0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 5, 0, 7, 0x40]),
  lossless: bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8L', [0, 0, 0, 0, 0x2f, 4, 0x80, 1, 0, 0, 0, 0, 0, 0]),
  extended: bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8X', [10, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 19, 1, 0]),
};

describe('pictures inside messages', () => {
  it('say what they are and how large', () => {
    assert.deepEqual(readPictureHeader(png), { mediaType: 'image/png', width: 6, height: 4 });
    assert.deepEqual(readPictureHeader(GIF), { mediaType: 'image/gif', width: 3, height: 258 });
    assert.deepEqual(readPictureHeader(JPEG), { mediaType: 'image/jpeg', width: 260, height: 9 });
    assert.deepEqual(readPictureHeader(WEBP.lossy), { mediaType: 'image/webp', width: 5, height: 7 });
    assert.deepEqual(readPictureHeader(WEBP.lossless), { mediaType: 'image/webp', width: 5, height: 7 });
    assert.deepEqual(readPictureHeader(WEBP.extended), { mediaType: 'image/webp', width: 10, height: 276 });
  });

  it('are not shown when they are anything else, or cut short', () => {
    for (const other of [bytes('<svg xmlns="http://www.w3.org/2000/svg">'), bytes('<?xml version="1.0"?><svg/>'), bytes('BM', [0, 0]), bytes(''), bytes([0xff, 0xd8, 0xff, 0xff])])
      assert.equal(readPictureHeader(other), null);
    for (const whole of [png.subarray(0, 24), GIF, JPEG, ...Object.values(WEBP)])
      for (let length = 0; length < 10; length++) assert.equal(readPictureHeader(whole.subarray(0, length)), null);
  });

  it('are decoded by what they are, not by what they are called', () => {
    const found = decodePicture(pngDataUrl(png).replace('image/png', 'image/svg+xml'));
    assert.deepEqual([found?.mediaType, found?.bytes.length], ['image/png', png.length]);
    assert.deepEqual(decodePicture(png.toString('base64')), found);
    for (const data of ['data:image/svg+xml;base64,PHN2Zy8+', 'data:image/svg+xml,<svg/>', 'data:text/html;base64,PGI+', 'https://a.example/b.png', '']) assert.equal(decodePicture(data), null);
  });

  it('are bounded in bytes and in pixels', () => {
    const huge = Buffer.from(png);
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    assert.equal(decodePicture(pngDataUrl(huge)), null);
    assert.equal(decodePicture(pngDataUrl(Buffer.concat([png, Buffer.alloc(MOST_PICTURE_BYTES)]))), null);
  });
});
