import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type EndpointType, type EndpointTypeName, endpointTypes } from '../../../src/core/sweep/support.js';
import { buildDataset } from '../../../src/core/workload/buildDataset.js';
import {
  outputLimit,
  type RequestContent,
  requestBody,
  WorkloadError,
} from '../../../src/core/workload/requestBody.js';
import { type ApiName, apiBodies } from '../../support/apiBodies.js';
import { datasetInput, textsOf } from './inputs.js';

const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/endpoints/bodies.json', import.meta.url), 'utf8'),
) as Record<EndpointTypeName, { default_path: string; streaming: boolean; body: Record<string, unknown> }>;

const png = 'data:image/png;base64,iVBORw0KGgo=';
const wav = { format: 'wav', base64: 'UklGRg==' } as const;

interface Filling {
  readonly texts: readonly string[];
  readonly streaming: boolean;
}

/** The recorded shape of a body with its place-holders filled in: one image, one sound where it has such places. */
function filled(shape: unknown, filling: Filling): unknown {
  const { texts } = filling;
  const lists: Readonly<Record<string, readonly string[]>> = {
    '<texts...>': texts,
    '<texts then images>': [...texts, png],
  };
  const single: Readonly<Record<string, unknown>> = {
    '<selected>': 'm',
    '<texts[0]>': texts[0],
    '..': texts[0],
    '<queries row i texts[0]>': 'q',
    '<image data URI>': png,
    'data:image/png;base64,..': png,
    '<b64>': wav.base64,
    'when OSL known': 7,
    '"![](<image>) ... text text" joined by spaces': `![](${png}) ${texts.join(' ')}`,
  };
  if (Array.isArray(shape)) return shape.flatMap((item) => elements(item, filling, lists));
  if (typeof shape === 'object' && shape !== null) {
    const fields = Object.entries(shape).filter(([name]) => !name.startsWith('<'));
    return Object.fromEntries(fields.map(([name, value]) => [name, fieldOf(name, value, filling)]));
  }
  return (shape as string) in single ? single[shape as string] : shape;
}

function elements(item: unknown, filling: Filling, lists: Readonly<Record<string, readonly string[]>>): unknown[] {
  if (typeof item === 'string' && item in lists) return [...lists[item]!];
  const isPerText = JSON.stringify(item) === '{"text":"<passages row i texts>"}';
  return isPerText ? filling.texts.map((text) => ({ text })) : [filled(item, filling)];
}

const fieldOf = (name: string, value: unknown, filling: Filling) =>
  name === 'stream' ? true : name === 'max_tokens' ? 7 : filled(value, filling);

const endpointOf = (endpointType: EndpointTypeName, streaming = true, extraInputs = {}, more = {}) =>
  datasetInput({ endpoint: { endpointType, streaming, extraInputs, ...more } }).endpoint;

/** A request with all that its endpoint type can hold. */
function contentOf(type: EndpointTypeName): RequestContent {
  const { textBatch, media, perImage, generates }: EndpointType = endpointTypes[type];
  return {
    model: 'm',
    texts: type === 'rankings' ? ['q', 'a', 'b'] : perImage ? [] : textBatch ? ['a', 'b'] : ['a'],
    ...(media !== undefined && { images: [png] }),
    ...(media === 'images and audio' && { audios: [wav] }),
    maxTokens: generates ? 7 : undefined,
  };
}

/** What is sent beyond genai-perf's body, and why: nothing would be measured right without it. */
const additions: Partial<Record<EndpointTypeName, object>> = {
  chat: { stream_options: { include_usage: true } },
  completions: { stream_options: { include_usage: true } },
  // Its recording is of an answer in one piece.
  multimodal: { stream: true, stream_options: { include_usage: true }, max_tokens: 7 },
  vision: { stream: true, stream_options: { include_usage: true }, max_tokens: 7 },
  // Else the prompt comes back as output.
  generate: { exclude_input_in_output: true },
  // Else nothing is streamed.
  huggingface_generate: { stream: true },
};

describe('bodies', () => {
  test.each(Object.entries(golden) as [EndpointTypeName, (typeof golden)[EndpointTypeName]][])(
    '%s is what genai-perf sends, and what its stream and measurement need',
    (type, { body, streaming }) => {
      const content = contentOf(type);
      const made = requestBody(endpointOf(type, streaming), content);
      const expected = filled(body, {
        texts: type === 'rankings' ? content.texts.slice(1) : content.texts,
        streaming,
      }) as object;
      expect(made).toEqual({ ...expected, ...additions[type] });
      expect(endpointTypes[type].streaming).toBe(streaming);
    },
  );

  const ofApi = (api: ApiName): EndpointTypeName =>
    api === 'nim' || api === 'tei' || api === 'cohere' ? 'rankings' : api;

  test.each(Object.keys(apiBodies) as ApiName[])('%s keeps to the published description, and only just', (api) => {
    const type = ofApi(api);
    const { streaming } = endpointTypes[type];
    const endpoint = (isStream: boolean) =>
      endpointOf(type, isStream, {}, type === 'rankings' ? { rankingsApi: api } : {});
    const full = contentOf(type);
    const small = { ...full, audios: undefined, ...(type !== 'image_retrieval' && { images: undefined }) };
    for (const content of [full, small])
      for (const isStream of streaming ? [true, false] : [false]) {
        const body = requestBody(endpoint(isStream), content);
        expect(apiBodies[api].safeParse(body)).toMatchObject({ success: true });
        // The validator can fail: on a field that is not there, and on each that is missing and needed.
        expect(apiBodies[api].safeParse({ ...body, unknown_field: 1 }).success).toBe(false);
      }
  });

  test('the newer APIs', () => {
    const content = { model: 'm', texts: ['a'], images: [png, 'https://host/x.png'], maxTokens: 7 };
    expect(requestBody(endpointOf('responses'), content)).toEqual({
      model: 'm',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'a' },
            { type: 'input_image', image_url: png, detail: 'auto' },
            { type: 'input_image', image_url: 'https://host/x.png', detail: 'auto' },
          ],
        },
      ],
      stream: true,
      max_output_tokens: 7,
    });
    expect(requestBody(endpointOf('responses', false), { model: 'm', texts: ['a'], maxTokens: undefined })).toEqual({
      model: 'm',
      input: 'a',
    });
    expect(requestBody(endpointOf('messages'), content)).toEqual({
      model: 'm',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
            { type: 'image', source: { type: 'url', url: 'https://host/x.png' } },
            { type: 'text', text: 'a' },
          ],
        },
      ],
      stream: true,
      max_tokens: 7,
    });
  });

  test('rankings follow the API that is asked for', () => {
    const content = { model: 'm', texts: ['q', 'a', 'b'], maxTokens: undefined };
    const of = (rankingsApi: string) => requestBody(endpointOf('rankings', false, {}, { rankingsApi }), content);
    expect(of('tei')).toEqual({ query: 'q', texts: ['a', 'b'] });
    expect(of('cohere')).toEqual({ model: 'm', query: 'q', documents: ['a', 'b'] });
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

  test('extra inputs of Text Generation Inference belong to its parameters, with and without a length', () => {
    const extra = { do_sample: true, parameters: { temperature: 0.5 }, model: 'x' };
    const of = (maxTokens: number | undefined) =>
      requestBody(endpointOf('huggingface_generate', false, extra), { model: 'm', texts: ['a'], maxTokens });
    expect(of(7)).toEqual({
      model: 'x',
      inputs: 'a',
      parameters: { max_new_tokens: 7, temperature: 0.5, do_sample: true },
    });
    expect(of(undefined)).toEqual({ model: 'x', inputs: 'a', parameters: { temperature: 0.5, do_sample: true } });
  });

  test.each([
    ['chat', { texts: ['a', 'b'] }, 'requests of chat hold one prompt'],
    ['chat', { texts: ['a'], images: [png] }, 'requests of chat hold no images: use multimodal'],
    ['nvclip', { texts: ['a'], audios: [wav] }, 'requests of nvclip hold no audio'],
    ['image_retrieval', { texts: [] }, 'requests of image_retrieval hold images, and there are none'],
    ['rankings', { texts: ['a'] }, 'requests of rankings need a query and passages'],
    ['messages', { texts: ['a'] }, 'requests of messages need --output-tokens-mean'],
    ['kserve', { texts: ['a'] }, 'requests to a kserve endpoint cannot be made'],
  ] as const)('%s cannot take %o', (type, content, message) => {
    const ask = () => requestBody(endpointOf(type), { model: 'm', maxTokens: undefined, ...content });
    expect(ask).toThrow(WorkloadError);
    expect(ask).toThrow(message);
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

  test('a ranking has a query and passages of its own, and counts the tokens of all', async () => {
    const entries = await buildDataset(
      datasetInput({ endpoint: { endpointType: 'rankings', streaming: false }, workload: { batchSize: 3 } }),
    );
    const texts = entries.flatMap(({ body }) => {
      const { query, passages } = body as { query: { text: string }; passages: { text: string }[] };
      expect(passages).toHaveLength(3);
      return [query.text, ...passages.map(({ text }) => text)];
    });
    expect(new Set(texts).size).toBe(16);
    expect(entries.map(({ inputTokens }) => inputTokens)).toEqual([80, 80, 80, 80]);
  });

  test('the requested length is found where each API has it, extra inputs applied', async () => {
    const lengths = async (endpointType: EndpointTypeName, extraInputs: object = {}) =>
      (
        await buildDataset(
          datasetInput({
            endpoint: { endpointType, extraInputs: { ...extraInputs } },
            workload: { outputTokens: { mean: 9, stddev: 0 }, datasetEntries: 1 },
          }),
        )
      )[0]?.requestedOutputTokens;
    expect(await lengths('responses')).toBe(9);
    expect(await lengths('responses', { max_output_tokens: 4 })).toBe(4);
    expect(await lengths('huggingface_generate')).toBe(9);
    expect(await lengths('huggingface_generate', { max_new_tokens: 3 })).toBe(3);
  });
});

test.each(['chat', 'completions', 'multimodal', 'vision'] as const)(
  'the limit of %s stands in the field that the user names, and is known as the length asked for',
  (type) => {
    const endpoint = endpointOf(type, true, {}, { outputTokensField: 'max_completion_tokens' });
    const body = requestBody(endpoint, { ...contentOf(type), maxTokens: 7 });
    expect(body).toMatchObject({ max_completion_tokens: 7 });
    expect(body).not.toHaveProperty('max_tokens');
    expect(outputLimit(endpoint, body, 7)).toBe(7);
  },
);
