import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { AudioClip } from '../../../core/workload/datasetEntry.js';
import { InputFileError, type InputRow, type LoadedRow } from '../../../core/workload/inputRow.js';

/** A line with its place, as messages name it. */
export interface PlacedRow {
  readonly row: InputRow;
  /** `prompts.jsonl, line 3`. */
  readonly where: string;
  /** The file that it stands in; what it names lies beside it. */
  readonly file: string;
}

const startsWith = (bytes: Buffer, text: string, at = 0) => bytes.toString('latin1', at, at + text.length) === text;

const imageTypes: readonly { readonly type: string; readonly isOf: (bytes: Buffer) => boolean }[] = [
  { type: 'png', isOf: (bytes) => startsWith(bytes, '\x89PNG\r\n\x1a\n') },
  { type: 'jpeg', isOf: (bytes) => startsWith(bytes, '\xff\xd8\xff') },
  { type: 'webp', isOf: (bytes) => startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8) },
  { type: 'gif', isOf: (bytes) => startsWith(bytes, 'GIF8') },
];

const audioTypes: readonly { readonly type: AudioClip['format']; readonly isOf: (bytes: Buffer) => boolean }[] = [
  { type: 'wav', isOf: (bytes) => startsWith(bytes, 'RIFF') && startsWith(bytes, 'WAVE', 8) },
  { type: 'mp3', isOf: (bytes) => startsWith(bytes, 'ID3') || (bytes[0] === 0xff && (bytes[1]! & 0xe6) === 0xe2) },
];

/** Reads the local images and sounds that lines name, each file once. */
export class MediaFiles {
  private readonly images = new Map<string, string>();
  private readonly audios = new Map<string, AudioClip>();

  /** @param onBytes sees the bytes of each file that is read */
  constructor(private readonly onBytes: (bytes: Uint8Array) => void = () => {}) {}

  /**
   * The line with data URLs and clips in place of paths; links stay links.
   * @throws {InputFileError} naming the line
   */
  async load({ row, where, file }: PlacedRow): Promise<LoadedRow> {
    if (row.images.length + row.audios.length === 0) return { ...row, audios: [] };
    const images: string[] = [];
    for (const image of row.images) images.push(await this.image(image, { where, file }));
    const audios: AudioClip[] = [];
    for (const audio of row.audios) audios.push(await this.audio(audio, { where, file }));
    return { ...row, images, audios };
  }

  private async image(text: string, place: Place): Promise<string> {
    if (/^data:image\/[\w.+-]+;base64,/.test(text)) return text;
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return checkedLink(text, place);
    const path = resolve(dirname(place.file), text);
    const known = this.images.get(path);
    if (known !== undefined) return known;
    const bytes = await this.bytes(path, { ...place, what: 'image', text });
    const type = imageTypes.find(({ isOf }) => isOf(bytes))?.type;
    if (type === undefined) throw new InputFileError(`${place.where}: "${text}" is no PNG, JPEG, WebP or GIF image`);
    const url = `data:image/${type};base64,${bytes.toString('base64')}`;
    this.images.set(path, url);
    return url;
  }

  private async audio(text: string, place: Place): Promise<AudioClip> {
    const [, type, base64] = /^(?:data:audio\/(wav|mp3|mpeg|x-wav|wave);base64,|(?:wav|mp3),)(.*)$/s.exec(text) ?? [];
    if (base64 !== undefined) return { format: (type ?? text).startsWith('m') ? 'mp3' : 'wav', base64 };
    const path = resolve(dirname(place.file), text);
    const known = this.audios.get(path);
    if (known !== undefined) return known;
    const bytes = await this.bytes(path, { ...place, what: 'sound', text });
    const format = audioTypes.find(({ isOf }) => isOf(bytes))?.type;
    if (format === undefined) throw new InputFileError(`${place.where}: "${text}" is no WAV or MP3 sound`);
    const clip = { format, base64: bytes.toString('base64') };
    this.audios.set(path, clip);
    return clip;
  }

  private async bytes(path: string, { where, what, text }: Place & { what: string; text: string }): Promise<Buffer> {
    try {
      const bytes = await readFile(path);
      this.onBytes(bytes);
      return bytes;
    } catch {
      throw new InputFileError(`${where}: the ${what} "${text}" cannot be read; it should be ${path}`);
    }
  }
}

type Place = Pick<PlacedRow, 'where' | 'file'>;

function checkedLink(text: string, { where }: Place): string {
  if (URL.canParse(text) && new URL(text).host !== '') return text;
  throw new InputFileError(
    `${where}: "${text}" is no link: it needs a scheme and a host, such as https://host/cat.png`,
  );
}
