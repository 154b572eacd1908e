/** Pictures of a screen in 256 colours, a third of the bytes: they have few colours of their own, and edges of letters. */
import { Buffer } from 'node:buffer';
import { deflateSync, inflateSync } from 'node:zlib';
import { encodePng } from './png';

/** `data` has 3 bytes a pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

type Colour = readonly [red: number, green: number, blue: number];

/** Reads a PNG as Chromium writes it: 8 bits a channel, not interlaced, with or without transparency, which is left out. */
export function decodePng(png: Buffer): Picture {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [depth, type, , , interlaced] = png.subarray(24, 29);
  const channels = type === 6 ? 4 : 3;
  if (depth !== 8 || (type !== 2 && type !== 6) || interlaced !== 0) throw new Error('This form of PNG is not read.');
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const rows = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  for (let y = 0; y < height; y += 1) unfilter(rows, y * (stride + 1), stride, channels, y === 0);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0, from = y * (stride + 1) + 1; x < width; x += 1, from += channels, to += 3) data.set(rows.subarray(from, from + 3), to);
  }
  return { width, height, data };
}

/** Takes the filter of one row back, in place. Above the first row there is nothing but zeros. */
function unfilter(rows: Buffer, at: number, stride: number, channels: number, isFirst: boolean): void {
  const filter = rows[at]!;
  for (let i = at + 1; i <= at + stride; i += 1) {
    const left = i - at > channels ? rows[i - channels]! : 0;
    const above = isFirst ? 0 : rows[i - stride - 1]!;
    const corner = isFirst || i - at <= channels ? 0 : rows[i - stride - 1 - channels]!;
    const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
    rows[i] = (rows[i]! + (guess ?? 0)) & 0xff;
  }
}

function paeth(left: number, above: number, corner: number): number {
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

/** Pictures in columns and rows, in order, `gap` pixels of `colour` between and around them. All are as large as the first. */
export function sheet(pictures: readonly Picture[], columns: number, gap: number, colour: Colour): Picture {
  const [{ width, height } = { width: 0, height: 0 }] = pictures;
  const rows = Math.ceil(pictures.length / columns);
  const whole = { width: columns * (width + gap) + gap, height: rows * (height + gap) + gap };
  const data = new Uint8Array(whole.width * whole.height * 3);
  for (let i = 0; i < data.length; i += 1) data[i] = colour[i % 3]!;
  pictures.forEach((picture, n) => {
    const left = gap + (n % columns) * (width + gap);
    const top = gap + Math.floor(n / columns) * (height + gap);
    for (let y = 0; y < height; y += 1)
      data.set(picture.data.subarray(y * width * 3, (y + 1) * width * 3), ((top + y) * whole.width + left) * 3);
  });
  return { ...whole, data };
}

/** The picture as a PNG of at most `most` colours, which are 256 or less; those of large surfaces are exact. */
export function encodeFewColours({ width, height, data }: Picture, most = 256): Buffer {
  const counts = new Map<number, number>();
  const colourAt = (pixel: number): number => (data[pixel * 3]! << 16) | (data[pixel * 3 + 1]! << 8) | data[pixel * 3 + 2]!;
  for (let i = 0; i < width * height; i += 1) counts.set(colourAt(i), (counts.get(colourAt(i)) ?? 0) + 1);
  const boxes = boxesOf([...counts.keys()], counts, most);
  const number = new Map(boxes.flatMap((box, n) => box.map((colour) => [colour, n] as const)));
  const palette = boxes.map((box) => colourOf(box, counts));
  return encodePng(width, height, palette, (x, y) => number.get(colourAt(y * width + x))!, (rows) => deflateSync(rows, { level: 9 }));
}

/** That of a surface, else the middle. */
function colourOf(box: readonly number[], counts: ReadonlyMap<number, number>): Colour {
  const pixels = box.reduce((sum, colour) => sum + counts.get(colour)!, 0);
  const most = box.reduce((best, each) => (counts.get(each)! > counts.get(best)! ? each : best));
  if (counts.get(most)! * 2 > pixels) return channelsOf(most);
  const mean = (channel: number): number => Math.round(box.reduce((sum, colour) => sum + channelsOf(colour)[channel]! * counts.get(colour)!, 0) / pixels);
  return [mean(0), mean(1), mean(2)];
}

const channelsOf = (colour: number): Colour => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];

/** Colours in `most` groups of neighbours: whichever group is widest for what it covers is halved. */
function boxesOf(colours: number[], counts: ReadonlyMap<number, number>, most: number): number[][] {
  const measured = (box: number[]): { box: number[]; channel: number; weight: number } => {
    const spans = [0, 1, 2].map((channel) => {
      const values = box.map((colour) => channelsOf(colour)[channel]!);
      return values.reduce((a, b) => Math.max(a, b), 0) - values.reduce((a, b) => Math.min(a, b), 255);
    });
    const span = Math.max(...spans);
    // How often a colour occurs counts little: a link in one place is as blue as many.
    const pixels = box.reduce((sum, colour) => sum + counts.get(colour)!, 0);
    return { box, channel: spans.indexOf(span), weight: span * Math.sqrt(Math.sqrt(pixels)) };
  };
  const boxes = [measured(colours)];
  while (boxes.length < most) {
    const widest = boxes.reduce((wide, each) => (each.weight > wide.weight ? each : wide));
    if (widest.weight === 0) break;
    const { box, channel } = widest;
    box.sort((a, b) => channelsOf(a)[channel]! - channelsOf(b)[channel]!);
    const values = box.map((colour) => channelsOf(colour)[channel]!);
    const middle = (values[0]! + values.at(-1)!) / 2;
    const at = values.findIndex((value) => value > middle);
    boxes.splice(boxes.indexOf(widest), 1, measured(box.slice(0, at)), measured(box.slice(at)));
  }
  return boxes.map(({ box }) => box);
}
