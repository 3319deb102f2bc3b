import * as z from 'zod';
import { choice, numberBetween, option, wholeNumber } from './optionField.js';

const atLeastZero = { min: 0 };
/** Beyond it nothing is an image for a model any more, and memory is soon full. */
const largestSide = { min: 0, max: 16_384 };

interface NumbersMeta {
  readonly help: string;
  readonly message: string;
}

function numbers(path: string, number: z.ZodType<number, number>, { help, message }: NumbersMeta) {
  const one = number.transform((value) => [value]);
  const schema = z.union([one, z.array(number, message).min(1, message)], message);
  return option('numbers', schema, {
    group: 'Audio Input',
    placeholder: 'n',
    help,
    genaiPerfPath: `input.audio.${path}`,
  });
}

const depthMessage = 'must be 8, 16, 24 or 32';
const rateMessage = 'must be from 1 to 192 (kHz)';

const image = (path: string, help: string) =>
  ({ group: 'Image Input', help, genaiPerfPath: `input.image.${path}` }) as const;
const audio = (path: string, help: string) =>
  ({ group: 'Audio Input', help, genaiPerfPath: `input.audio.${path}` }) as const;

/** Images and audio in requests. */
export const mediaOptions = {
  imageWidthMean: wholeNumber(
    largestSide,
    image('width.mean', 'Mean width in pixels; images are sent when both means are above 0.'),
  ),
  imageWidthStddev: wholeNumber(atLeastZero, image('width.stddev', 'Standard deviation of the width.')),
  imageHeightMean: wholeNumber(largestSide, image('height.mean', 'Mean height in pixels.')),
  imageHeightStddev: wholeNumber(atLeastZero, image('height.stddev', 'Standard deviation of the height.')),
  imageFormat: choice(['png', 'jpeg'], image('format', 'Format of images.')),
  batchSizeImage: wholeNumber(atLeastZero, image('batch_size', 'Images per request.')),
  audioLengthMean: numberBetween(
    atLeastZero,
    audio('length.mean', 'Mean length in seconds; sounds are sent when it is above 0.'),
  ),
  audioLengthStddev: numberBetween(atLeastZero, audio('length.stddev', 'Standard deviation of the length.')),
  audioFormat: choice(['wav', 'mp3'], { ...audio('format', 'Format of audio.'), choices: ['wav'] }),
  audioDepths: numbers('depths', z.literal([8, 16, 24, 32], depthMessage), {
    help: 'Bits per sample (8, 16, 24 or 32), chosen at random.',
    message: depthMessage,
  }),
  audioSampleRates: numbers('sample_rates', z.number(rateMessage).min(1, rateMessage).max(192, rateMessage), {
    help: 'Sample rates in kHz, chosen at random.',
    message: rateMessage,
  }),
  audioNumChannels: wholeNumber({ min: 1, max: 2 }, audio('num_channels', 'Channels.')),
  batchSizeAudio: wholeNumber(atLeastZero, audio('batch_size', 'Audio clips per request.')),
};
