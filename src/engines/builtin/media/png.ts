import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

const compress = promisify(deflate);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const trueColour = 2;
/** Each byte less the one three before it: neighbours are alike, so little is left. */
const subFilter = 1;

/**
 * A PNG file (ISO/IEC 15948) of pixels in red, green, blue.
 * @param pixels three bytes per pixel, row after row
 */
export async function pngFile(
  pixels: Uint8Array,
  { width, height }: { width: number; height: number },
): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = trueColour;
  const data = await compress(filtered(pixels, width * 3), { level: 1 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function filtered(pixels: Uint8Array, rowBytes: number): Buffer {
  const rows = pixels.length / rowBytes;
  const lines = Buffer.alloc(rows * (rowBytes + 1));
  for (let row = 0; row < rows; row++) {
    const from = row * rowBytes;
    const to = row * (rowBytes + 1);
    lines[to] = subFilter;
    for (let byte = 0; byte < rowBytes; byte++)
      lines[to + 1 + byte] = pixels[from + byte]! - (byte < 3 ? 0 : pixels[from + byte - 3]!);
  }
  return lines;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
