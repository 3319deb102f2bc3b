import { type Random, standardNormal } from '../../../core/workload/random.js';

/** What a sound is made as. */
export interface WavFormat {
  readonly seconds: number;
  /** In Hz. */
  readonly sampleRate: number;
  /** Bits per sample: 8, 16, 24 or 32. */
  readonly depth: number;
  readonly channels: number;
}

const pcm = 1;
/** Loudness of the noise, of 1. */
const deviation = 0.3;

/** A WAV file of noise, as genai-perf makes it: normally distributed, cut at full loudness. */
export function wavFile(random: Random, { seconds, sampleRate, depth, channels }: WavFormat): Buffer {
  const bytesPerSample = depth / 8;
  const samples = Math.max(1, Math.round(seconds * sampleRate)) * channels;
  const data = Buffer.alloc(samples * bytesPerSample);
  const loudest = 2 ** (depth - 1) - 1;
  for (let sample = 0; sample < samples; sample++) {
    const value = Math.round(Math.min(1, Math.max(-1, deviation * standardNormal(random))) * loudest);
    // Of all depths only 8 bits are written without a sign.
    if (depth === 8) data[sample] = value + 128;
    else data.writeIntLE(value, sample * bytesPerSample, bytesPerSample);
  }
  return Buffer.concat([wavHead({ sampleRate, depth, channels, dataBytes: data.length }), data]);
}

function wavHead(format: Omit<WavFormat, 'seconds'> & { readonly dataBytes: number }): Buffer {
  const { sampleRate, depth, channels, dataBytes } = format;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + dataBytes, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(pcm, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE((sampleRate * channels * depth) / 8, 28);
  head.writeUInt16LE((channels * depth) / 8, 32);
  head.writeUInt16LE(depth, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(dataBytes, 40);
  return head;
}
