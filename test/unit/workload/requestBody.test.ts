import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildDataset } from '../../../src/core/workload/buildDataset.js';
import { requestBody, WorkloadError } from '../../../src/core/workload/requestBody.js';
import { datasetInput, textsOf } from './inputs.js';

const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/endpoints/bodies.json', import.meta.url), 'utf8'),
) as Record<string, { default_path: string; body: Record<string, unknown> }>;

/** The recorded shape of a body with its place-holders filled in. */
function filled(shape: unknown, texts: readonly string[]): unknown {
  if (Array.isArray(shape))
    return shape.flatMap((item): unknown[] => (item === '<texts...>' ? [...texts] : [filled(item, texts)]));
  if (typeof shape === 'object' && shape !== null) {
    const fields = Object.entries(shape).filter(([name]) => !name.startsWith('<'));
    return Object.fromEntries(fields.map(([name, value]) => [name, fieldOf(name, value, texts)]));
  }
  return shape === '<selected>' ? 'm' : shape === '<texts[0]>' ? texts[0] : shape;
}
const fieldOf = (name: string, value: unknown, texts: readonly string[]) =>
  name === 'stream' ? true : name === 'max_tokens' ? 7 : filled(value, texts);

const endpointOf = (endpointType: string, streaming = true, extraInputs = {}) =>
  datasetInput({ endpoint: { endpointType, streaming, extraInputs } }).endpoint;

describe('bodies', () => {
  test.each(Object.entries(golden))('%s is what genai-perf sends, and a stream tells its usage', (type, { body }) => {
    const texts = type === 'chat' ? ['a'] : ['a', 'b'];
    const made = requestBody(endpointOf(type), { model: 'm', texts, maxTokens: 7 });
    const expected = filled(body, texts) as Record<string, unknown>;
    const usage = 'stream' in expected ? { stream_options: { include_usage: true } } : {};
    expect(made).toEqual({ ...expected, ...usage });
  });

  test('no stream and no length unless they are asked for', () => {
    expect(requestBody(endpointOf('completions', false), { model: 'm', texts: ['a'], maxTokens: undefined })).toEqual({
      model: 'm',
      prompt: ['a'],
    });
  });

  test('extra inputs come last', () => {
    const extra = { max_tokens: 9, stream_options: null, ignore_eos: true };
    const made = requestBody(endpointOf('chat', true, extra), { model: 'm', texts: ['a'], maxTokens: 7 });
    expect(made).toMatchObject({ stream: true, ...extra });
  });

  test('what an endpoint cannot take is refused', () => {
    const content = { model: 'm', texts: ['a', 'b'], maxTokens: undefined };
    expect(() => requestBody(endpointOf('chat'), content)).toThrow(WorkloadError);
    expect(() => requestBody(endpointOf('rankings'), content)).toThrow('rankings');
  });
});

describe('datasets', () => {
  test('batches hold different texts, and the tokens of all', async () => {
    const entries = await buildDataset(
      datasetInput({ endpoint: { endpointType: 'embeddings', streaming: false }, workload: { batchSize: 3 } }),
    );
    expect(entries).toHaveLength(4);
    expect(new Set(entries.flatMap(({ body }) => textsOf(body))).size).toBe(12);
    expect(entries.map(({ inputTokens }) => inputTokens)).toEqual([60, 60, 60, 60]);
  });

  test('models take turns, or are drawn by the seed', async () => {
    const models = ['a', 'b', 'c'];
    const modelsOf = async (modelSelection: 'round_robin' | 'random', seed = 0) =>
      (
        await buildDataset(
          datasetInput({ seed, endpoint: { models, modelSelection }, workload: { datasetEntries: 90 } }),
        )
      ).map(({ model, body }) => {
        expect(body['model']).toBe(model);
        return model;
      });
    expect((await modelsOf('round_robin')).slice(0, 4)).toEqual(['a', 'b', 'c', 'a']);
    const drawn = await modelsOf('random');
    expect(drawn).toEqual(await modelsOf('random'));
    expect(drawn).not.toEqual(await modelsOf('random', 1));
    for (const model of models) expect(drawn.filter((name) => name === model).length).toBeGreaterThan(15);
  });

  test('the requested output length is the one that is sent', async () => {
    const entries = (extraInputs: Record<string, unknown>, outputTokens?: { mean: number; stddev: number }) =>
      buildDataset(datasetInput({ endpoint: { extraInputs }, workload: { outputTokens } }));
    for (const { body, requestedOutputTokens } of await entries({}, { mean: 64, stddev: 8 }))
      expect(body['max_tokens']).toBe(requestedOutputTokens);
    expect((await entries({ max_tokens: 5 }, { mean: 64, stddev: 8 }))[0]?.requestedOutputTokens).toBe(5);
    expect((await entries({ max_tokens: 5 }))[0]?.requestedOutputTokens).toBeUndefined();
  });
});
