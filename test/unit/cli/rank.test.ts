import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CliIo } from '../../../src/cli/cliIo.js';
import { rankCommand } from '../../../src/cli/commands/rank.js';
import { recordsCommand } from '../../../src/cli/commands/records.js';
import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import { sampleEntry } from '../results/sampleEntries.js';
import { TextStream } from './textStream.js';

const fixtures = fileURLToPath(new URL('../../fixtures/checkpoints/', import.meta.url));
const real = 'genai-perf-0.0.16-concurrency.json';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genai-sweep-rank-'));
  const checkpoint = Checkpoint.empty();
  const perf = (ttftMs: number, tokens: number) => ({
    time_to_first_token_p99: ttftMs * 1e6,
    request_throughput_avg: tokens / 10,
    output_token_throughput_avg: tokens,
  });
  checkpoint.results.add(sampleEntry({ perf: perf(100, 900), failed: 0 }, 0));
  checkpoint.results.add(sampleEntry({ perf: perf(300, 2000), failed: 40 }, 1));
  checkpoint.results.add(sampleEntry({ perf: perf(50, 500), failed: 0 }, 2));
  await writeFile(join(folder, 'checkpoint.json'), checkpoint.toText());
  const served = Checkpoint.empty();
  const queue = (length: number) => ({ 'localhost:8000': { queued_requests_avg: length, kv_cache_usage_max: 0.9 } });
  served.results.add(sampleEntry({ perf: perf(100, 900), servers: queue(12) }, 0));
  served.results.add(sampleEntry({ perf: perf(200, 500), servers: queue(3) }, 1));
  await writeFile(join(folder, 'served.json'), served.toText());
  await writeFile(join(folder, 'empty.json'), Checkpoint.empty().toText());
  await writeFile(join(folder, 'damaged.json'), checkpoint.toText().slice(0, 500));
  const models = (a: number, b: number) => ({
    'org/a:8b': { request_throughput_avg: a },
    b: { request_throughput_avg: b },
  });
  const two = Checkpoint.empty();
  two.results.add(sampleEntry({ name: 'x', models: models(10, 1) }));
  two.results.add(sampleEntry({ name: 'y', models: models(1, 20) }));
  await writeFile(join(folder, 'two.json'), two.toText());
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a command printed. */
async function run(commandOf: typeof rankCommand, argv: string[], cwd = folder) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io: CliIo = { stdout, stderr, env: {}, cwd, signal: new AbortController().signal };
  const command = commandOf(io)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  await command.parseAsync(argv, { from: 'user' });
  const text = (stream: PassThrough) => String(stream.read() ?? '');
  return { out: text(stdout), err: text(stderr) };
}

const rank = (...argv: string[]) => run(rankCommand, argv);
const rowsOf = (csv: string) => csv.split('\r\n').map((line) => line.split(','));

describe('genai-sweep rank', () => {
  test('prints the summary tables in rank order', async () => {
    const { out, err } = await run(rankCommand, [real, '--format', 'csv'], fixtures);
    const [performance, gpu] = out.split('\r\n\r\n');
    expect(performance?.split('\r\n')[0]).toBe(
      'Config Name,Concurrency,ISL,Num Dataset Entries,p99 Time To First Token (ms),p99 Inter Token Latency (ms),p99 Request Latency (ms),p99 Output Sequence Length (tokens),Avg. Output Token Throughput (tokens/sec),Request Throughput (requests/sec)',
    );
    expect(performance?.split('\r\n')[1]).toBe('gpt2_run_config_4,16,100,20,57.52,3.63,113.41,17.00,1720.08,101.18');
    expect(gpu?.split('\r\n')[1]).toBe('gpt2_run_config_4,gpu0,63.37,1.55,5.00,22.63,400.00,25.76');
    expect(err).toBe('');
  });

  test('ranks by objectives and leaves out what breaks a constraint, saying why', async () => {
    const argv = ['--objective', 'time_to_first_token_p99:1', '--constraint', 'time_to_first_token_p99<200'];
    const csv = await rank(...argv, '--format', 'csv');
    expect(
      rowsOf(csv.out)
        .slice(1, -1)
        .map(([name]) => name),
    ).toEqual(['gpt2_run_config_2', 'gpt2_run_config_0']);
    expect(csv.err).toBe(
      'gpt2_run_config_1 fails: p99 Time To First Token is 300.00 ms, 100.00 ms (50 %) over the limit of 200.\n',
    );
    const table = await rank(...argv, '--explain');
    expect(table.out).toContain('✓ gpt2_run_config_2');
    expect(table.out).toContain('1. gpt2_run_config_2 is ahead of gpt2_run_config_0: p99 Time To First Token +0.69.');
    expect(table.err).toBe('');
  });

  test('ranks run configs with many errors last, unless they are allowed', async () => {
    const order = async (...argv: string[]) =>
      rowsOf((await rank(...argv, '--format', 'csv')).out)
        .slice(1, -1)
        .map(([name]) => name?.at(-1));
    expect(await order()).toEqual(['0', '2', '1']);
    expect(await order('--max-errors', '50')).toEqual(['1', '0', '2']);
    expect((await rank()).out).toContain('gpt2_run_config_1 ranks below all others: 40 % of its requests failed');
  });

  test('says which comes closest when nothing passes', async () => {
    const { out } = await rank('--constraint', 'time_to_first_token_p99<40');
    expect(out).toContain(
      'No run config keeps time_to_first_token_p99<40. Closest: gpt2_run_config_2, p99 Time To First Token is 50.00 ms, 10.00 ms (25 %) over the limit of 40.',
    );
  });

  test('gives programs every value, and what passes', async () => {
    const { out } = await rank('--constraint', 'time_to_first_token_p99<60', '--format', 'json', '--explain');
    const { runConfigs, models } = JSON.parse(out);
    expect(models).toEqual(['gpt2']);
    expect(runConfigs[1]).toMatchObject({
      rank: 2,
      name: 'gpt2_run_config_2',
      passesConstraints: true,
      perfMetrics: { gpt2: { time_to_first_token_p99: 50 } },
      constraints: [{ margin: 10, limit: 60 }],
      explanation: { contributions: [{ tag: 'request_throughput_avg' }] },
    });
    expect(runConfigs[0].passesConstraints).toBe(false);
  });

  test('takes objectives, constraints and weights for one model', async () => {
    const order = async (...argv: string[]) =>
      JSON.parse((await rank('two.json', '--format', 'json', ...argv)).out).runConfigs.map(
        ({ name }: { name: string }) => name,
      );
    expect(await order()).toEqual(['y', 'x']);
    expect(await order('--model-weight', 'org/a:8b:3')).toEqual(['x', 'y']);
    expect(await order('--objective', 'org/a:8b=request_throughput_avg:1')).toEqual(['x', 'y']);
    const { out } = await rank('two.json', '--constraint', 'b=request_throughput_avg>5', '--format', 'csv');
    expect(out).toContain('y,');
    expect(out).not.toContain('x,');
  });

  test('prints Markdown', async () => {
    const { out } = await rank('--format', 'markdown');
    expect(out.split('\n')[1]).toMatch(/^\| :--- \| ---: \|/);
    expect(out.split('\n')[2]).toMatch(/^\| gpt2_run_config_0 \|/);
  });

  test('says so when there is nothing to rank', async () => {
    expect(await rank('empty.json')).toEqual({
      out: '',
      err: `${join(folder, 'empty.json')} holds no run configs yet.\n`,
    });
  });

  test.each<[string, string[], RegExp]>([
    ['an unknown tag', ['--objective', 'time_to_frist_token_p99:1'], /did you mean time_to_first_token_p99/],
    ['a weight that is none', ['--objective', 'request_latency_p99:much'], /weight .* must be a number/],
    ['a negative weight', ['--objective', 'request_latency_p99:-1'], /must not be negative/],
    ['a neutral metric', ['--objective', 'request_count_avg:1'], /add a direction/],
    ['a model that is not there', ['--objective', 'x=request_latency_p99:1'], /no results for model "x"/],
    ['a weight of a model that is not there', ['--model-weight', 'x:1'], /no results for model "x"/],
    ['a model weight without number', ['--model-weight', 'gpt2'], /not of the form model:weight/],
    ['a constraint without a number', ['--constraint', 'request_latency_p99<'], /has no number/],
    ['a neutral constraint', ['--constraint', 'request_count_avg:5'], /either way/],
    ['a missing file', ['nothing.json'], /no checkpoint at .*nothing.json/],
    ['a damaged file', ['damaged.json'], /damaged.json, line 2, column \d+: the text ends here/],
    ['too many errors', ['--max-errors', '101'], /not a percentage/],
  ])('%s is told in one line', async (_, argv, message) => {
    const error: Error = await rank(...argv).then(
      () => expect.unreachable(),
      (reason) => reason,
    );
    expect(error.name).toMatch(/^(UsageError|CommanderError|InvalidArgumentError)$/);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });
});

describe('sentences in a terminal', () => {
  const inTerminal = async (columns: number, ...argv: string[]) => {
    const stdout = new TextStream(columns);
    const io: CliIo = { stdout, stderr: new PassThrough(), env: {}, cwd: folder, signal: new AbortController().signal };
    await rankCommand(io).parseAsync(argv, { from: 'user' });
    return stdout.lines;
  };
  const argv = ['--explain', '--objective', 'time_to_first_token_p99:1', '--objective', 'request_throughput_avg:2'];

  const sentencesOf = (lines: readonly string[]) => lines.slice(lines.findIndex((line) => /^1\. gpt2/.test(line)));

  test.each([44, 60, 80])('are broken between words in %d columns', async (columns) => {
    const lines = await inTerminal(columns, ...argv);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    const broken = sentencesOf(lines);
    const whole = sentencesOf(await inTerminal(1000, ...argv));
    expect(broken.length).toBeGreaterThan(whole.length);
    expect(broken.map((line) => line.trim()).join(' ')).toBe(whole.join(' '));
    expect(broken[1]).toMatch(/^ {3}\S/);
  });

  test('stay whole where lines may be of any length', async () => {
    const { out } = await rank(...argv);
    expect(out).toMatch(/^1\. gpt2_run_config_0 is ahead of gpt2_run_config_2: .*, .*\.$/m);
  });
});

describe('server metrics', () => {
  const names = async (...argv: string[]) => {
    const { out } = await rank('served.json', '--format', 'json', ...argv);
    const { runConfigs } = JSON.parse(out) as { runConfigs: { name: string; serverMetrics: object }[] };
    expect(runConfigs[0]!.serverMetrics).toMatchObject({ 'localhost:8000': { kv_cache_usage_max: 90 } });
    return runConfigs.map(({ name }) => name.at(-1)).join('');
  };

  test('rank and limit only when they are asked for', async () => {
    expect(await names()).toBe('01');
    expect(await names('--objective', 'queued_requests_avg:1')).toBe('10');
    expect(await names('--objective', 'queued_requests_avg', '--objective', 'request_throughput_avg:9')).toBe('01');
    const { out } = await rank('served.json', '--constraint', 'queued_requests_avg<10', '--format', 'table');
    expect(out).toContain('gpt2_run_config_0 fails: Avg. Queued Requests of localhost:8000 is 12.00 requests');
  });

  test('are records of their server', async () => {
    const argv = ['gpt2_run_config_1', '--checkpoint', 'served.json', '--format'];
    const { out } = await run(recordsCommand, [...argv, 'csv']);
    expect(rowsOf(out)).toContainEqual([
      ...['localhost:8000', 'Avg. Queued Requests', '3.00', 'requests', 'queued_requests_avg'],
    ]);
    const asked = await run(recordsCommand, [
      ...argv,
      'json',
      '--tag',
      'kv_cache_usage_max',
      '--tag',
      'preemptions_avg',
    ]);
    expect(JSON.parse(asked.out)).toEqual([
      { server: 'localhost:8000', tag: 'kv_cache_usage_max', value: 90, unit: '%' },
      { server: 'localhost:8000', tag: 'preemptions_avg', value: null, unit: 'preemptions' },
    ]);
  });
});

describe('genai-sweep records', () => {
  const records = (...argv: string[]) => run(recordsCommand, argv);

  test('prints every record that was measured', async () => {
    const { out } = await run(recordsCommand, ['gpt2_run_config_4', '--checkpoint', real, '--format', 'csv'], fixtures);
    const rows = rowsOf(out);
    expect(rows[0]).toEqual(['Model/GPU/Server', 'Record', 'Value', 'Unit', 'Tag']);
    expect(rows).toContainEqual(['gpt2', 'p99 Time To First Token', '57.52', 'ms', 'time_to_first_token_p99']);
    expect(rows).toContainEqual(['gpu1', 'Avg. GPU Power Limit', '450.00', 'W', 'gpu_power_limit_avg']);
  });

  test('prints those that are asked for, measured or not', async () => {
    const argv = ['gpt2_run_config_0', '--tag', 'time_to_first_token_p99', '--tag', 'request_goodput_avg'];
    const { out } = await records(...argv, '--format', 'json');
    expect(JSON.parse(out)).toEqual([
      { model: 'gpt2', tag: 'time_to_first_token_p99', value: 100, unit: 'ms' },
      { model: 'gpt2', tag: 'request_goodput_avg', value: null, unit: 'requests/sec' },
    ]);
  });

  test('names the run configs that there are, and the nearest tags', async () => {
    await expect(records('gpt2')).rejects.toThrow(/^no run config "gpt2": there are gpt2_run_config_0, /);
    await expect(records('gpt2_run_config_0', '--tag', 'request_latncy_p99')).rejects.toThrow(
      /did you mean request_latency_p99/,
    );
  });
});
