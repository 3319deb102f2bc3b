import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import jpeg from 'jpeg-js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { InputFileError } from '../../../src/core/workload/inputRow.js';
import { mediaInTurn } from '../../../src/core/workload/media.js';
import { randomStream } from '../../../src/core/workload/random.js';
import { MediaFiles } from '../../../src/engines/builtin/media/mediaFiles.js';
import { mediaMaker } from '../../../src/engines/builtin/media/mediaMaker.js';
import { picture } from '../../../src/engines/builtin/media/picture.js';
import { datasetInput } from '../workload/inputs.js';

const image = (format: 'png' | 'jpeg', width: number, height: number, seed = 0) =>
  mediaMaker.image({ width, height, format, random: randomStream(seed) });
const bytesOf = (dataUrl: string) => Buffer.from(dataUrl.split(',')[1] ?? '', 'base64');

/** Undoes what a PNG of one data chunk and sub filters was made by. */
function pngPixels(file: Buffer): { width: number; height: number; pixels: Buffer } {
  expect(file.toString('latin1', 0, 8)).toBe('\x89PNG\r\n\x1a\n');
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const length = file.readUInt32BE(33);
  expect(file.toString('latin1', 37, 41)).toBe('IDAT');
  const lines = inflateSync(file.subarray(41, 41 + length));
  const pixels = Buffer.alloc(width * height * 3);
  for (let row = 0; row < height; row++)
    for (let byte = 0; byte < width * 3; byte++) {
      const at = row * width * 3 + byte;
      pixels[at] = lines[row * (width * 3 + 1) + 1 + byte]! + (byte < 3 ? 0 : pixels[at - 3]!);
    }
  return { width, height, pixels };
}

describe('images', () => {
  test.each([
    [1, 1],
    [64, 48],
    [301, 7],
  ])('of %i × %i pixels come out of PNG as they went in', async (width, height) => {
    const url = await image('png', width, height);
    expect(url).toMatch(/^data:image\/png;base64,/);
    const made = pngPixels(bytesOf(url));
    expect([made.width, made.height]).toEqual([width, height]);
    expect(made.pixels.equals(picture(randomStream(0), { width, height }))).toBe(true);
  });

  test('come out of JPEG nearly as they went in', async () => {
    const url = await image('jpeg', 60, 40);
    expect(url).toMatch(/^data:image\/jpeg;base64,/);
    const { width, height, data } = jpeg.decode(bytesOf(url));
    expect([width, height]).toEqual([60, 40]);
    const wanted = picture(randomStream(0), { width, height });
    const distance = wanted.reduce(
      (sum, value, at) => sum + Math.abs(value - data[Math.floor(at / 3) * 4 + (at % 3)]!),
      0,
    );
    expect(distance / wanted.length).toBeLessThan(12);
  });

  test('are the same for the same seed, and neither blank nor pure noise', async () => {
    expect(await image('png', 200, 200)).toBe(await image('png', 200, 200));
    expect(await image('png', 200, 200)).not.toBe(await image('png', 200, 200, 1));
    const bytesPerPixel = bytesOf(await image('png', 200, 200)).length / 40_000;
    expect(bytesPerPixel).toBeGreaterThan(0.8);
    expect(bytesPerPixel).toBeLessThan(2.8);
  });
});

describe('sounds', () => {
  test.each([
    [8, 1],
    [16, 2],
    [24, 1],
    [32, 2],
  ])('of %i bits and %i channels are WAV files of their length', async (depth, channels) => {
    const random = randomStream('a');
    const { format, base64 } = await mediaMaker.sound({ seconds: 0.5, sampleRate: 8000, depth, channels, random });
    const file = Buffer.from(base64, 'base64');
    expect(format).toBe('wav');
    expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect([file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt16LE(34)]).toEqual([channels, 8000, depth]);
    const data = file.subarray(44);
    expect(file.readUInt32LE(40)).toBe(data.length);
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    expect(data.length).toBe((4000 * channels * depth) / 8);
    // Loud, and around silence.
    const bytes = depth / 8;
    const samples = Array.from({ length: data.length / bytes }, (_, at) =>
      depth === 8 ? data[at]! - 128 : data.readIntLE(at * bytes, bytes),
    );
    const loudest = 2 ** (depth - 1);
    const mean = samples.reduce((sum, sample) => sum + sample / loudest, 0) / samples.length;
    const power = samples.reduce((sum, sample) => sum + (sample / loudest) ** 2, 0) / samples.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.sqrt(power)).toBeGreaterThan(0.25);
    expect(Math.sqrt(power)).toBeLessThan(0.33);
  });
});

test('media of a workload have the drawn sizes, as many per request as asked for, equal in all scenarios', async () => {
  const images = {
    width: { mean: 20, stddev: 4 },
    height: { mean: 10, stddev: 0 },
    format: 'png',
    batchSize: 2,
  } as const;
  const audio = {
    ...{ seconds: { mean: 0.1, stddev: 0.1 }, depths: [8, 16], sampleRates: [1000, 2000] },
    ...{ channels: 1, batchSize: 1 },
    format: 'wav',
  } as const;
  const made = (nonce: string) =>
    mediaInTurn(datasetInput({ nonce, media: mediaMaker, workload: { images, audio } }), 30);
  const media = await made('a');
  expect(media).toEqual(await made('b'));
  expect(media.map((own) => [own.images?.length, own.audios?.length])).toEqual(Array(30).fill([2, 1]));
  const sizes = media.flatMap((own) => own.images ?? []).map((url) => pngPixels(bytesOf(url)));
  expect(new Set(sizes.map(({ height }) => height))).toEqual(new Set([10]));
  const widths = sizes.map(({ width }) => width);
  expect(widths.reduce((sum, width) => sum + width) / 60).toBeCloseTo(20, -1);
  expect(new Set(widths).size).toBeGreaterThan(5);
  const seconds = media
    .flatMap((own) => own.audios ?? [])
    .map(({ base64 }) => {
      const file = Buffer.from(base64, 'base64');
      return file.readUInt32LE(40) / file.readUInt32LE(28);
    });
  expect(Math.min(...seconds)).toBeGreaterThanOrEqual(0.1);
});

describe('images and sounds of a file', () => {
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'genai-sweep-media-'));
    onTestFinished(() => rmSync(path, { recursive: true }));
    return path;
  };
  const load = (file: string, fields: { images?: string[]; audios?: string[] }) =>
    new MediaFiles().load({
      row: { texts: [], images: fields.images ?? [], audios: fields.audios ?? [], body: {} },
      where: 'p.jsonl, line 3',
      file,
    });

  test('are looked for beside the file and told by their content; links and data URLs stay', async () => {
    const path = folder();
    const png = await image('png', 3, 3);
    const wav = await mediaMaker.sound({
      seconds: 0.1,
      sampleRate: 1000,
      depth: 8,
      channels: 1,
      random: randomStream(1),
    });
    writeFileSync(join(path, 'cat.jpg'), bytesOf(png));
    writeFileSync(join(path, 'a.bin'), Buffer.from(wav.base64, 'base64'));
    writeFileSync(join(path, 'b.mp3'), Buffer.from([0xff, 0xfb, 0x90, 0]));
    const row = await load(join(path, 'p.jsonl'), {
      images: ['cat.jpg', join(path, 'cat.jpg'), 'https://h/x.png', png],
      audios: ['a.bin', 'b.mp3', 'data:audio/mpeg;base64,AA', 'wav,BB'],
    });
    expect(row.images).toEqual([png, png, 'https://h/x.png', png]);
    expect(row.audios.map(({ format }) => format)).toEqual(['wav', 'mp3', 'mp3', 'wav']);
    expect(row.audios[0]).toEqual(wav);
    expect(row.audios.at(-1)?.base64).toBe('BB');
  });

  test.each([
    [{ images: ['gone.png'] }, 'the image "gone.png" cannot be read; it should be'],
    [{ images: ['text.png'] }, '"text.png" is no PNG, JPEG, WebP or GIF image'],
    [{ images: ['https://'] }, '"https://" is no link: it needs a scheme and a host'],
    [{ audios: ['text.png'] }, '"text.png" is no WAV or MP3 sound'],
    [{ audios: ['gone.wav'] }, 'the sound "gone.wav" cannot be read'],
  ])('%j is refused by its line', async (fields, message) => {
    const path = folder();
    writeFileSync(join(path, 'text.png'), 'not an image');
    const error: unknown = await load(join(path, 'p.jsonl'), fields).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputFileError);
    expect((error as Error).message).toMatch(/^p\.jsonl, line 3: /);
    expect((error as Error).message).toContain(message);
  });
});
