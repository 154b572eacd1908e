/** Colours that can be read: WCAG's contrast, and how much of the text's own colour one needs to reach it. */

/** Red, green and blue, 0 .. 255. */
export type Colour = readonly [number, number, number];

export const LEAST_CONTRAST = 4.5;

export function contrast(a: Colour, b: Colour): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** `colour` with as little of `text` as it needs to be read on `page`; at worst `text` itself. */
export function readable(colour: Colour, text: Colour, page: Colour): Colour {
  for (let part = 0; part < 1; part += 0.05) {
    const mixed = mix(colour, text, part);
    if (contrast(mixed, page) >= LEAST_CONTRAST) return mixed;
  }
  return text;
}

const mix = (a: Colour, b: Colour, part: number): Colour => [
  Math.round(a[0] + (b[0] - a[0]) * part),
  Math.round(a[1] + (b[1] - a[1]) * part),
  Math.round(a[2] + (b[2] - a[2]) * part),
];

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
