import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import { checkpointStateOf } from '../../../src/extension/checkpoints/checkpointState.js';
import { parseCheckpoint } from '../../../src/extension/checkpoints/parseCheckpoint.js';

const root = resolve(import.meta.dirname, '../../..');
const workerFile = resolve(root, 'dist/checkpointWorker.js');
const fixture = resolve(root, 'test/fixtures/checkpoints/genai-perf-0.0.16-concurrency.json');
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The run configs of a real checkpoint again and again, under new names, with a failure and a field of somebody else's. */
function largeText(copies: number): string {
  const { results } = Checkpoint.parse(readFileSync(fixture, 'utf8'));
  const entries = [...results.entries];
  const large = Checkpoint.parse('{"Results":{"run_configs":[]},"note":"kept"}');
  large.recordFailure({ identity: 'x', swept: [], models: ['gpt2'], reason: 'HTTP 503', failedAt: '' });
  for (let copy = 0; copy < copies; copy++)
    for (const entry of entries) large.results.add({ ...entry, name: `copy_${copy}_${entry.name}` });
  return large.toText();
}

it('reads a large checkpoint in its thread as it would here, and holds the host up far less', async () => {
  const text = largeText(40);
  const bytes = bytesOf(text);
  expect(bytes.byteLength).toBeGreaterThan(15_000_000);
  const began = performance.now();
  expect(checkpointStateOf(bytes).kind).toBe('open');
  const hereMs = performance.now() - began;

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const state = await parseCheckpoint(bytes, workerFile);
  delay.disable();
  expect(delay.max / 1e6).toBeLessThan(hereMs / 2);
  expect(state.kind === 'open' && state.checkpoint.toText()).toBe(text);
  expect(state.kind === 'open' && state.checkpoint.failedScenarios).toHaveLength(1);
});

it('tells what is wrong with a large checkpoint, and where', async () => {
  const text = largeText(15).replace(/\n\]/, ',\n{"name": oops}\n]');
  const state = await parseCheckpoint(bytesOf(text), workerFile);
  const here = checkpointStateOf(bytesOf(text));
  expect(state.kind).toBe('damaged');
  expect(state).toEqual(here);
});

it('leaves a large file of another program alone', async () => {
  const state = await parseCheckpoint(bytesOf(`{"weights":"${'0'.repeat(6_000_000)}"}`), workerFile);
  expect(state).toEqual({ kind: 'foreign' });
});
