import { fileKind } from './inputSource.js';
import { optionDefaults } from './optionDefaults.js';
import { OptionError } from './optionError.js';
import { flagOf, type OptionKey, type SweepOptions } from './options.js';
import type { AudioShape, ImageShape, Workload } from './scenario.js';
import { withDefaults } from './withDefaults.js';

/** Images and sounds that the options ask for. */
export function resolveMedia(options: SweepOptions): Pick<Workload, 'images' | 'audio'> {
  const images = imageShape(options);
  const audio = audioShape(options);
  return { ...(images && { images }), ...(audio && { audio }) };
}

/** Bytes that the media of a request take up, as base64; about. */
export function mediaBytes({ images, audio }: Pick<Workload, 'images' | 'audio'>): number {
  const imageBytes = images === undefined ? 0 : images.batchSize * images.width.mean * images.height.mean * 3;
  const audioBytes =
    audio === undefined
      ? 0
      : audio.batchSize *
        audio.seconds.mean *
        Math.max(...audio.sampleRates) *
        (Math.max(...audio.depths) / 8) *
        audio.channels;
  return ((imageBytes + audioBytes) * 4) / 3;
}

/**
 * Refuses a size of media that are not sent.
 * @throws {OptionError}
 */
export function checkMedia(options: SweepOptions): void {
  const { imageWidthMean = 0, imageHeightMean = 0, audioLengthMean = 0 } = options;
  if (imageWidthMean > 0 !== imageHeightMean > 0)
    throw new OptionError('--image-width-mean and --image-height-mean are given together: an image has both');
  refuseAlone(options, {
    prefix: 'image',
    isSent: imageWidthMean > 0,
    sizes: '--image-width-mean and --image-height-mean',
  });
  refuseAlone(options, { prefix: 'audio', isSent: audioLengthMean > 0, sizes: '--audio-length-mean' });
  if (fileKind(options.inputFile) !== undefined && (imageWidthMean > 0 || audioLengthMean > 0))
    throw new OptionError('--input-file brings its own images and sounds: leave the sizes of made ones out');
}

function refuseAlone(
  options: SweepOptions,
  { prefix, isSent, sizes }: { readonly prefix: 'image' | 'audio'; readonly isSent: boolean; readonly sizes: string },
): void {
  if (isSent) return;
  const alone = (Object.keys(options) as OptionKey[]).find(
    (key) => key.startsWith(prefix) && JSON.stringify(options[key]) !== JSON.stringify(defaultOf(key)),
  );
  if (alone !== undefined) throw new OptionError(`${flagOf(alone)} needs ${sizes}`);
}

const defaultOf = (key: OptionKey) => (optionDefaults as Partial<Record<OptionKey, unknown>>)[key];

function imageShape(options: SweepOptions): ImageShape | undefined {
  const given = withDefaults(options);
  if (given.imageWidthMean === 0 || given.batchSizeImage === 0) return undefined;
  return {
    width: { mean: given.imageWidthMean, stddev: given.imageWidthStddev },
    height: { mean: given.imageHeightMean, stddev: given.imageHeightStddev },
    format: given.imageFormat,
    batchSize: given.batchSizeImage,
  };
}

function audioShape(options: SweepOptions): AudioShape | undefined {
  const given = withDefaults(options);
  if (given.audioLengthMean === 0 || given.batchSizeAudio === 0) return undefined;
  return {
    seconds: { mean: given.audioLengthMean, stddev: given.audioLengthStddev },
    format: 'wav',
    depths: given.audioDepths,
    sampleRates: given.audioSampleRates.map((kilohertz) => Math.round(kilohertz * 1000)),
    channels: given.audioNumChannels,
    batchSize: given.batchSizeAudio,
  };
}
