import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import { putBack, takeOut } from '../../../src/extension/checkpoints/editCheckpoint.js';
import { openSweepFolder } from '../../../src/storage/sweepFolder.js';

const fixture = resolve(import.meta.dirname, '../../fixtures/checkpoints/genai-perf-0.0.16-concurrency.json');
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genai-sweep-edit-'));
  path = join(folder, 'checkpoint.json');
  writeFileSync(path, readFileSync(fixture));
});

afterEach(() => rmSync(folder, { recursive: true }));

const names = () => Checkpoint.parse(readFileSync(path, 'utf8')).results.inInsertionOrder.map(({ name }) => name);

describe('taking a run config out of a checkpoint', () => {
  it('can be undone to the last byte', async () => {
    const before = readFileSync(path, 'utf8');
    const [first, ...others] = names();
    const taken = await takeOut(path, { name: first });
    expect(names()).toEqual(others);
    await putBack(taken);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('keeps what was written since', async () => {
    const [first, second, ...others] = names();
    const taken = await takeOut(path, { name: first });
    await takeOut(path, { name: second });
    await putBack(taken);
    expect(names()).toEqual([...others, first]);
  });

  it('is refused while a sweep writes, and for what is not there', async () => {
    const held = await openSweepFolder({ checkpointDirectory: folder, artifactDirectory: folder });
    await expect(takeOut(path, { name: names()[0] })).rejects.toThrow(/in use/);
    await held.close();
    await expect(takeOut(path, { name: 'nobody' })).rejects.toThrow(/not in/);
  });
});
