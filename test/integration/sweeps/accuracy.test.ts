import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { exactTiming } from '../../../src/simulator/options.js';
import { exportedRequests, sweep } from '../../support/sweepProgram.js';
import { temporaryFolder } from '../cli/program.js';
import { readTruthLog, startSimulatorProcess } from '../simulator/simulatorProcess.js';

const plainClient = join(import.meta.dirname, 'plainClient.mjs');
const tokens = 64;
const timing = exactTiming(20, 5);

interface Medians {
  readonly ttftMs: number;
  readonly itlMs: number;
  readonly latencyMs: number;
}

/** Other work on the machine makes single runs late; what is late by itself is late in all of them. */
const retried = { retry: 2 };

test.each([
  { concurrency: 1, requests: 12 },
  { concurrency: 16, requests: 160 },
  { concurrency: 64, requests: 640 },
])(
  'at concurrency $concurrency every request is exported once, with times as near to the truth as a plain client gets',
  retried,
  async ({ concurrency, requests }) => {
    const folder = temporaryFolder();
    const truthLog = join(folder, 'truth.jsonl');
    const simulator = await startSimulatorProcess({ ...timing, models: ['simulated'], truthLog });
    const { runConfigs, artifacts } = await sweep(folder, [
      ...['profile', '-m', 'simulated', '-u', simulator.url, '--streaming', '--concurrency', `${concurrency}`],
      ...['--request-count', `${requests}`, '--isl', '16', '--osl', `${tokens}`, '--server-metrics-url', 'none'],
    ]);
    const plain = await runPlainClient(simulator.url, { concurrency, requests });
    await simulator.close();

    const [runConfig] = runConfigs;
    const figure = (tag: 'time_to_first_token_p50' | 'inter_token_latency_p50' | 'request_latency_p50') =>
      runConfig?.getModelPerfMetricValue('simulated', tag) ?? Number.NaN;
    const ours = {
      ttftMs: figure('time_to_first_token_p50'),
      itlMs: figure('inter_token_latency_p50'),
      latencyMs: figure('request_latency_p50'),
    };
    const lines = readTruthLog(truthLog).filter(({ stream }) => stream);
    const oursInLog = lines.slice(-2 * requests, -requests);
    const truth = mediansOf(oursInLog);
    const plainTruth = mediansOf(lines.slice(-requests));

    // Every request that the server answered in the window is in the export, once.
    const exported = exportedRequests(artifacts(runConfig!));
    expect(exported).toHaveLength(requests);
    const prompts = exported.map(({ request_inputs: { payload } }) => payload);
    expect(new Set(prompts).size).toBe(requests);
    const shown = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 30);
    const sent = prompts.map((payload) => shown(JSON.parse(payload).messages[0].content));
    expect(sent.sort()).toEqual(oursInLog.map(({ promptStart }) => shown(promptStart)).sort());

    // The first token may not seem earlier than it was, and not much later than another client sees it.
    const errors = differences(ours, truth);
    const plainErrors = differences(plain, plainTruth);
    report(concurrency, { truth, errors, plainErrors });
    expect(errors.ttftMs).toBeGreaterThan(0);
    expect(errors.ttftMs).toBeLessThan(Math.max(2 * plainErrors.ttftMs, 1.5));
    expect(errors.latencyMs).toBeLessThan(Math.max(2 * plainErrors.latencyMs, 2));
    expect(Math.abs(errors.itlMs)).toBeLessThan(Math.max(2 * Math.abs(plainErrors.itlMs), 0.1));
  },
);

async function runPlainClient(url: string, load: { concurrency: number; requests: number }): Promise<Medians> {
  const { hostname, port } = new URL(url);
  const args = [plainClient, hostname, port, `${load.concurrency}`, `${load.requests}`, `${tokens}`];
  const { stdout } = await execa(process.execPath, args);
  return JSON.parse(stdout) as Medians;
}

function mediansOf(lines: readonly { arrivalMs: number; firstTokenMs?: number; lastTokenMs?: number }[]): Medians {
  const of = (figure: (line: (typeof lines)[number]) => number) =>
    lines.map(figure).sort((a, b) => a - b)[Math.floor(lines.length / 2)] ?? Number.NaN;
  return {
    ttftMs: of(({ arrivalMs, firstTokenMs = Number.NaN }) => firstTokenMs - arrivalMs),
    itlMs: of(({ firstTokenMs = Number.NaN, lastTokenMs = Number.NaN }) => (lastTokenMs - firstTokenMs) / (tokens - 1)),
    latencyMs: of(({ arrivalMs, lastTokenMs = Number.NaN }) => lastTokenMs - arrivalMs),
  };
}

function differences(client: Medians, truth: Medians): Medians {
  return {
    ttftMs: client.ttftMs - truth.ttftMs,
    itlMs: client.itlMs - truth.itlMs,
    latencyMs: client.latencyMs - truth.latencyMs,
  };
}

function report(concurrency: number, rows: Record<string, Medians>): void {
  const cells = Object.entries(rows).map(
    ([name, { ttftMs, itlMs, latencyMs }]) =>
      `${name} TTFT ${ttftMs.toFixed(3)} ITL ${itlMs.toFixed(4)} latency ${latencyMs.toFixed(3)}`,
  );
  process.stdout.write(`concurrency ${concurrency}, medians in ms: ${cells.join(' | ')}\n`);
}
