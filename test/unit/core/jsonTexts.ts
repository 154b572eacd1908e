/** Random texts of JSON, and what random damage makes of them, for the tests of scanners. */

const PIECES = ['a', 'é', '€', '😀', '"', '\\', '\n', '\u0000', '\u2028', ' ', '[', '}', 'word word', '\ud800', '\u007f'];

function randomText(random: (limit: number) => number): string {
  return Array.from({ length: random(9) }, () => PIECES[random(PIECES.length)] ?? '').join('');
}

function randomValue(random: (limit: number) => number, depth: number): unknown {
  switch (random(depth > 4 ? 4 : 6)) {
    case 0:
      return randomText(random);
    case 1:
      return [0, -1, 1.5, 1e300, 123456789, -0.001][random(6)];
    case 2:
      return [true, false, null][random(3)];
    case 3:
      return '';
    case 4:
      return Array.from({ length: random(4) }, () => randomValue(random, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random(4) }, (_, i) => [`${randomText(random)}${i}`, randomValue(random, depth + 1)]),
      );
  }
}

/** Keys of the object itself have no escapes: those it leaves to the engine. */
export const randomObject = (random: (limit: number) => number): object =>
  Object.fromEntries(Array.from({ length: random(5) }, (_, i) => [`kéy${i}`.slice(random(3)), randomValue(random, 1)]));

const BYTES = [0x22, 0x5c, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d, 0x20, 0x00, 0x1f, 0x30, 0x2d, 0x2e, 0x65, 0x75, 0x0a, 0x80];

/** Half of the time as it was; else cut, or with one byte less, more or other. */
export function damaged(bytes: Uint8Array, random: (limit: number) => number): Uint8Array {
  if (random(2) === 0) return bytes;
  const at = random(bytes.length);
  const byte = BYTES[random(BYTES.length)] ?? 0;
  switch (random(4)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]);
    case 2:
      return Uint8Array.from([...bytes.subarray(0, at), byte, ...bytes.subarray(at)]);
    default:
      return bytes.with(at, byte);
  }
}
