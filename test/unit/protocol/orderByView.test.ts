import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import { orderByView } from '../../../src/protocol/orderByView.js';
import { initialView, type ObjectiveSetting } from '../../../src/protocol/viewState.js';

const file = new URL('../../fixtures/checkpoints/genai-perf-0.0.16-concurrency.json', import.meta.url);
const objective = (tag: string, weight: number, model: string | null = null): ObjectiveSetting => ({
  ...{ tag, weight, model },
  direction: null,
});

test.each(['balanced', 'genai-perf'] as const)(
  '%s: an objective of one model goes before that of every model',
  (mode) => {
    const { results } = Checkpoint.parse(readFileSync(file, 'utf8'));
    const namesBy = (...objectives: ObjectiveSetting[]) =>
      orderByView(results, { ...initialView, mode, objectives }).order.map(({ name }) => name);
    const throughput = objective('request_throughput_avg', 1);
    const [own, every] = [objective('time_to_first_token_p99', 50, 'gpt2'), objective('time_to_first_token_p99', 0.01)];
    const wanted = namesBy(throughput, own);
    expect(wanted).not.toEqual(namesBy(throughput, every));
    expect(namesBy(throughput, every, own)).toEqual(wanted);
    expect(namesBy(throughput, own, every)).toEqual(wanted);
  },
);
