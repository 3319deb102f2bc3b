import type { AudioShape, ImageShape } from '../sweep/scenario.js';
import type { RequestMedia } from './datasetEntry.js';
import type { DatasetInput } from './datasetInput.js';
import type { ImageWanted, SoundWanted } from './mediaMaker.js';
import { pick, randomStream } from './random.js';
import { normal, tokenLengths } from './tokenLengths.js';

/** No model hears anything in less. */
const shortestSound = 0.1;

/** Images and sounds for so many requests, from the seed alone: the same seed makes the same bytes. */
export async function mediaInTurn(input: DatasetInput, count: number): Promise<RequestMedia[]> {
  const { images, audio } = input.workload;
  if (images === undefined && audio === undefined) return Array.from({ length: count }, () => ({}));
  const maker = input.media;
  if (maker === undefined) throw new Error('nothing makes the images and sounds of this workload');
  const imageUrls = images === undefined ? [] : await all(imagesWanted(images, input.seed, count), maker.image);
  const clips = audio === undefined ? [] : await all(soundsWanted(audio, input.seed, count), maker.sound);
  return Array.from({ length: count }, (_, request) => ({
    ...(images && { images: part(imageUrls, request, images.batchSize) }),
    ...(audio && { audios: part(clips, request, audio.batchSize) }),
  }));
}

function part<Item>(items: readonly Item[], request: number, size: number): Item[] {
  return items.slice(request * size, (request + 1) * size);
}

/** One after the other: each is large while it is made. */
async function all<Wanted, Made>(wanted: readonly Wanted[], make: (one: Wanted) => Promise<Made>): Promise<Made[]> {
  const made: Made[] = [];
  for (const one of wanted) made.push(await make(one));
  return made;
}

function imagesWanted({ width, height, format, batchSize }: ImageShape, seed: number, requests: number): ImageWanted[] {
  const count = requests * batchSize;
  const widths = tokenLengths(randomStream(seed, 'image widths'), width, count);
  const heights = tokenLengths(randomStream(seed, 'image heights'), height, count);
  return widths.map((pixels, place) => ({
    width: pixels,
    height: heights[place]!,
    format,
    random: randomStream(seed, 'image', place),
  }));
}

function soundsWanted(shape: AudioShape, seed: number, requests: number): SoundWanted[] {
  const random = randomStream(seed, 'sounds');
  return Array.from({ length: requests * shape.batchSize }, (_, place) => ({
    seconds: Math.max(shortestSound, normal(random, shape.seconds)),
    sampleRate: pick(random, shape.sampleRates),
    depth: pick(random, shape.depths),
    channels: shape.channels,
    random: randomStream(seed, 'sound', place),
  }));
}
