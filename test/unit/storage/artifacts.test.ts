import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeArtifacts } from '../../../src/storage/artifacts.js';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'artifacts-'));
});
afterEach(() => rm(root, { recursive: true }));

describe('writeArtifacts', () => {
  it('writes texts, pieces and bytes, and replaces what was there', async () => {
    const directory = join(root, 'a', 'b');
    await writeArtifacts(directory, { 'one.json': 'old', 'two.csv': 'old and longer' });
    const pieces = function* () {
      yield 'é';
      yield new Uint8Array([0xe2, 0x82, 0xac]);
    };
    await writeArtifacts(directory, { 'one.json': pieces(), 'two.csv': new Uint8Array([65]) });
    expect(await readFile(join(directory, 'one.json'), 'utf8')).toBe('é€');
    expect(await readFile(join(directory, 'two.csv'), 'utf8')).toBe('A');
    expect((await readdir(directory)).sort()).toEqual(['one.json', 'two.csv']);
  });

  it('asks for a piece only when the one before is written', async () => {
    const pieces = function* () {
      for (let number = 0; number < 20; number++) {
        const [temporary] = readdirSync(root);
        expect(statSync(join(root, temporary!)).size).toBe(number * 100_000);
        yield 'x'.repeat(100_000);
      }
    };
    await writeArtifacts(root, { big: pieces() });
  });

  it('changes nothing when one of the contents fails', async () => {
    await writeArtifacts(root, { first: '1', second: '2' });
    const broken = function* () {
      yield 'half';
      throw new Error('no more');
    };
    const attempt = writeArtifacts(root, { first: 'new', second: broken() });
    await expect(attempt).rejects.toThrow(`cannot write ${join(root, 'second')}: no more`);
    expect(await readFile(join(root, 'first'), 'utf8')).toBe('1');
    expect((await readdir(root)).sort()).toEqual(['first', 'second']);
  });

  it('names the path in one line when the folder cannot be made', async () => {
    await writeFile(join(root, 'file'), '');
    const directory = join(root, 'file', 'x');
    await expect(writeArtifacts(directory, { a: '' })).rejects.toThrow(`cannot write ${directory}: a part of the path`);
  });
});
