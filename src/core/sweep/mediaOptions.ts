import * as z from 'zod';
import { choice, numberBetween, option, wholeNumber } from './optionField.js';

const atLeastZero = { min: 0 };

function numbers(path: string, help: string) {
  const message = 'must be a list of numbers of at least 1';
  const list = z.array(z.number(message).min(1, message), message);
  const schema = z.union(
    [
      z
        .number(message)
        .min(1, message)
        .transform((one) => [one]),
      list,
    ],
    message,
  );
  return option('numbers', schema, {
    group: 'Audio Input',
    placeholder: 'n',
    help,
    genaiPerfPath: `input.audio.${path}`,
  });
}

const image = (path: string, help: string) =>
  ({ group: 'Image Input', help, genaiPerfPath: `input.image.${path}` }) as const;
const audio = (path: string, help: string) =>
  ({ group: 'Audio Input', help, genaiPerfPath: `input.audio.${path}` }) as const;

/** Images and audio in requests. */
export const mediaOptions = {
  imageWidthMean: wholeNumber(atLeastZero, image('width.mean', 'Mean width in pixels.')),
  imageWidthStddev: wholeNumber(atLeastZero, image('width.stddev', 'Standard deviation of the width.')),
  imageHeightMean: wholeNumber(atLeastZero, image('height.mean', 'Mean height in pixels.')),
  imageHeightStddev: wholeNumber(atLeastZero, image('height.stddev', 'Standard deviation of the height.')),
  imageFormat: choice(['png', 'jpeg'], image('format', 'Format of images.')),
  batchSizeImage: wholeNumber(atLeastZero, image('batch_size', 'Images per request.')),
  audioLengthMean: numberBetween(atLeastZero, audio('length.mean', 'Mean length in seconds.')),
  audioLengthStddev: numberBetween(atLeastZero, audio('length.stddev', 'Standard deviation of the length.')),
  audioFormat: choice(['wav', 'mp3'], audio('format', 'Format of audio.')),
  audioDepths: numbers('depths', 'Bits per sample, chosen at random.'),
  audioSampleRates: numbers('sample_rates', 'Sample rates in kHz, chosen at random.'),
  audioNumChannels: wholeNumber({ min: 1, max: 2 }, audio('num_channels', 'Channels.')),
  batchSizeAudio: wholeNumber(atLeastZero, audio('batch_size', 'Audio clips per request.')),
};
