import * as assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { deflateSync, inflateSync } from 'node:zlib';
import { decodePng, encodeFewColours, sheet, type Picture } from '../../support/fewColours';

const chunk = (type: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, data, Buffer.alloc(4)]);
};

/** A PNG of the five filters in turn, as PNG's own rules make them. */
function filtered(width: number, height: number, pixel: (i: number) => number, channels: 3 | 4): Buffer {
  const at = (x: number, y: number): number => (x < 0 || y < 0 ? 0 : pixel(y * width * channels + x));
  const bytes: number[] = [];
  for (let y = 0; y < height; y += 1) {
    bytes.push(y % 5);
    for (let x = 0; x < width * channels; x += 1) {
      const [a, b, c] = [at(x - channels, y), at(x, y - 1), x < channels ? 0 : at(x - channels, y - 1)];
      const nearest = [a, b, c].reduce((best, each) => (Math.abs(a + b - c - each) < Math.abs(a + b - c - best) ? each : best));
      bytes.push((at(x, y) - [0, a, b, Math.floor((a + b) / 2), nearest][y % 5]!) & 0xff);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 3 ? 2 : 6, 0, 0, 0], 8);
  return Buffer.concat([Buffer.alloc(8), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.from(bytes))), chunk('IEND', Buffer.alloc(0))]);
}

/** What a PNG of `encodeFewColours` shows. */
function shown(png: Buffer): number[] {
  const width = png.readUInt32BE(16);
  const part = (type: string): Buffer => {
    const at = png.indexOf(type, 0, 'latin1');
    return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
  };
  const palette = part('PLTE');
  return [...inflateSync(part('IDAT'))].flatMap((n, i) => (i % (width + 1) === 0 ? [] : [...palette.subarray(n * 3, n * 3 + 3)]));
}

describe('pictures in few colours', () => {
  it('are read from every form of row, with and without transparency', () => {
    const pixel = (i: number): number => (i * i * 31 + i * 7) % 251;
    const { data } = decodePng(filtered(9, 11, pixel, 3));
    assert.deepEqual([...data], Array.from({ length: 9 * 11 * 3 }, (_, i) => pixel(i)));
    const clear = decodePng(filtered(4, 6, pixel, 4));
    assert.deepEqual([...clear.data], Array.from({ length: 96 }, (_, i) => i).filter((i) => i % 4 !== 3).map(pixel));
    assert.throws(() => decodePng(Buffer.concat([Buffer.alloc(24), Buffer.from([8, 3, 0, 0, 0])])), /form of PNG/);
  });

  it('are exact where they have no more colours, and near where they have', () => {
    const few: Picture = { width: 16, height: 16, data: Uint8Array.from({ length: 768 }, (_, i) => (i % 3 === 0 ? i / 3 : 7)) };
    assert.deepEqual(shown(encodeFewColours(few)), [...few.data]);
    // 4,096 colours, and below them a surface of one.
    const many = Uint8Array.from({ length: 64 * 128 * 3 }, (_, i) => (i >= 64 * 64 * 3 ? 33 : i % 3 === 0 ? ((i / 3) % 64) * 4 : i % 3 === 1 ? Math.floor(i / 192) * 4 : 0));
    const cut = shown(encodeFewColours({ width: 64, height: 128, data: many }));
    assert.equal(Math.max(...cut.map((value, i) => (i >= 64 * 64 * 3 ? Math.abs(value - many[i]!) : 0))), 0);
    assert.ok(Math.max(...cut.map((value, i) => Math.abs(value - many[i]!))) <= 16);
    const few64 = shown(encodeFewColours({ width: 64, height: 128, data: many }, 64));
    const colours = new Set(Array.from({ length: few64.length / 3 }, (_, i) => few64.slice(i * 3, i * 3 + 3).join()));
    assert.equal(colours.size, 64);
  });

  it('stand side by side with room between them', () => {
    const dot = (value: number): Picture => ({ width: 1, height: 1, data: Uint8Array.of(value, value, value) });
    const { width, height, data } = sheet([dot(1), dot(2), dot(3)], 2, 1, [9, 9, 9]);
    assert.deepEqual([width, height], [5, 5]);
    assert.deepEqual([...data].filter((_, i) => i % 3 === 0), [9, 9, 9, 9, 9, 9, 1, 9, 2, 9, 9, 9, 9, 9, 9, 9, 3, 9, 9, 9, 9, 9, 9, 9, 9]);
  });
});
