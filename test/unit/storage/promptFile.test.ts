import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPromptLines } from '../../../src/storage/promptFile.js';
import { readTextFile, sha256OfFile } from '../../../src/storage/readFile.js';

let root: string;
let path: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'prompts-'));
  path = join(root, 'prompts.jsonl');
});
afterAll(() => rm(root, { recursive: true }));

async function prompts(content: string): Promise<string[]> {
  await writeFile(path, content);
  const found: string[] = [];
  for await (const prompt of readPromptLines(path)) found.push(prompt);
  return found;
}

describe('readPromptLines', () => {
  it('reads text and text_input, with CRLF, a byte order mark, empty lines and no line feed at the end', async () => {
    const content = '\uFEFF{"text":"a"}\r\n\n  \n{"text_input":"b","image":"x.png"}\n{"text":""}';
    expect(await prompts(content)).toEqual(['a', 'b', '']);
    expect(await prompts('')).toEqual([]);
  });

  it('splits at line feeds only', async () => {
    expect(await prompts('{"text":"one\u2028line\u2029\u0085"}\n')).toEqual(['one\u2028line\u2029\u0085']);
  });

  it('keeps characters whole across the pieces of a long file', async () => {
    const texts = Array.from({ length: 3000 }, (_, number) => `€🙂${'ü'.repeat(number % 97)}`);
    expect(await prompts(texts.map((text) => JSON.stringify({ text })).join('\n'))).toEqual(texts);
  });

  it.each([
    ['{"text":"a"}\n\n{"text":', ':3: is not a JSON object'],
    ['["a"]', ':1: is not a JSON object'],
    ['null', ':1: is not a JSON object'],
    ['{"txt":"a"}', ':1: has no "text"'],
    ['{"text":5}', ':1: has no "text"'],
    ['{"text":"a","text_input":"b"}', ':1: has both "text" and "text_input"'],
  ])('names file and line of %j', async (content, message) => {
    await expect(prompts(content)).rejects.toThrow(`${path}${message}`);
  });

  it('names a file that does not exist', async () => {
    const missing = join(root, 'none.jsonl');
    await expect(readPromptLines(missing).next()).rejects.toThrow(`cannot read ${missing}: it does not exist`);
    await expect(sha256OfFile(missing)).rejects.toThrow(`cannot read ${missing}: it does not exist`);
    expect(await readTextFile(missing)).toBeUndefined();
  });
});

describe('sha256OfFile', () => {
  it('is the digest that every other tool gives', async () => {
    await writeFile(path, 'abc');
    expect(await sha256OfFile(path)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
