/** The sample's own pictures. */
import { encodePng, pngDataUrl } from '../png';

const SKY = 0;
const SKY_LOW = 1;
const SUN = 2;
const SEA = 3;
const SEA_DARK = 4;
const PIER = 5;
const HULL = 6;
const SAIL = 7;
const PALETTE = [
  [214, 230, 240],
  [238, 226, 208],
  [244, 178, 92],
  [72, 126, 156],
  [58, 106, 136],
  [86, 72, 62],
  [158, 62, 52],
  [250, 248, 242],
] as const;

const WIDTH = 240;
const HEIGHT = 136;
const HORIZON = 84;

/** The harbour at evening: a sun, a boat and the pier. */
export const harbourPicture = (): string => pngDataUrl(encodePng(WIDTH, HEIGHT, PALETTE, harbourPixel));

/** One pixel, the smallest picture there is. */
export const dotPicture = (): string => pngDataUrl(encodePng(1, 1, PALETTE, () => SUN));

function harbourPixel(x: number, y: number): number {
  if (y >= 92 && y < 98 && x >= 168) return PIER;
  if (y >= 98 && x >= 168 && x % 22 < 4) return PIER;
  if (y >= 86 && y < 94 && x >= 66 + (y - 86) && x < 126 - (y - 86)) return HULL;
  if (y >= 34 && y < 84 && x >= 98 && x < 98 + (y - 34) * 0.56) return SAIL;
  if (y >= 42 && y < 84 && x < 95 && x >= 95 - (y - 42) * 0.6) return SAIL;
  if (y < HORIZON && (x - 190) ** 2 + (y - 66) ** 2 < 17 ** 2) return SUN;
  if (y < HORIZON) return y < 52 ? SKY : SKY_LOW;
  return (x * 3 + y * 7) % 29 < 9 && y % 4 === 0 ? SEA_DARK : SEA;
}
