import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../integration/cli/program.js';
import { startKserveProcess, type TrueAnswer } from '../support/kserveProcess.js';
import { sweep } from '../support/sweepProgram.js';
import { installGenaiPerf } from './tools/installTools.js';

let perfAnalyzer: string;
beforeAll(async () => {
  perfAnalyzer = join(dirname(await installGenaiPerf()), 'perf_analyzer');
}, 1_800_000);

interface Exported {
  readonly timestamp: number;
  readonly request_inputs: { readonly text_input: string };
  readonly response_timestamps: readonly number[];
}

/** How much longer a client saw something take than the server did, in milliseconds, each rising. */
interface Excess {
  readonly ttftMs: readonly number[];
  readonly latencyMs: readonly number[];
  /** Of each request's mean, whichever way. */
  readonly itlMs: readonly number[];
  /** Of each single gap, whichever way. */
  readonly gapMs: readonly number[];
}

const gaps = (times: readonly number[]) => times.slice(1).map((time, place) => time - times[place]!);
const median = (sorted: readonly number[]) => sorted[Math.floor(sorted.length / 2)]!;
const rising = (values: readonly number[]) => values.map((value) => value / 1e6).sort((a, b) => a - b);

function excessOf(file: string, truth: readonly TrueAnswer[]): Excess {
  const { experiments } = JSON.parse(readFileSync(file, 'utf8')) as { experiments: { requests: Exported[] }[] };
  const byPrompt = new Map(truth.map((answer) => [answer.prompt, answer]));
  const pairs = experiments[0]!.requests.map(({ timestamp, request_inputs, response_timestamps: seen }) => {
    const { begin, sent } = byPrompt.get(request_inputs.text_input)!;
    expect(seen).toHaveLength(sent.length);
    return { timestamp, seen, begin, sent };
  });
  expect(pairs).toHaveLength(requests);
  const span = (times: readonly number[]) => times.at(-1)! - times[0]!;
  return {
    ttftMs: rising(pairs.map(({ timestamp, seen, begin, sent }) => seen[0]! - timestamp - (sent[0]! - begin))),
    latencyMs: rising(
      pairs.map(({ timestamp, seen, begin, sent }) => seen.at(-1)! - timestamp - (sent.at(-1)! - begin)),
    ),
    itlMs: rising(pairs.map(({ seen, sent }) => Math.abs(span(seen) - span(sent)) / (sent.length - 1))),
    gapMs: rising(
      pairs.flatMap(({ seen, sent }) => gaps(seen).map((gap, place) => Math.abs(gap - gaps(sent)[place]!))),
    ),
  };
}

const requests = 48;
const streams = 4;

test("times over gRPC are as near to the server's own as perf_analyzer's", async () => {
  const server = await startKserveProcess();
  const ours: Excess[] = [];
  const theirs: Excess[] = [];
  for (let round = 0; round < 3; round++) {
    const folder = temporaryFolder();
    const seen = server.truth().length;
    const { runConfigs, artifacts } = await sweep(folder, [
      ...['profile', '-m', 'words', '--service-kind', 'triton', '--backend', 'vllm', '-u', server.address],
      ...['--isl', '16', '--osl', '20', '--concurrency', `${streams}`, '--request-count', `${requests}`],
      ...['--server-metrics-url', 'none'],
    ]);
    const measured = artifacts(runConfigs[0]!);
    ours.push(excessOf(join(measured, 'profile_export.json'), server.truth().slice(seen)));

    const between = server.truth().length;
    const file = join(folder, 'perf_analyzer.json');
    await execa(perfAnalyzer, [
      ...['-m', 'words', '-i', 'grpc', '-u', server.address, '--streaming', '--async', '--stability-percentage', '999'],
      ...['--input-data', join(measured, 'inputs.json'), '--concurrency-range', `${streams}`],
      ...['--request-count', `${requests}`, '--warmup-request-count', `${streams}`, '--profile-export-file', file],
    ]);
    theirs.push(excessOf(file, server.truth().slice(between)));
  }
  /** The quietest round: a busy machine disturbs both. */
  const best = (list: readonly Excess[], kind: keyof Excess) => Math.min(...list.map((excess) => median(excess[kind])));
  for (const kind of ['ttftMs', 'latencyMs'] as const) {
    expect(best(ours, kind), kind).toBeGreaterThan(0);
    expect(best(ours, kind), kind).toBeLessThan(Math.min(2, 1.5 * best(theirs, kind) + 0.3));
  }
  expect(best(ours, 'itlMs')).toBeLessThan(Math.min(0.05, 1.5 * best(theirs, 'itlMs') + 0.01));
  expect(best(ours, 'gapMs')).toBeLessThan(Math.min(0.3, 1.5 * best(theirs, 'gapMs') + 0.05));
});

test("a trace's times are kept, and perf_analyzer keeps them from the same inputs.json", async () => {
  const server = await startKserveProcess();
  const folder = temporaryFolder();
  const timesMs = [0, 400, 450, 700];
  const lines = timesMs.map((timestamp, place) => JSON.stringify({ text_input: `line ${place}`, timestamp }));
  writeFileSync(join(folder, 'trace.jsonl'), `${lines.join('\n')}\n`);
  const { runConfigs, artifacts } = await sweep(folder, [
    ...['profile', '-m', 'words', '--service-kind', 'triton', '--backend', 'vllm', '-u', server.address, '--osl', '3'],
    ...['--input-file', 'payload:trace.jsonl', '--warmup-request-count', '0', '--server-metrics-url', 'none'],
  ]);
  const ours = server.truth();
  await execa(perfAnalyzer, [
    ...['-m', 'words', '-i', 'grpc', '-u', server.address, '--streaming', '--async', '--fixed-schedule'],
    ...['--input-data', join(artifacts(runConfigs[0]!), 'inputs.json')],
    ...['--profile-export-file', join(folder, 'perf_analyzer.json')],
  ]);
  const theirs = server.truth().slice(ours.length);
  for (const truth of [ours, theirs]) {
    const inTurn = [...truth].sort((a, b) => a.begin - b.begin);
    expect(inTurn.map(({ prompt }) => prompt.split(' ').at(-1))).toEqual(['0', '1', '2', '3']);
    const lateMs = inTurn.map(({ begin }, place) => (begin - inTurn[0]!.begin) / 1e6 - timesMs[place]!);
    for (const late of lateMs) expect(Math.abs(late)).toBeLessThan(40);
  }
});
