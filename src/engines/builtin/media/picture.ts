import { type Random, wholeNumber } from '../../../core/workload/random.js';

/** Random part of a pixel: as much as a photograph has, so that files are as large as those of photographs. */
const grain = 12;

/**
 * Pixels of a picture of waves with grain, in red, green, blue.
 * @returns three bytes per pixel, row after row
 */
export function picture(random: Random, { width, height }: { width: number; height: number }): Uint8Array {
  const columns = [0, 1, 2].map(() => wave(random, width));
  const rows = [0, 1, 2].map(() => wave(random, height));
  const pixels = new Uint8Array(width * height * 3);
  let bits = wholeNumber(random, 1, 0x7fffffff);
  let place = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let colour = 0; colour < 3; colour++) {
        // Marsaglia's xorshift: millions of pixels need a quick generator.
        bits ^= bits << 13;
        bits ^= bits >>> 17;
        bits ^= bits << 5;
        pixels[place++] = columns[colour]![x]! + rows[colour]![y]! + ((bits >>> 8) % grain);
      }
  return pixels;
}

/** Brightness from 0 to 120 along a side. */
function wave(random: Random, length: number): Float64Array {
  const period = wholeNumber(random, 40, 400);
  const phase = wholeNumber(random, 0, 400);
  return Float64Array.from({ length }, (_, place) => 60 + 60 * Math.sin((2 * Math.PI * (place + phase)) / period));
}
