/** JSON values of every shape, the same ones for the same numbers. `next` gives whole numbers below a limit. */
export function randomJson(next: (limit: number) => number, depth = 4): unknown {
  switch (next(depth > 0 ? 9 : 6)) {
    case 0:
      return null;
    case 1:
      return next(2) === 0;
    case 2:
      return next(1_000_000) - 500_000;
    case 3:
      return (next(2_000_000) - 1_000_000) / 7;
    case 4:
      return '';
    case 5:
      return TEXTS[next(TEXTS.length)];
    case 6:
      return Array.from({ length: next(4) }, () => randomJson(next, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: next(4) }, (_, i) => [`${TEXTS[next(TEXTS.length)]}${i}`, randomJson(next, depth - 1)]),
      );
  }
}

const TEXTS = [
  'plain',
  'a "quoted" one',
  'back\\slash',
  '\\"',
  '{',
  ']}',
  ',:',
  'line\nbreak',
  '你好 \u2028',
  '\ud83d\ude00',
];
