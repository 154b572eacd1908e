import * as assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { encodePng, pngDataUrl } from '../../support/png';

describe('encodePng', () => {
  it('holds the pixels row by row behind a filter byte, also where they need several stored blocks', () => {
    const png = encodePng(
      300,
      250,
      [
        [0, 0, 0],
        [255, 255, 255],
      ],
      (x, y) => (x + y) % 2,
    );
    const { IHDR, IDAT } = chunksOf(png);
    assert.deepEqual([IHDR?.readUInt32BE(0), IHDR?.readUInt32BE(4), IHDR?.[8], IHDR?.[9]], [300, 250, 8, 3]);
    // inflateSync checks the stream's own checksum.
    const rows = inflateSync(IDAT ?? Buffer.alloc(0));
    assert.equal(rows.length, 250 * 301);
    assert.deepEqual([...rows.subarray(301, 305)], [0, 1, 0, 1]);
  });

  it('ends every chunk with the checksum PNG asks for', () => {
    const png = encodePng(1, 1, [[1, 2, 3]], () => 0);
    // The end chunk is the same in every PNG.
    assert.equal(png.subarray(-12).toString('hex'), '0000000049454e44ae426082');
    assert.match(pngDataUrl(png), /^data:image\/png;base64,iVBORw0KGgo/);
  });
});

function chunksOf(png: Buffer): Partial<Record<string, Buffer>> {
  const chunks: Partial<Record<string, Buffer>> = {};
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks[png.toString('latin1', at + 4, at + 8)] = png.subarray(at + 8, at + 8 + length);
    at += length + 12;
  }
  return chunks;
}
