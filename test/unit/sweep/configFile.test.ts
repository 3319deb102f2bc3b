import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfigText } from '../../../src/core/sweep/configFile.js';
import { configJsonSchema } from '../../../src/core/sweep/configSchema.js';
import { parseOptions } from '../../../src/core/sweep/givenOptions.js';
import { optionSpecs } from '../../../src/core/sweep/options.js';
import { supportedEndpointTypes } from '../../../src/core/sweep/support.js';

const parse = (text: string, fileName = 'sweep.yaml') => parseOptions(parseConfigText(text, fileName), 'analyze');
const fixture = (path: string) => readFileSync(new URL(`../../fixtures/sweep/${path}`, import.meta.url), 'utf8');

describe('a configuration file', () => {
  it('has the keys of the command line, in kebab or snake case, under any of their names', () => {
    const options = parse(`
# what we serve
model: [a, b]
endpoint_type: completions
osl: 16
num-prompts: 40
streaming: true
header: {X-Tenant: $TENANT}
extra-inputs: {ignore_eos: true, temperature: -0.5, stop: ["."]}
goodput: {request_latency: 500}
server-metrics-url: []
label:                       # nothing: not given
sweep-type: concurrency
sweep-range: 1:32
`);
    expect(options).toEqual({
      model: ['a', 'b'],
      endpointType: 'completions',
      outputTokensMean: 16,
      numDatasetEntries: 40,
      streaming: true,
      header: [{ name: 'X-Tenant', value: '$TENANT' }],
      extraInputs: { ignore_eos: true, temperature: -0.5, stop: ['.'] },
      goodput: { request_latency: 500 },
      serverMetricsUrl: [],
      sweepType: 'concurrency',
      sweepRange: '1:32',
    });
  });

  it('takes texts where genai-perf wants lists', () => {
    expect(
      parse('model: m\nsweep-list: [1, 2]\nsweep-type: concurrency\nextra-inputs: "a:1"\nheader: "A:B"'),
    ).toMatchObject({
      model: ['m'],
      sweepList: [1, 2],
      extraInputs: { a: 1 },
      header: [{ name: 'A', value: 'B' }],
    });
  });

  it('may be JSON, indented by tabs', () => {
    const text =
      '{\n\t"$schema": "x",\n\t"model": "m",\n\t"sweep": {\n\t\t"batch-size": [1, 4]\n\t},\n\t"endpoint-type": "embeddings"\n}\n';
    expect(parse(text, 'sweep.json')).toEqual({
      model: ['m'],
      sweep: { batch_size: [1, 4] },
      endpointType: 'embeddings',
    });
  });

  it('keeps the order of several swept parameters', () => {
    const { sweep = {} } = parse('model: m\nsweep:\n  input-sequence-length: [128, 512]\n  concurrency: 1:32\n');
    expect(Object.entries(sweep)).toEqual([
      ['input_sequence_length', [128, 512]],
      ['concurrency', '1:32'],
    ]);
  });

  it('may be empty', () => {
    expect(parseConfigText('', 'a')).toEqual(new Map());
    expect(parseConfigText('# nothing\n', 'a')).toEqual(new Map());
  });

  const start = 'model: m\nsweep: {num_dataset_entries: 4}\n';
  it.each([
    [`${start}concurency: 4`, 'sweep.yaml:3:1: unknown key "concurency": did you mean "concurrency"?'],
    [`${start}  \nrequest_cuont: 4`, 'sweep.yaml:4:1: unknown key "request_cuont": did you mean "request-count"?'],
    [`${start}zzzzzzzzzzzz: 4`, 'sweep.yaml:3:1: unknown key "zzzzzzzzzzzz"; known are sweep-type, '],
    [`${start}config: a.yaml`, 'sweep.yaml:3:1: unknown key "config"'],
    [`${start}concurrency: four`, 'sweep.yaml:3:1: concurrency must be a whole number of at least 1, not "four"'],
    [`${start}streaming: yes`, 'sweep.yaml:3:1: streaming must be true or false, not "yes"'],
    [`${start}model_selection_strategy: best`, 'sweep.yaml:3:1: model_selection_strategy must be one of'],
    [`${start}isl: 4\nsynthetic-input-tokens-mean: 5`, 'sweep.yaml:4:1: "synthetic-input-tokens-mean" is given twice'],
    [`${start}isl: 4\nisl: 5`, 'sweep.yaml:4:1: Map keys must be unique'],
    [`${start}generate-plots: true`, 'sweep.yaml:3:1: generate-plots is not supported: no plots are drawn'],
    [
      `${start}goodput: {request_latncy: 4}`,
      'sweep.yaml:3:1: goodput: "request_latncy" is no metric of a request: did you mean "request_latency"?',
    ],
    ['model: m\nsweep:\n  concurency: 4', 'sweep.yaml:3:3: "concurency" is no sweep type: did you mean "concurrency"?'],
    [
      'model: m\nsweep:\n  concurrency: 8:4',
      'sweep.yaml:2:1: sweep.concurrency "8:4": the minimum is above the maximum',
    ],
    [
      'model: m\nsweep:\n  concurrency: {a: 1}',
      'sweep.yaml:2:1: sweep: concurrency must be a range such as "1:32" or a list of numbers, not {"a":1}',
    ],
    [
      'model: m\nsweep:\n  concurrency: 1:4\n  request_rate: 1:4',
      'concurrency and request_rate cannot be swept together',
    ],
    ['model: m\nsweep: {}', 'sweep.yaml:2:1: sweep names no parameter'],
    [`${start}concurrency: 2\nrequest-rate: 2`, '--concurrency and --request-rate cannot be given together'],
    [
      `${start}num-dataset-entries: 2`,
      'sweep.yaml:3:1: num-dataset-entries: leave it out, since num_dataset_entries is swept',
    ],
    ['model: [', 'sweep.yaml:1:9: '],
    ['- a\n- b', 'sweep.yaml:1:1: write option: value, one on each line'],
    ['just text', 'sweep.yaml:1:1: write option: value, one on each line'],
  ])('%j is refused where it is wrong', (text, message) => {
    const lines = () => parse(text);
    expect(lines).toThrow(message);
    expect(lines).not.toThrow(/\n/);
  });
});

describe("genai-perf's own configuration file", () => {
  it('is translated', () => {
    expect(parse(fixture('genai-perf-config.yaml'))).toEqual({
      model: ['gpt2'],
      sweep: { input_sequence_length: '100:300:100' },
      endpointType: 'chat',
      streaming: true,
      url: { origin: 'http://127.0.0.1:27631', path: '' },
      serverMetricsUrl: ['http://127.0.0.1:27632/metrics'],
      requestCount: 10,
      numDatasetEntries: 10,
      randomSeed: 7,
      outputTokensMean: 8,
      enableCheckpointing: true,
      tokenizer: '../../tok',
    });
  });

  it('is translated as genai-perf writes its template, with the blanks filled in', () => {
    const text = fixture('genai-perf-template.yaml')
      .replace('model_names: \n', 'model_names: a, b\n')
      .replace('type: kserve', 'type: chat')
      .replace('    backend: tensorrtllm\n', '')
      .replace('analyze:\n', 'analyze:\n    concurrency: {start: 1, stop: 64}\n');
    expect(parse(text)).toMatchObject({ model: ['a', 'b'], sweep: { concurrency: '1:64' }, numDatasetEntries: 100 });
    expect(parse(text)).not.toHaveProperty('concurrency');
  });

  const nested = 'model_name: m\nendpoint: {type: chat}\n';
  it('has its measurement mode, its sweep of several parameters and its older names', () => {
    const sweep = 'analyze:\n  runtime_batch_size: [1, 2]\n  input_sequence_length: {start: 8, stop: 32}\n';
    const text = `model_name: m\nendpoint: {type: completions}\n${sweep}perf_analyzer: {measurement: {mode: interval}}`;
    expect(parse(text)).toMatchObject({
      sweep: { batch_size: [1, 2], input_sequence_length: '8:32' },
      measurementInterval: 10_000,
    });
    expect(parse(text.replace('interval}', 'interval, num: 500}'))).toMatchObject({ measurementInterval: 500 });
    expect(parse(text.replace('{measurement: {mode: interval}}', '{measurement_interval: 250}'))).toMatchObject({
      measurementInterval: 250,
    });
    const withTexts = `${text}\ninput: {extra: "a:1", header: "A:B", goodput: {request_latency: 3}}`;
    expect(parse(withTexts)).toMatchObject({
      extraInputs: { a: 1 },
      header: [{ name: 'A', value: 'B' }],
      goodput: { request_latency: 3 },
    });
  });

  it('prefers the file to the synthetic lengths that it also holds', () => {
    const text = `${nested}analyze: {concurrency: [1]}\ninput: {file: a.jsonl, synthetic_tokens: {mean: 550, stddev: 0}}`;
    expect(parse(text)).toEqual({
      model: ['m'],
      endpointType: 'chat',
      sweep: { concurrency: [1] },
      inputFile: 'a.jsonl',
    });
  });

  it.each([
    [
      'perf_analyzer: {stimulus: {session_request_rate: 4}}',
      'sweep.yaml:3:28: unknown key "perf_analyzer.stimulus.session_request_rate"',
    ],
    [
      'perf_analyzer: {path: /opt/pa}',
      'sweep.yaml:3:17: perf_analyzer.path: "/opt/pa" has no counterpart here; leave it out',
    ],
    ['process: {input_path: a}', 'sweep.yaml:3:11: process.input_path: "a" has no counterpart here'],
    [
      'input: {num_dataset_entry: 4}',
      'unknown key "input.num_dataset_entry": did you mean "input.num_dataset_entries"?',
    ],
    ['input: {audio: {format: mp3}}', 'sweep.yaml:3:17: input.audio.format is not supported: sounds are made as wav'],
    [
      'analyze: {concurrency: {start: 1}}',
      'sweep.yaml:3:11: analyze.concurrency lacks its values: write {start: …, stop: …}',
    ],
    ['analyze: {speed: {start: 1, stop: 4}}', 'sweep.yaml:3:11: "speed" is no sweep type'],
    ['analyze: {concurrency: {start: 8, stop: 4}}', 'analyze.concurrency "8:4": the minimum is above the maximum'],
    ['input: {random_seed: x}', 'sweep.yaml:3:9: input.random_seed must be a whole number'],
  ])('%j is refused where it is wrong', (line, message) => {
    expect(() => parse(`${nested}${line}`)).toThrow(message);
  });
});

describe('the JSON Schema of the configuration file', () => {
  const schema = configJsonSchema() as { properties: Record<string, Record<string, unknown>> };

  it('is the one in schemas/ (made by scripts/schemas.mjs)', () => {
    const written = readFileSync(new URL('../../../schemas/sweep.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(written)).toEqual(schema);
  });

  it('offers what is served, and points nowhere outside itself', () => {
    for (const { name, supported } of optionSpecs) expect(name in schema.properties, name).toBe(supported);
    expect(schema.properties['isl']).toEqual({ $ref: '#/properties/synthetic-input-tokens-mean' });
    expect(schema.properties['endpoint-type']?.['enum']).toEqual(supportedEndpointTypes);
    expect(schema.properties['concurrency']).toEqual({
      description: 'Requests kept in flight. Default: 1.',
      type: 'integer',
      minimum: 1,
    });
    expect(JSON.stringify(schema)).not.toContain('#/definitions');
  });
});
