import jpeg from 'jpeg-js';
import type { MediaMaker } from '../../../core/workload/mediaMaker.js';
import { picture } from './picture.js';
import { pngFile } from './png.js';
import { wavFile } from './wav.js';

const jpegQuality = 85;

/** Makes images and sounds from their random streams: the same stream makes the same bytes. */
export const mediaMaker: MediaMaker = {
  async image({ width, height, format, random }) {
    const pixels = picture(random, { width, height });
    const file =
      format === 'png'
        ? await pngFile(pixels, { width, height })
        : jpeg.encode({ data: withAlpha(pixels), width, height }, jpegQuality).data;
    return `data:image/${format};base64,${file.toString('base64')}`;
  },
  async sound({ random, ...format }) {
    return { format: 'wav', base64: wavFile(random, format).toString('base64') };
  },
};

function withAlpha(pixels: Uint8Array): Uint8Array {
  const all = new Uint8Array((pixels.length / 3) * 4).fill(255);
  for (let pixel = 0; pixel < pixels.length / 3; pixel++)
    for (let colour = 0; colour < 3; colour++) all[pixel * 4 + colour] = pixels[pixel * 3 + colour]!;
  return all;
}
