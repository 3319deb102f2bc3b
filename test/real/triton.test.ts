import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesBelow, runProgram, temporaryFolder } from '../integration/cli/program.js';
import { sweep } from '../support/sweepProgram.js';
import { runGenaiPerfScript } from './genai-perf/genaiPerfPython.js';
import { startLlmServer } from './llmServer/startLlmServer.js';
import { startTriton, type Triton } from './triton/startTriton.js';

let triton: Triton;
beforeAll(async () => {
  triton = await startTriton();
});
afterAll(() => triton.close());

/** The founding document's command, word for word, but for the range; behind it the free port, and less to wait for. */
const founding = (range: string) => [
  ...`analyze -m gpt2 --service-kind triton --backend vllm --sweep-type num_dataset_entries --sweep-range ${range}`.split(
    ' ',
  ),
  ...['-u', triton.grpcUrl, '--request-count', '10', '--server-metrics-url', 'none'],
];

const quick = ['--request-count', '6', '--warmup-request-count', '0', '--isl', '16', '--server-metrics-url', 'none'];
const kserve = (...args: string[]) => ['profile', '--service-kind', 'triton', '-u', triton.grpcUrl, ...quick, ...args];

interface Exported {
  readonly timestamp: number;
  readonly request_inputs: Readonly<Record<string, unknown>>;
  readonly response_timestamps: readonly number[];
  readonly response_outputs: readonly { readonly text_output: string }[];
}

function exportOf(folder: string, artifact: string) {
  const text = readFileSync(join(folder, 'artifacts', artifact, 'profile_export.json'), 'utf8');
  return JSON.parse(text) as {
    experiments: { requests: Exported[] }[];
    service_kind: string;
    genai_sweep: { failed_requests: { error: string }[] };
  };
}

test("the founding document's two commands give its folders, files, tables and skip lines", async () => {
  const folder = temporaryFolder();
  const first = await runProgram(folder, founding('100:200:50'));
  expect(first.exitCode, first.stderr).toBe(0);
  const folders = [100, 150, 200].map((entries) => `artifacts/gpt2-triton-vllm-num_dataset_entries${entries}`);
  const files = [
    'inputs.json',
    'profile_export.json',
    'profile_export_genai_perf.csv',
    'profile_export_genai_perf.json',
  ];
  const expected = folders.flatMap((name) => files.map((file) => `${name}/${file}`));
  const written = Object.keys(filesBelow(folder)).sort();
  expect(written).toEqual([...expected, 'analyze_export_genai_perf.csv', 'checkpoint.json'].sort());

  const lines = readFileSync(join(folder, 'analyze_export_genai_perf.csv'), 'utf8').split('\r\n');
  expect(lines[0]).toBe(
    'Config Name,Concurrency,ISL,Num Dataset Entries,p99 Time To First Token (ms),p99 Inter Token Latency (ms),p99 Request Latency (ms),p99 Output Sequence Length (tokens),Avg. Output Token Throughput (tokens/sec),Request Throughput (requests/sec)',
  );
  const rows = lines.slice(1, 4).map((line) => line.split(','));
  expect(rows.map(([name]) => name).sort()).toEqual([0, 1, 2].map((id) => `gpt2_run_config_${id}`));
  expect(rows.map((row) => row[3]).sort()).toEqual(['100', '150', '200']);
  // Every figure is there, and is one.
  for (const row of rows) for (const cell of row.slice(1)) expect(Number(cell)).toBeGreaterThan(0);
  expect(lines.slice(4, 6)).toEqual([
    '',
    'Config Name,GPU,p99 GPU Power Usage (W),p99 GPU Energy Consumption (MJ),p99 GPU Utilization (%),p99 GPU Memory Used (GB),Avg. GPU Power Limit (W),Avg. GPU Total Memory (GB)',
  ]);

  triton.takeTruth();
  const second = await runProgram(folder, founding('100:300:50'));
  expect(second.exitCode, second.stderr).toBe(0);
  for (const [id, entries] of [100, 150, 200].entries())
    expect(`${second.stdout}${second.stderr}`).toContain(
      `gpt2_run_config_${id}:num_dataset_entries${entries} found in checkpoint - skipping profiling...`,
    );
  // Two scenarios of ten requests and one for the warm-up.
  expect(triton.takeTruth()).toHaveLength(2 * 11);
});

test("times are those of the model's own log, and its requests arrive as they were exported", async () => {
  const folder = temporaryFolder();
  triton.takeTruth();
  const args = kserve('-m', 'gpt2', '--backend', 'vllm', '--osl', '12', '--concurrency', '4', '--request-count', '40');
  const { runConfigs } = await sweep(folder, args);
  const truth = new Map(triton.takeTruth().map((request) => [request.prompt, request]));
  const exported = exportOf(folder, 'gpt2-triton-vllm-concurrency4');
  const { requests } = exported.experiments[0]!;
  expect(exported.service_kind).toBe('triton');
  expect(requests).toHaveLength(40);
  const lateMs: number[] = [];
  for (const { timestamp, request_inputs, response_timestamps } of requests) {
    const { begin, sent } = truth.get(request_inputs['text_input'] as string)!;
    expect(request_inputs).toMatchObject({ stream: true, exclude_input_in_output: true });
    expect(request_inputs['sampling_parameters']).toBe('{"max_tokens":"12"}');
    expect(response_timestamps).toHaveLength(sent.length);
    // No request arrives before it left.
    expect(begin).toBeGreaterThan(timestamp - 1e6);
    lateMs.push(...response_timestamps.map((time, place) => (time - sent[place]!) / 1e6));
  }
  lateMs.sort((a, b) => a - b);
  // From the model through Triton and two processes; the clocks of both are read to a few microseconds.
  expect(lateMs[0]).toBeGreaterThan(-0.5);
  expect(lateMs[Math.floor(lateMs.length / 2)]).toBeLessThan(5);
  const { quality } = runConfigs[0]!.details!;
  expect(quality).toMatchObject({ requests: 40, errors: {}, outputTokenSource: expect.stringContaining('cl100k') });
});

test('an open loop, TensorRT-LLM tensors with a batch, deterministic lengths and extra inputs', async () => {
  const folder = temporaryFolder();
  triton.takeTruth();
  await sweep(folder, [
    ...kserve('-m', 'ensemble', '--backend', 'tensorrtllm', '--osl', '5', '--output-tokens-mean-deterministic'),
    ...['--request-rate', '20', '--extra-inputs', 'temperature:0.5'],
  ]);
  const requests = triton.takeTruth();
  expect(requests).toHaveLength(6);
  for (const { tokens, minimum, stream, temperature } of requests)
    expect({ tokens, minimum, stream, temperature }).toEqual({ tokens: 5, minimum: 5, stream: true, temperature: 0.5 });
  const [row] = exportOf(folder, 'ensemble-triton-tensorrtllm-request_rate20').experiments[0]!.requests;
  expect(row?.request_inputs).toMatchObject({ max_tokens: 5, min_length: 5, temperature: 0.5 });
});

test('lines of a file are prompts, and a trace is replayed at its times with each line its own length', async () => {
  const folder = temporaryFolder();
  triton.takeTruth();
  const sent = [
    { text: 'Who was Ada?', output_length: 3 },
    { text: 'Count to three.', output_length: 5 },
    { text: 'Why?', output_length: 4 },
  ];
  const written = (name: string, lines: readonly object[]) => {
    const file = join(folder, name);
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return file;
  };
  const gpt2 = ['profile', '-m', 'gpt2', '--service-kind', 'triton', '--backend', 'vllm', '-u', triton.grpcUrl];
  const args = ['--server-metrics-url', 'none', '--warmup-request-count', '0', '--repeat-prompts'];
  const prompts = written('prompts.jsonl', sent);
  await sweep(folder, [...gpt2, ...args, '--input-file', prompts, '--request-count', '3', '--exact-osl']);
  const answered = triton.takeTruth();
  expect(answered.map(({ prompt, tokens, minimum }) => ({ prompt, tokens, minimum }))).toEqual(
    sent.map(({ text, output_length }) => ({ prompt: text, tokens: output_length, minimum: output_length })),
  );

  const times = [0, 400, 450];
  const lines = sent.map((line, place) => ({
    ...line,
    timestamp: times[place]!,
    ...(place === 2 && { sampling_parameters: { temperature: 0.5 } }),
  }));
  const { runConfigs } = await sweep(folder, [
    ...gpt2,
    ...args,
    '--input-file',
    `payload:${written('t.jsonl', lines)}`,
  ]);
  const replayed = triton.takeTruth().sort((a, b) => a.begin - b.begin);
  expect(replayed.map(({ prompt }) => prompt)).toEqual(sent.map(({ text }) => text));
  expect(replayed[2]?.sampling).toEqual({ max_tokens: '4', temperature: 0.5 });
  replayed.forEach(({ begin }, place) => {
    const afterFirstMs = (begin - replayed[0]!.begin) / 1e6;
    expect(Math.abs(afterFirstMs - times[place]!)).toBeLessThan(40);
  });
  expect(runConfigs.map(({ details }) => details!.quality.errors)).toEqual([{}, {}]);
  const inputs = readFileSync(join(folder, 'artifacts', 'gpt2-triton-vllm-fixed_schedule', 'inputs.json'), 'utf8');
  const { data } = JSON.parse(inputs) as { data: readonly object[] };
  expect(data[1]).toMatchObject({ text_input: ['Count to three.'], timestamp: [400] });
});

test('without streaming an answer is one event, and so it is of a model that is not decoupled', async () => {
  const folder = temporaryFolder();
  await sweep(folder, kserve('-m', 'gpt2', '--backend', 'vllm', '--osl', '4', '--no-streaming'));
  await sweep(folder, kserve('-m', 'whole', '--backend', 'vllm', '--concurrency', '2'));
  for (const artifact of ['gpt2-triton-vllm-concurrency1', 'whole-triton-vllm-concurrency2'])
    for (const { response_outputs } of exportOf(folder, artifact).experiments[0]!.requests)
      expect(response_outputs).toHaveLength(1);
});

test.each(['round_robin', 'random'])(
  'a model that streams beside one that does not, in two threads: %s',
  async (strategy) => {
    triton.takeTruth();
    const { runConfigs } = await sweep(temporaryFolder(), [
      ...kserve('-m', 'gpt2', '-m', 'whole', '--backend', 'vllm', '--model-selection-strategy', strategy),
      ...['--concurrency', '4', '--request-count', '40', '--load-threads', '2', '--request-timeout', '20'],
    ]);
    const [runConfig] = runConfigs;
    expect(runConfig!.details!.quality).toMatchObject({ requests: 40, errors: {}, loadThreads: 2, transport: 'gRPC' });
    const value = (model: string, tag: Parameters<NonNullable<typeof runConfig>['getModelPerfMetricValue']>[1]) =>
      runConfig!.getModelPerfMetricValue(model, tag)!;
    // Only the decoupled model keeps a log.
    const streamed = triton.takeTruth().length;
    if (strategy === 'round_robin') expect(streamed).toBe(20);
    expect(value('gpt2', 'request_count_avg')).toBe(streamed);
    expect(value('whole', 'request_count_avg')).toBe(40 - streamed);
    // 40 ms, and fifteen times 10 ms; the other one answers at once.
    expect(value('gpt2', 'request_latency_min')).toBeGreaterThan(185);
    expect(value('whole', 'request_latency_p50')).toBeLessThan(150);
  },
);

test('an empty final response is no event; a counting model is believed; errors and silence are failures', async () => {
  const folder = temporaryFolder();
  const gpt2 = (...args: string[]) => kserve('-m', 'gpt2', '--backend', 'vllm', '--osl', '6', ...args);
  const extra = (parameters: object) => ['--extra-inputs', JSON.stringify({ sampling_parameters: parameters })];
  const counted = await sweep(folder, [
    ...gpt2('--concurrency', '2', '--extra-inputs', 'return_num_output_tokens:true'),
    ...extra({ empty_final: true }),
  ]);
  expect(counted.runConfigs[0]!.details!.quality.outputTokenSource).toBe('server usage');
  expect(counted.runConfigs[0]!.getModelPerfMetricValue('gpt2', 'output_sequence_length_avg')).toBe(6);
  for (const { response_outputs } of exportOf(folder, 'gpt2-triton-vllm-concurrency2').experiments[0]!.requests)
    expect(response_outputs.map(({ text_output }) => text_output).join('')).toBe(' the river keeps its own time');

  const failing = await runProgram(temporaryFolder(), [...gpt2(), ...extra({ fail_after: 3 })]);
  expect(failing.exitCode).toBe(1);
  expect(failing.stderr).toMatch(/6 × error in stream \(.*the cache is full/);
  const silent = await runProgram(temporaryFolder(), [...gpt2(), ...extra({ silent: true })]);
  expect(silent.exitCode).toBe(1);
  expect(silent.stderr).toContain('6 × empty response');
});

test('a request that takes too long is a failure, and the model learns that nobody waits', async () => {
  triton.takeTruth();
  const args = ['--osl', '200', '--request-timeout', '0.3', '--request-count', '2'];
  const ended = await runProgram(temporaryFolder(), kserve('-m', 'gpt2', '--backend', 'vllm', ...args));
  expect(ended.stderr).toContain('2 × timeout');
  const requests = triton.takeTruth();
  expect(requests.map(({ cancelled }) => cancelled)).toEqual([true, true]);
  for (const { sent } of requests) expect(sent.length).toBeLessThan(100);
});

test("genai-perf's own parser finds the same metrics in the export", async () => {
  const folder = temporaryFolder();
  // Only for its tokenizer.
  const llm = await startLlmServer({ parallel: 1 });
  await llm.close();
  const tokenizer = ['--tokenizer', llm.tokenizerFile];
  await sweep(folder, [...kserve('-m', 'gpt2', '--backend', 'vllm', '--osl', '8', '--concurrency', '2'), ...tokenizer]);
  const artifacts = join(folder, 'artifacts', 'gpt2-triton-vllm-concurrency2');
  const printed = await runGenaiPerfScript('parse_profile_export.py', [
    join(artifacts, 'profile_export.json'),
    ...tokenizer,
  ]);
  const [{ records: theirs }] = JSON.parse(printed) as [{ records: Record<string, number> }];
  const checkpoint = JSON.parse(readFileSync(join(folder, 'checkpoint.json'), 'utf8'));
  const ours: Record<string, [string, { _value: number }]> =
    checkpoint.Results.run_configs[0].measurement._model_config_measurements['gpt2']._perf_metrics;
  expect(Object.keys(ours).length).toBeGreaterThan(80);
  for (const [tag, [, { _value: value }]] of Object.entries(ours))
    expect(Math.abs(theirs[tag]! - value), tag).toBeLessThanOrEqual(1e-5 * value);
});

test('its queue is told with the scenario, and ranks only when that is asked for', async () => {
  const folder = temporaryFolder();
  const { runConfigs, artifacts } = await sweep(folder, [
    ...['analyze', '--service-kind', 'triton', '--backend', 'vllm', '-m', 'gpt2', '-u', triton.grpcUrl, '--isl', '16'],
    ...['--osl', '20', '--sweep-type', 'concurrency', '--sweep-list', '1,8', '--request-count', '40'],
    ...['--server-metrics-url', triton.metricsUrl],
  ]);
  const server = new URL(triton.metricsUrl).host;
  for (const runConfig of runConfigs) {
    expect(runConfig.servers).toEqual([server]);
    expect(runConfig.getServerMetricValue(server, 'queued_requests_avg')).toBeGreaterThanOrEqual(0);
    expect(runConfig.getServerMetricValue(server, 'queue_time_avg')).toBeGreaterThan(0);
    expect(readFileSync(join(artifacts(runConfig), 'server_metrics.csv'), 'utf8')).toContain(`,${server},`);
    const csv = readFileSync(join(artifacts(runConfig), 'profile_export_genai_perf.csv'), 'utf8');
    expect(csv).toContain(`Mean Queue Time (ms),${server},`);
  }
  const shown = await runProgram(folder, ['records', 'gpt2_run_config_1', '--tag', 'queue_time_avg']);
  expect(shown.stdout).toMatch(new RegExp(`${server} +Mean Queue Time +[0-9.]+ +ms +queue_time_avg`));
  // By default the faster one is first, whatever its queue.
  const ranked = async (...args: string[]) => (await runProgram(folder, ['rank', '--format', 'csv', ...args])).stdout;
  expect(await ranked()).toMatch(/^Config Name.*\r\ngpt2_run_config_1,8,/);
  const waits = runConfigs.map((runConfig) => runConfig.getServerMetricValue(server, 'queue_time_avg')!);
  const least = waits[0]! <= waits[1]! ? 0 : 1;
  expect(await ranked('--objective', 'queue_time_avg')).toMatch(
    new RegExp(`^Config Name.*\\r\\ngpt2_run_config_${least},`),
  );
  const limit = (waits[0]! + waits[1]!) / 2;
  expect(await ranked('--constraint', `queue_time_avg<${limit}`)).not.toContain(`gpt2_run_config_${1 - least},`);
});

test.each([
  { what: 'a model that is not there', args: ['-m', 'nobody'], says: /does not serve "nobody"; it serves: .*gpt2/ },
  {
    what: 'a second model with other tensors',
    args: ['-m', 'gpt2', '-m', 'ensemble', '--backend', 'vllm', '--osl', '4'],
    says: /"ensemble" wants the input "max_tokens"|"ensemble" has no input/,
  },
  { what: 'a model that does not load', args: ['-m', 'broken'], says: /"broken" .* is not ready \(.*never loads/ },
  { what: "the other backend's tensors", args: ['-m', 'gpt2'], says: /no input "max_tokens".*--backend vllm/ },
  {
    what: 'an input that is none',
    args: ['-m', 'ensemble', '--extra-inputs', 'colour:red'],
    says: /no input "colour"/,
  },
  {
    what: 'a value of another type',
    args: ['-m', 'ensemble', '--extra-inputs', 'temperature:hot'],
    says: /is of type FP32/,
  },
  { what: 'a model without text', args: ['-m', 'vectors'], says: /"vectors" has no output "text_output".*: vector/ },
  { what: 'a path', args: ['-m', 'gpt2', '--endpoint', 'v1'], says: /--endpoint: kserve goes by gRPC/ },
  { what: 'an unknown backend', args: ['-m', 'gpt2', '--backend', 'onnx'], says: /--backend must be one of/ },
])('$what is one line before anything is sent', async ({ args, says }) => {
  triton.takeTruth();
  const { exitCode, stderr } = await runProgram(temporaryFolder(), kserve(...args));
  expect(exitCode).toBe(2);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(says);
  expect(triton.takeTruth()).toEqual([]);
});

test.each([
  {
    what: 'a field that the model has no tensor for',
    line: { text: 'a', colour: 'red' },
    says: /^error: t\.jsonl, line 3: the model "gpt2" has no input "colour"; it takes: text_input, stream, .*\n$/,
  },
  {
    what: 'a value of another type',
    line: { text: 'a', return_num_output_tokens: 'yes' },
    says: /t\.jsonl, line 3: the model's input "return_num_output_tokens" is of type BOOL, and "yes" is none/,
  },
  {
    what: "the other backend's limit",
    line: { text: 'a', output_length: 5 },
    args: ['-m', 'whole'],
    says: /t\.jsonl, line 3: the model "whole" has no input "sampling_parameters"; it takes: text_input/,
  },
])('a line of a trace with $what is named before anything is sent', async ({ line, args = ['-m', 'gpt2'], says }) => {
  triton.takeTruth();
  const folder = temporaryFolder();
  const lines = [{ text: 'one' }, { text: 'two' }, line];
  writeFileSync(join(folder, 't.jsonl'), lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const { exitCode, stderr } = await runProgram(folder, [
    ...['profile', '--service-kind', 'triton', '--backend', 'vllm', '-u', triton.grpcUrl, ...args],
    ...['--server-metrics-url', 'none', '--input-file', 'payload:t.jsonl'],
  ]);
  expect(stderr).toMatch(says);
  expect({ exitCode, lines: stderr.trimEnd().split('\n').length }).toEqual({ exitCode: 2, lines: 1 });
  expect(triton.takeTruth()).toEqual([]);
  expect(Object.keys(filesBelow(folder))).toEqual(['t.jsonl']);
});

const generate = (...args: string[]) => [
  'profile',
  '--endpoint-type',
  'generate',
  '-u',
  triton.httpUrl,
  ...quick,
  ...args,
];

test('by HTTP it is measured too, in one piece and as a stream', async () => {
  const folder = temporaryFolder();
  triton.takeTruth();
  const whole = await sweep(folder, generate('-m', 'whole'));
  const streamed = await sweep(folder, generate('-m', 'gpt2', '--streaming', '--extra-inputs', 'comment:unknown'));
  // The model that is not decoupled keeps no log.
  expect(triton.takeTruth()).toHaveLength(6);
  expect(whole.runConfigs[0]!.details!.server).toMatchObject({ version: expect.stringMatching(/^triton 2\./) });
  const ttft = streamed.runConfigs[1]!.getModelPerfMetricValue('gpt2', 'time_to_first_token_min');
  expect(ttft).toBeGreaterThan(39);
  expect(streamed.stderr).toMatch(/\/v2 answers, triton 2\..*serves .*gpt2/);
});

test.each([
  { what: 'a model that is not there', args: ['-m', 'nobody'], says: /does not serve "nobody"; it serves: .*gpt2/ },
  { what: 'a model that does not load', args: ['-m', 'broken'], says: /"broken" .* is not ready \(.*never loads/ },
  { what: 'a model without text', args: ['-m', 'vectors'], says: /"vectors" has no output "text_output"/ },
  {
    what: 'an input that is missing',
    args: ['-m', 'ensemble'],
    says: /"ensemble" wants the input "max_tokens" \(INT32\): give it with --output-tokens-mean/,
  },
])('by HTTP, $what is one line before anything is sent', async ({ args, says }) => {
  triton.takeTruth();
  const { exitCode, stderr } = await runProgram(temporaryFolder(), generate(...args));
  expect(stderr).toMatch(/^error: .+\n$/);
  expect(stderr).toMatch(says);
  expect(exitCode).toBe(2);
  expect(triton.takeTruth()).toEqual([]);
});

test('a wrong port is one line: HTTP for gRPC, gRPC for HTTP, and nobody there', async () => {
  const message = async (...args: string[]) =>
    (await runProgram(temporaryFolder(), ['profile', '-m', 'gpt2', ...args])).stderr;
  const httpPort = await message('--service-kind', 'triton', '-u', triton.httpUrl);
  expect(httpPort).toMatch(/^error: .*speaks HTTP, not gRPC.*8001.*\n$/);
  const found = await message('-u', triton.httpUrl);
  expect(found).toMatch(/^error: .*speaks HTTP, not gRPC.*\n$/);
  const grpcPort = await message('--endpoint-type', 'chat', '-u', triton.grpcUrl);
  expect(grpcPort).toMatch(/^error: .*speaks gRPC, not HTTP.*8000.*\n$/);
  const generateByGrpc = await message('--endpoint-type', 'generate', '-u', triton.grpcUrl);
  expect(generateByGrpc).toMatch(/^error: .*speaks gRPC, not HTTP.*8000.*\n$/);
  const nobody = await message('--service-kind', 'triton', '-u', '127.0.0.1:9');
  expect(nobody).toMatch(/^error: no server answers by gRPC at .*ECONNREFUSED.*\n$/);
});
