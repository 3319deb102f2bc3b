import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDataset } from '../../../src/core/workload/buildDataset.js';
import { embeddedTokenizer } from '../../../src/engines/builtin/tokenizerEmbedded.js';
import { fileTokenizer, readTokenizerFile, TokenizerFileError } from '../../../src/engines/builtin/tokenizerFile.js';
import { threadCounter } from '../../../src/engines/builtin/tokenizerThread.js';
import { datasetInput, textsOf } from '../workload/inputs.js';
import { counterHere, smallTokenizer } from './counters.js';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenizers-'));
  file = join(folder, 'tokenizer.json');
  await writeFile(file, JSON.stringify(smallTokenizer));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the embedded tokenizer', () => {
  test('counts as cl100k_base does; a special token in a text is text', async () => {
    const tokenizer = embeddedTokenizer(counterHere());
    expect(await tokenizer.count(['Hello world!', '', 'antidisestablishmentarianism', '<|endoftext|>'])).toEqual([
      3, 0, 6, 7,
    ]);
  });

  test('is not loaded to make synthetic prompts', async () => {
    const start = counterHere();
    const tokenizer = embeddedTokenizer(start);
    await buildDataset(datasetInput({ tokenizer }));
    expect(start.loads).toBe(0);
  });
});

describe('a tokenizer.json', () => {
  test('is found by its own path or by its folder, and named by the digest of its bytes', async () => {
    const sha256 = createHash('sha256').update(JSON.stringify(smallTokenizer)).digest('hex');
    expect(await readTokenizerFile(file)).toEqual({ path: file, sha256 });
    expect(await readTokenizerFile(folder)).toEqual({ path: file, sha256 });
  });

  test('counts without the special tokens that the model would get', async () => {
    const tokenizer = await fileTokenizer(file, counterHere());
    expect(await tokenizer.count(['the', ' the', 'in the', 'there', 'zzz', 'the<|end|>'])).toEqual([1, 1, 2, 2, 3, 2]);
  });

  test('prompts are exact by it, though most words are several tokens', async () => {
    const tokenizer = await fileTokenizer(file, counterHere());
    const workload = {
      datasetEntries: 30,
      inputTokens: { mean: 90, stddev: 20 },
      prefixPrompts: { count: 2, tokens: 25 },
    };
    const input = datasetInput({ tokenizer, workload });
    const reference = await buildDataset(datasetInput({ workload }));
    const entries = await buildDataset(input);
    expect(entries.map(({ inputTokens }) => inputTokens)).toEqual(reference.map(({ inputTokens }) => inputTokens));
    const texts = entries.map(({ body }) => textsOf(body)[0]!);
    expect(await tokenizer.count(texts)).toEqual(entries.map(({ inputTokens }) => inputTokens));
  });

  test.each([
    ['gpt2', undefined, 'there is no such file'],
    ['broken.json', '{', 'it is not JSON'],
    ['config.json', '{"model_type": "llama"}', 'it has no vocabulary'],
    [
      'words.json',
      '{"model": {"type": "WordLevel", "vocab": {}}}',
      'its model is a WordLevel, but only BPE, Unigram, WordPiece are supported',
    ],
  ])('%s is refused in one line with path, reason and remedy', async (name, content, reason) => {
    const path = join(folder, name);
    if (content !== undefined) await writeFile(path, content);
    const failure = await fileTokenizer(path, counterHere()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TokenizerFileError);
    expect((failure as Error).message).toBe(
      `the tokenizer ${path} cannot be used: ${reason}; name a local tokenizer.json, or a folder that holds one`,
    );
  });
});

describe("the tokenizer's thread", () => {
  let thread: ReturnType<typeof threadCounter>;
  beforeAll(async () => {
    const outfile = join(folder, 'tokenizerWorker.mjs');
    const entry = new URL('../../../src/engines/builtin/tokenizerWorker.ts', import.meta.url).pathname;
    await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'error' });
    thread = threadCounter(pathToFileURL(outfile));
  });

  test('counts batches that come at once, each its own', async () => {
    const tokenizer = embeddedTokenizer(thread);
    const batches = [['Hello world!'], [' a b c', 'x'], []];
    expect(await Promise.all(batches.map((texts) => tokenizer.count(texts)))).toEqual([[3], [3, 1], []]);
    await tokenizer.close();
  });

  test('counts by a file too, and tells what is wrong with it', async () => {
    const good = await fileTokenizer(file, thread);
    expect(await good.count([' the'])).toEqual([1]);
    await good.close();

    const unknown = join(folder, 'unknown.json');
    await writeFile(unknown, JSON.stringify({ ...smallTokenizer, pre_tokenizer: { type: 'Telepathy' } }));
    const bad = await fileTokenizer(unknown, thread);
    await expect(bad.count(['a'])).rejects.toThrow(TokenizerFileError);
    await bad.close();
  });

  test('a closed one rejects what it was counting, and starts anew when asked again', async () => {
    const tokenizer = embeddedTokenizer(thread);
    const counting = tokenizer.count(['Hello world!']);
    const rejected = expect(counting).rejects.toThrow('closed');
    await tokenizer.close();
    await rejected;
    expect(await tokenizer.count(['Hello world!'])).toEqual([3]);
    await tokenizer.close();
  });

  test('a thread that cannot start is an error, not a hang', async () => {
    const tokenizer = embeddedTokenizer(threadCounter(pathToFileURL(join(folder, 'missing.mjs'))));
    await expect(tokenizer.count(['a'])).rejects.toThrow('missing.mjs');
  });
});
