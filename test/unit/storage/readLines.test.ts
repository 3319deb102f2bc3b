import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readLines } from '../../../src/storage/readLines.js';

async function linesOf(...bytes: number[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'genai-sweep-lines-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'lines.jsonl'), Buffer.from(bytes));
  const lines = [];
  for await (const line of readLines(join(folder, 'lines.jsonl'))) lines.push(line);
  return lines;
}

test('lines end with a line feed, a carriage return before it, or the file', async () => {
  expect(await linesOf(...Buffer.from('é\r\n😀\n\nlast'))).toEqual(['é', '😀', '', 'last']);
});

test.each([
  { what: 'Latin-1', bytes: [0x61, 0xe9, 0x0a] },
  { what: 'half a character at the end', bytes: [0x61, 0x0a, 0xc3] },
])('$what is refused, not replaced', async ({ bytes }) => {
  await expect(linesOf(...bytes)).rejects.toThrow(/^cannot read .*lines\.jsonl: it is no UTF-8 text$/);
});
