import { describe, expect, it } from 'vitest';
import { inputConfig } from '../../../src/core/sweep/inputConfig.js';
import type { SweepOptions } from '../../../src/core/sweep/options.js';
import type { PlannedScenario } from '../../../src/core/sweep/plan.js';
import { namedServiceKind, serverBase } from '../../../src/core/sweep/resolveEndpoint.js';
import { runSettings } from '../../../src/core/sweep/runSettings.js';
import { runConfigName, skipMessage } from '../../../src/core/sweep/scenarioNames.js';
import { configFile, fileFacts, optionsOf, optionsOfLine, planOf } from './commandLine.js';

const plan = (line: string) => planOf(optionsOfLine(line));
const first = (line: string) => plan(line).scenarios[0] as PlannedScenario;
const profile = (line: string) =>
  planOf(optionsOf(line.split(' '), undefined, 'profile')).scenarios[0] as PlannedScenario;
const concurrency = (value: number) => `-m m --sweep-type concurrency --sweep-list ${value}`;
const rate = (value: number) => `-m m --sweep-type request_rate --sweep-list ${value}`;

describe('a scenario', () => {
  it('has all defaults resolved', () => {
    expect(first('-m gpt2 --sweep-type concurrency --sweep-range 8:8')).toEqual({
      scenario: {
        swept: [{ name: 'concurrency', value: 8 }],
        endpoint: {
          url: 'http://localhost:8000',
          path: '/v1/chat/completions',
          serviceKind: 'openai',
          endpointType: 'chat',
          models: ['gpt2'],
          modelSelection: 'round_robin',
          streaming: false,
          extraInputs: {},
          requestTimeoutMs: 600_000,
        },
        workload: {
          inputTokens: { mean: 550, stddev: 0 },
          datasetEntries: 100,
          batchSize: 1,
          prefixPrompts: { count: 0, tokens: 100 },
          repeatPrompts: false,
        },
        load: { kind: 'concurrency', concurrency: 8 },
        stop: { kind: 'default', requests: 100, minimumRequests: 16, maxMilliseconds: 60_000 },
        warmupRequests: 8,
        seed: 0,
        goodput: {},
        tokenizer: 'cl100k_base',
      },
      named: [{ name: 'concurrency', value: 8 }],
      label: 'concurrency8',
      title: 'concurrency=8',
      artifactName: 'gpt2-openai-chat-concurrency8',
      requests: 100,
      inputTokens: 55_000,
      outputTokens: undefined,
    });
  });

  it('carries every option that was given', () => {
    const { scenario } = first(
      `${rate(2)} -u https://host:1/base --endpoint-type completions --endpoint /my/path --streaming --isl 10 ` +
        '--synthetic-input-tokens-stddev 2 --osl 20 --output-tokens-stddev 3 -b 4 --num-prefix-prompts 5 ' +
        '--prefix-prompt-length 6 --repeat-prompts --random-seed 9 --goodput request_latency:7 --extra-inputs a:1 ' +
        '--request-distribution poisson --max-scenario-time 0.5 --warmup-request-count 0 --request-timeout 1.5 ' +
        '--label fp8 --num-dataset-entries 11 --model-selection-strategy random',
    );
    expect(scenario).toMatchObject({
      endpoint: {
        url: 'https://host:1',
        path: '/base/my/path',
        endpointType: 'completions',
        modelSelection: 'random',
        streaming: true,
        extraInputs: { a: 1 },
        requestTimeoutMs: 1500,
      },
      workload: {
        inputTokens: { mean: 10, stddev: 2 },
        outputTokens: { mean: 20, stddev: 3 },
        datasetEntries: 11,
        batchSize: 4,
        prefixPrompts: { count: 5, tokens: 6 },
        repeatPrompts: true,
      },
      load: { kind: 'request_rate', requestsPerSecond: 2, distribution: 'poisson' },
      stop: { kind: 'default', maxMilliseconds: 500 },
      warmupRequests: 0,
      seed: 9,
      goodput: { request_latency: 7 },
      label: 'fp8',
    });
  });

  it.each([
    ['localhost:9', '/v1/chat/completions'],
    ['http://host/v1', '/v1/chat/completions'],
    ['http://host/proxy/v1/', '/proxy/v1/chat/completions'],
    ['http://host/proxy', '/proxy/v1/chat/completions'],
  ])('sends to %s at %s', (url, path) => {
    expect(first(`${concurrency(1)} -u ${url}`).scenario.endpoint.path).toBe(path);
  });

  it('finds the own paths of a server below its base', () => {
    const base = (url: string) => serverBase(optionsOfLine(`${concurrency(1)} -u ${url}`));
    expect(base('host:1')).toBe('http://host:1');
    expect(base('http://host/proxy/v1')).toBe('http://host/proxy');
    expect(serverBase({})).toBe('http://localhost:8000');
    expect(serverBase({ serviceKind: 'triton' })).toBe('http://localhost:8001');
  });

  it('needs a look at the server only where nothing tells its kind', () => {
    const kind = (line: string) => namedServiceKind(optionsOfLine(`${concurrency(1)} ${line}`));
    expect(kind('')).toBeUndefined();
    expect(kind('--endpoint-type embeddings')).toBe('openai');
    expect(kind('--service-kind openai')).toBe('openai');
    expect(namedServiceKind({ backend: 'vllm' })).toBe('triton');
  });
});

describe('how many requests', () => {
  it.each([
    [concurrency(1), { requests: 100, minimumRequests: 10 }, 100, 1],
    [concurrency(5), { requests: 100, minimumRequests: 10 }, 100, 5],
    [concurrency(64), { requests: 640, minimumRequests: 128 }, 640, 64],
    [rate(0.5), { requests: 100, minimumRequests: 10 }, 100, 1],
    [rate(20), { requests: 600, minimumRequests: 10 }, 600, 10],
  ])('%s: %j by default, as many entries, one warm-up per slot', (line, stop, entries, warmup) => {
    expect(first(line).scenario).toMatchObject({
      stop: { kind: 'default', ...stop, maxMilliseconds: 60_000 },
      workload: { datasetEntries: entries },
      warmupRequests: warmup,
    });
    expect(first(line).requests).toBe(stop.requests);
  });

  it('is what was asked for', () => {
    const counted = first(`${concurrency(4)} --num-requests 7 --osl 3 --isl 10`);
    expect(counted).toMatchObject({ requests: 7, inputTokens: 70, outputTokens: 21 });
    expect(counted.scenario.stop).toEqual({ kind: 'request_count', requests: 7 });
    expect(counted.scenario.workload.datasetEntries).toBe(7);
  });

  it('is open in a closed loop over an interval, and known at a rate', () => {
    const closed = first(`${concurrency(20)} -p 5000 --osl 3`);
    expect(closed).toMatchObject({ requests: undefined, inputTokens: undefined, outputTokens: undefined });
    expect(closed.scenario).toMatchObject({
      stop: { kind: 'interval', milliseconds: 5000 },
      workload: { datasetEntries: 200 },
    });
    expect(first(`${rate(2.5)} -p 5000`)).toMatchObject({
      requests: 13,
      scenario: { workload: { datasetEntries: 13 } },
    });
  });

  it('does not make data sets that fill the memory, and says so', () => {
    const { scenarios, notices } = plan(`${concurrency(1)} --request-count 10000 --isl 8000`);
    expect(scenarios[0]?.scenario.workload.datasetEntries).toBe(2500);
    expect(notices).toEqual(['concurrency=1: 10000 requests share 2500 prompts (--num-dataset-entries)']);
  });

  it('says when what was asked for cannot all be reached', () => {
    expect(plan(`${concurrency(8)} --request-count 3`).notices).toEqual([
      'concurrency=8: only 3 requests are sent, so no more can be in flight (--request-count)',
    ]);
    expect(plan('-m m --sweep-type num_dataset_entries --sweep-list 50,150').notices).toEqual([
      'num_dataset_entries=150: only 100 of 150 prompts are sent (--request-count)',
    ]);
    const triton = (more: string) => plan(`${concurrency(1)} --request-count 1 --service-kind triton ${more}`).notices;
    expect(triton('--backend tensorrtllm')).toEqual([
      'answers are limited to 256 tokens, as in genai-perf (--output-tokens-mean)',
    ]);
    expect(triton('--backend tensorrtllm --osl 9')).toEqual([]);
    expect(triton('--backend tensorrtllm --extra-inputs max_tokens:9')).toEqual([]);
    expect(triton('--backend vllm')).toEqual([]);
    expect(plan(`${concurrency(1)} --server-metrics-url host:8002/metrics host:9400`).notices).toEqual([
      "host:8002/metrics looks like Triton's own metrics: queue figures are read there, GPU metrics from a DCGM exporter, often on port 9400",
    ]);
  });

  it('takes as many lines of an input file as requests need, and counts no tokens', () => {
    const scenario = (line: string, rows: number) =>
      planOf(optionsOfLine(`${concurrency(1)} ${line}`), { inputFile: fileFacts({ rows }) }).scenarios[0];
    expect(scenario('--input-file p.jsonl', 42)?.scenario.workload).toMatchObject({
      datasetEntries: 42,
      inputFile: { path: 'p.jsonl', sha256: 'abc', kind: 'prompts' },
    });
    expect(scenario('--input-file p.jsonl', 42)?.inputTokens).toBeUndefined();
    expect(scenario('--input-file p.jsonl --request-count 9', 42)?.scenario.workload.datasetEntries).toBe(9);
    expect(scenario('--input-file p.jsonl', 5000)?.scenario.workload.datasetEntries).toBe(100);
  });
});

describe('a swept value', () => {
  const values = (type: string, list: string, more = '') =>
    plan(`-m m --sweep-type ${type} --sweep-list ${list} ${more}`).scenarios.map(({ scenario }) => scenario);

  it('changes what is sent', () => {
    expect(values('input_sequence_length', '100,150').map(({ workload }) => workload.inputTokens)).toEqual([
      { mean: 100, stddev: 0 },
      { mean: 150, stddev: 0 },
    ]);
    expect(values('num_dataset_entries', '100,150').map(({ workload }) => workload.datasetEntries)).toEqual([100, 150]);
    const batched = '--endpoint-type embeddings';
    expect(values('batch_size', '1,8', batched).map(({ workload }) => workload.batchSize)).toEqual([1, 8]);
  });

  it('is the load', () => {
    expect(values('concurrency', '3,5').map(({ load }) => load)).toEqual([
      { kind: 'concurrency', concurrency: 3 },
      { kind: 'concurrency', concurrency: 5 },
    ]);
    expect(values('request_rate', '0.5').map(({ load }) => load)).toEqual([
      { kind: 'request_rate', requestsPerSecond: 0.5, distribution: 'constant' },
    ]);
    const fixed = values('input_sequence_length', '8', '--request-rate 2.5').map(({ load }) => load);
    expect(fixed).toEqual([{ kind: 'request_rate', requestsPerSecond: 2.5, distribution: 'constant' }]);
  });

  it('works with several models', () => {
    const [scenario] = plan('-m a b a --sweep-type concurrency --sweep-range 1:4').scenarios;
    expect(scenario?.scenario.endpoint.models).toEqual(['a', 'b']);
  });
});

describe('names', () => {
  it.each([
    ['-m gpt2 --sweep-type num_dataset_entries --sweep-list 150', 'gpt2-openai-chat-num_dataset_entries150'],
    [
      '-m org/mod --endpoint-type embeddings --sweep-type batch_size --sweep-list 4',
      'org_mod-openai-embeddings-batch_size4',
    ],
    ['-m gpt2 --sweep-type request_rate --sweep-list 2.5', 'gpt2-openai-chat-request_rate2.5'],
    ['-m gpt2 --sweep-type request_rate --sweep-range 100:100', 'gpt2-openai-chat-request_rate100'],
    [
      '-m gpt2 --concurrency 4 --sweep-type input_sequence_length --sweep-list 16',
      'gpt2-openai-chat-input_sequence_length16-concurrency4',
    ],
    [
      '-m gpt2 --request-rate 2.50 --sweep-type input_sequence_length --sweep-list 16',
      'gpt2-openai-chat-input_sequence_length16-request_rate2.5',
    ],
    ['-m a/b c --sweep-type concurrency --sweep-list 1', 'a_b_multi-openai-chat-concurrency1'],
    ['-m ../x:y\\z --sweep-type concurrency --sweep-list 1', '_._x_y_z-openai-chat-concurrency1'],
  ])('the folder of %s is %s', (line, name) => {
    expect(first(line).artifactName).toBe(name);
  });

  it('a single scenario is named by its load', () => {
    expect(profile('-m gpt2')).toMatchObject({
      scenario: { swept: [], load: { kind: 'concurrency', concurrency: 1 } },
      label: 'concurrency1',
      artifactName: 'gpt2-openai-chat-concurrency1',
    });
    expect(profile('-m gpt2 --request-rate 100').artifactName).toBe('gpt2-openai-chat-request_rate100');
  });

  it('the skip line is that of the founding document', () => {
    const { named } = first('-m gpt2 --sweep-type num_dataset_entries --sweep-list 100');
    expect(skipMessage(runConfigName('gpt2', 0), named)).toBe(
      'gpt2_run_config_0:num_dataset_entries100 found in checkpoint - skipping profiling...',
    );
  });

  it('no two scenarios of a plan share a folder', () => {
    const file = configFile('model: m\nsweep: {request_rate: "0.5:64:0.5", input_sequence_length: [1, 11, 111]}');
    const names = planOf(optionsOf([], file)).scenarios.map(({ artifactName }) => artifactName);
    expect(new Set(names).size).toBe(128 * 3);
  });
});

describe('a grid', () => {
  const grid = (text: string) => planOf(optionsOf([], configFile(`model: m\nendpoint-type: completions\n${text}`)));

  it('varies its last parameter fastest', () => {
    const { scenarios, swept } = grid('sweep: {concurrency: "1:2", input_sequence_length: [128, 512]}');
    expect(swept).toEqual(['concurrency', 'input_sequence_length']);
    expect(scenarios.map(({ label }) => label)).toEqual([
      'concurrency1-input_sequence_length128',
      'concurrency1-input_sequence_length512',
      'concurrency2-input_sequence_length128',
      'concurrency2-input_sequence_length512',
    ]);
    expect(scenarios[1]?.title).toBe('concurrency=1, input_sequence_length=512');
    expect(scenarios[3]?.scenario).toMatchObject({
      load: { concurrency: 2 },
      workload: { inputTokens: { mean: 512 } },
    });
  });

  it('asks before more than 200 scenarios', () => {
    expect(grid('sweep: {concurrency: "1:200:1"}').confirmation).toBeUndefined();
    const many = 'sweep: {concurrency: "1:67:1", batch_size: [1, 2, 3]}';
    expect(grid(many).confirmation).toBe('the sweep has 201 scenarios: add --yes if that is meant');
    expect(grid(`${many}\nyes: true`).confirmation).toBeUndefined();
  });
});

describe('the settings of a run', () => {
  it('have their defaults', () => {
    expect(runSettings({})).toMatchObject({
      artifactDir: 'artifacts',
      checkpointDir: '.',
      profileExportFile: 'profile_export.json',
      exportLevel: 'text',
      metricsUrls: ['http://localhost:9400/metrics'],
      metricsUrlsGiven: false,
      fresh: false,
    });
  });

  it('are written beside the results with the values that were applied, and without secrets', () => {
    const options: SweepOptions = optionsOf([
      ...'-m gpt2 --sweep-type input_sequence_length --sweep-list 16,32 --concurrency 2 --api-key-env KEY'.split(' '),
      ...['--header', 'X-Key: s3cret'],
    ]);
    const written = inputConfig(options, planOf(options).scenarios[1]?.scenario as PlannedScenario['scenario']);
    expect(written).toMatchObject({
      subcommand: 'analyze',
      analyze: { sweep_parameters: { input_sequence_length: [16, 32] } },
      input: { synthetic_tokens: { mean: 32 }, header: '' },
      perf_analyzer: { stimulus: { concurrency: 2 } },
    });
    expect(JSON.stringify(written)).not.toMatch(/s3cret|KEY/);
  });
});
