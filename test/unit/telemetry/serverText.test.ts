import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { figureSources } from '../../../src/telemetry/engineNames.js';
import { parseServerText } from '../../../src/telemetry/serverText.js';

const page = (name: string) =>
  readFileSync(new URL(`../../fixtures/server-metrics/${name}.prom`, import.meta.url), 'utf8');
const llama = 'meta-llama/Llama-3.1-8B-Instruct';

it.each([
  {
    name: 'vllm',
    model: llama,
    // Of two engines behind one page.
    figures: {
      runningRequests: 44,
      queuedRequests: 72,
      kvCacheUsage: 0.6,
      preemptions: 8,
      prefixCacheQueries: 1_250_000,
      prefixCacheHits: 250_000,
      queueTimeNs: 12.5e9,
      dequeuedRequests: 100,
    },
  },
  { name: 'vllm-0.6', model: 'gpt2', figures: { runningRequests: 8, queuedRequests: 3, kvCacheUsage: 0.41 } },
  {
    name: 'sglang',
    model: llama,
    figures: {
      runningRequests: 162,
      queuedRequests: 2826,
      kvCacheUsage: 0.28,
      prefixCacheQueries: 8e6,
      prefixCacheHits: 2e6,
      queueTimeNs: 30e9,
      dequeuedRequests: 40,
    },
  },
  {
    name: 'triton',
    model: 'gpt2',
    figures: { queuedRequests: 11, queueTimeNs: 125e6, dequeuedRequests: 50 },
  },
  {
    name: 'triton-tensorrtllm',
    model: 'ensemble',
    figures: { runningRequests: 32, queuedRequests: 5, kvCacheUsage: 0.75 },
  },
  {
    name: 'tgi',
    model: 'tgi',
    figures: { runningRequests: 4, queuedRequests: 7, queueTimeNs: 1.2e9, dequeuedRequests: 10 },
  },
  {
    name: 'llama-cpp',
    model: 'random-llama',
    figures: { runningRequests: 2, queuedRequests: 1, prefixCacheQueries: 6, prefixCacheHits: 0 },
  },
])('reads the page of $name', ({ name, model, figures }) => {
  expect(parseServerText(page(name), [model])).toEqual(figures);
  // Nothing but line ends differs on the way through some proxies.
  expect(parseServerText(page(name).replaceAll('\n', '\r\n'), [model])).toEqual(figures);
});

it('counts all models of a page that names none of ours', () => {
  expect(parseServerText(page('triton'), ['alias'])).toMatchObject({ queuedRequests: 411, dequeuedRequests: 5050 });
  expect(parseServerText(page('triton'), ['gpt2', 'other'])).toMatchObject({ queuedRequests: 411 });
});

it.each(['', '<html><body>sign in</body></html>', 'go_goroutines 12\n', 'vllm:num_requests_running_total 3\n'])(
  'knows no server by %j',
  (text) => {
    expect(parseServerText(text, ['m'])).toEqual({});
  },
);

it('leaves out what is no number, and throws at a damaged line of a wanted name', () => {
  expect(parseServerText('tgi_queue_size NaN\ntgi_batch_current_size 2', [])).toEqual({ runningRequests: 2 });
  expect(() => parseServerText('tgi_queue_size{a=1} 2\n', [])).toThrow();
});

it('docs/telemetry.md has every name', () => {
  const text = readFileSync(new URL('../../../docs/telemetry.md', import.meta.url), 'utf8');
  const names = Object.values(figureSources).flatMap((sources) =>
    sources.flatMap(({ name, plus }) => (plus === undefined ? [name] : [name, plus])),
  );
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  expect(names.length).toBeGreaterThan(25);
});
