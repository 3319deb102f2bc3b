import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { percentile } from '../../src/core/measure/statistics.js';
import { temporaryFolder } from '../integration/cli/program.js';
import {
  readTruthLog,
  type SimulatorProcess,
  startSimulatorProcess,
} from '../integration/simulator/simulatorProcess.js';
import { type ExportedRequest, exportedRequests, sweep } from '../support/sweepProgram.js';
import { writeWordTokenizer } from '../support/wordTokenizer.js';
import { installAiperf, installGenaiPerf } from './tools/installTools.js';

const paths = { 'genai-perf': '', aiperf: '' };
const both = ['genai-perf', 'aiperf'] as const;
const logFolder = mkdtempSync(join(tmpdir(), 'genai-sweep-inputs-'));
const truthLog = join(logFolder, 'truth.jsonl');
let simulator: SimulatorProcess;

beforeAll(async () => {
  [paths['genai-perf'], paths.aiperf] = await Promise.all([installGenaiPerf(), installAiperf()]);
  simulator = await startSimulatorProcess({ models: ['simulated', 'other'], truthLog, ttftMs: 10, itlMs: 2 });
}, 1_800_000);
afterAll(async () => {
  await simulator.close();
  rmSync(logFolder, { recursive: true });
});

type Seen = ReturnType<typeof readTruthLog>;

async function profile(engine: keyof typeof paths, folder: string, args: readonly string[]) {
  const before = readTruthLog(truthLog).length;
  const files = await sweep(folder, [
    ...['profile', '-u', simulator.url, '--tokenizer', writeWordTokenizer(folder), '--server-metrics-url', 'none'],
    ...['--engine', engine, '--engine-path', paths[engine], ...args],
  ]);
  // The log is written a moment after the answers.
  await sleep(500);
  const seen = readTruthLog(truthLog)
    .slice(before)
    .sort((a, b) => a.arrivalMs - b.arrivalMs);
  const [runConfig] = files.runConfigs;
  return { runConfig: runConfig!, exported: exportedRequests(files.artifacts(runConfig!)), seen, stderr: files.stderr };
}

const turnTokens = 12;
const answerTokens = 5;
const turnDelayMs = 60;
const atOnce = 2;

test.each([
  ['genai-perf', []],
  ['aiperf', ['--streaming']],
] as const)(
  'sessions are run by %s turn after turn, with the answers and the delays between them (%s)',
  async (engine, streaming) => {
    const { runConfig, exported, seen, stderr } = await profile(engine, temporaryFolder(), [
      ...['-m', 'simulated', 'other', ...streaming, '--isl', `${turnTokens}`, '--osl', `${answerTokens}`],
      ...['--num-sessions', '4', '--session-turns-mean', '3', '--session-turn-delay-mean', `${turnDelayMs}`],
      ...['--session-concurrency', `${atOnce}`],
    ]);
    expect(stderr).not.toContain('ended with');
    expect(seen).toHaveLength(12);
    expect(runConfig.details?.quality).toMatchObject({
      requests: 12,
      errors: {},
      requestedOutputTokensMean: answerTokens,
    });
    const sessions = grouped(seen, ({ promptStart }) => promptStart);
    expect(sessions).toHaveLength(4);
    for (const turns of sessions) {
      expect(turns.map(({ messages }) => messages)).toEqual([1, 3, 5]);
      for (const [place, turn] of turns.entries()) {
        expect(turn).toMatchObject({ stream: engine === 'aiperf', tokens: answerTokens, status: 200 });
        if (place > 0) expect(turn.arrivalMs - turns[place - 1]!.lastTokenMs!).toBeGreaterThanOrEqual(turnDelayMs - 1);
      }
    }
    expect(mostAtOnce(sessions)).toBe(atOnce);

    // What was said before is part of the input: 12, 29 and 46 tokens.
    const middle = turnTokens + answerTokens + turnTokens;
    for (const model of ['simulated', 'other']) {
      expect(runConfig.getModelPerfMetricValue(model, 'request_count_avg')).toBe(6);
      expect(runConfig.getModelPerfMetricValue(model, 'input_sequence_length_avg')).toBe(middle);
      expect(runConfig.getModelPerfMetricValue(model, 'output_sequence_length_avg')).toBe(answerTokens);
    }
    const bySession = grouped(exported, ({ request_inputs: { session_id: id } }) => id);
    expect(bySession).toHaveLength(4);
    for (const turns of bySession) {
      const bodies = turns.map(bodyOf);
      expect(new Set(bodies.map(({ model }) => model)).size).toBe(1);
      expect(bodies.at(-1)?.messages.map(({ role }) => role)).toEqual([
        'user',
        'assistant',
        'user',
        'assistant',
        'user',
      ]);
      // Each turn begins with the whole of the turn before it.
      expect(bodies[2]?.messages.slice(0, 3)).toEqual(bodies[1]?.messages);
      expect(turns.map(({ request_inputs: { delay } }) => delay)).toEqual([turnDelayMs, turnDelayMs, 0]);
    }
  },
);

/** Lengths of answers that tell the lines apart, and when each is to be sent. */
const timesMs = [500, 540, 580, 900, 920, 1300, 1310, 1700];
const shortest = 10;
const traceLines = timesMs.map((timestamp, place) => ({
  timestamp,
  output_length: place + 2,
  ...(place === 3 ? { text: 'to be or not to be', priority: 2 } : { input_length: shortest + place }),
}));

test.each(both)('a trace is replayed by %s at its times', { retry: 2 }, async (engine) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'trace.jsonl'), traceLines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const { runConfig, exported, seen, stderr } = await profile(engine, folder, [
    ...['-m', 'simulated', '--streaming', '--input-file', 'payload:trace.jsonl'],
  ]);
  // genai-perf knows no records of a schedule.
  if (engine === 'genai-perf') expect(stderr).toMatch(/ended with exit code 1 after its measurement: 'Profile with/);
  else expect(stderr).not.toContain('ended with');
  expect(seen.map(({ tokens }) => tokens)).toEqual(traceLines.map(({ output_length }) => output_length));
  const lateMs = seen.map(({ arrivalMs }, place) =>
    Math.abs(arrivalMs - seen[0]!.arrivalMs - (timesMs[place]! - timesMs[0]!)),
  );
  expect(percentile(Float64Array.from(lateMs).sort(), 50)).toBeLessThan(50);
  expect(Math.max(...lateMs)).toBeLessThan(500);

  const { quality } = runConfig.details!;
  expect(quality).toMatchObject({ requests: timesMs.length, errors: {} });
  expect(quality.sendDelayP99Ms).toBeGreaterThanOrEqual(0);
  expect(quality.sendDelayP99Ms).toBeLessThan(500);
  expect(exported.map((request) => bodyOf(request)['priority'])).toEqual(
    timesMs.map((_, place) => (place === 3 ? 2 : undefined)),
  );
  expect(exported.map((request) => bodyOf(request)['max_tokens'])).toEqual(
    traceLines.map(({ output_length }) => output_length),
  );
  expect(runConfig.getMetricValue({ tag: 'input_sequence_length_max' })).toBe(shortest + timesMs.length - 1);
});

test.each(both)("%s sends a file's images, sounds and limits", async (engine) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'dot.png'), Buffer.from(dot, 'base64'));
  writeFileSync(join(folder, 'click.wav'), Buffer.from(click, 'base64'));
  const line = (place: number) => ({
    text: 'what is that',
    image: 'dot.png',
    ...(place % 2 === 0 && { audio: 'click.wav' }),
    output_length: place + 2,
  });
  const lines = Array.from({ length: 6 }, (_, place) => line(place));
  writeFileSync(join(folder, 'prompts.jsonl'), lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const { runConfig, exported, seen, stderr } = await profile(engine, folder, [
    ...['-m', 'simulated', '--endpoint-type', 'multimodal', '--streaming', '--input-file', 'prompts.jsonl'],
    ...['--concurrency', '1', '--request-count', '6', '--warmup-request-count', '0'],
  ]);
  expect(stderr).not.toContain('ended with');
  expect(seen.map(({ tokens, images, sounds }) => ({ tokens, images, sounds }))).toEqual(
    lines.map(({ output_length }, place) => ({ tokens: output_length, images: 1, sounds: place % 2 === 0 ? 1 : 0 })),
  );
  expect(runConfig.details?.quality).toMatchObject({ requests: 6, errors: {}, requestedOutputTokensMean: 4.5 });
  for (const [place, { request_inputs }] of exported.entries()) {
    expect(request_inputs.payload).toContain(`data:image/png;base64,${dot}`);
    expect(request_inputs.payload.includes(click)).toBe(place % 2 === 0);
  }
});

interface SentBody {
  readonly [name: string]: unknown;
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
}

const bodyOf = ({ request_inputs: { payload } }: ExportedRequest) => JSON.parse(payload) as SentBody;

/** In the order of their first members. */
function grouped<Member>(members: readonly Member[], keyOf: (member: Member) => unknown): Member[][] {
  const keys = [...new Set(members.map(keyOf))];
  return keys.map((key) => members.filter((member) => keyOf(member) === key));
}

/** How many sessions were under way at the same time, at most. */
function mostAtOnce(sessions: readonly Seen[]): number {
  const spans = sessions.map((turns) => ({ begin: turns[0]!.arrivalMs, end: turns.at(-1)!.lastTokenMs! }));
  return Math.max(
    ...spans.map(({ begin }) => spans.filter((other) => other.begin <= begin && begin < other.end).length),
  );
}

/** A picture of one point. */
const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** A sound of two samples. */
const click = 'UklGRigAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQQAAAAAAP9/';
