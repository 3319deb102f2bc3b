import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exactTiming, type SimulatorOptions } from '../../../src/simulator/options.js';
import type { TruthLine } from '../../../src/simulator/truthLog.js';
import { readTruthLog, startSimulatorProcess } from './simulatorProcess.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'genai-sweep-simulator-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Load {
  readonly concurrency: number;
  readonly requests: number;
  readonly tokens: number;
}

/** Loads a simulator in its own process with a closed loop; gives what it knows of that, and the CPU time it took. */
async function truthOf(options: SimulatorOptions, { concurrency, requests, tokens }: Load) {
  const truthLog = join(folder, 'truth.jsonl');
  const simulator = await startSimulatorProcess({ ...options, truthLog });
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  let cpuSeconds = Number.NaN;
  try {
    let left = requests;
    const client = async () => {
      while (left > 0) await send(`${simulator.url}/v1/completions`, agent, { tokens, prompt: `number ${left--}` });
    };
    await Promise.all(Array.from({ length: concurrency }, client));
    const metrics = await (await fetch(simulator.metricsUrl)).text();
    cpuSeconds = Number(/^process_cpu_seconds_total (.*)$/m.exec(metrics)![1]);
  } finally {
    agent.destroy();
    await simulator.close();
  }
  return { lines: readTruthLog(truthLog), cpuSeconds };
}

function send(url: string, agent: Agent, { tokens, prompt }: { tokens: number; prompt: string }): Promise<void> {
  const body = JSON.stringify({ model: 'simulated-llm', prompt, max_tokens: tokens, ignore_eos: true, stream: true });
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', agent }, (response) => response.resume().once('end', resolve))
      .once('error', reject)
      .end(body);
  });
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const ttft = ({ arrivalMs, firstTokenMs }: TruthLine) => firstTokenMs! - arrivalMs;
const itl = ({ firstTokenMs, lastTokenMs, tokens }: TruthLine) => (lastTokenMs! - firstTokenMs!) / (tokens - 1);

describe('the simulator', () => {
  it('keeps up with 256 streams of a token every 5 ms on one core, and logs every request once', async () => {
    const { lines, cpuSeconds } = await truthOf(exactTiming(20, 5), { concurrency: 256, requests: 1024, tokens: 64 });
    expect(new Set(lines.map(({ promptStart }) => promptStart)).size).toBe(1024);
    for (const line of lines) expect(line).toMatchObject({ status: 200, outcome: 'completed', tokens: 64 });
    // What the machine's other work makes late shows in lateMs, and delays nothing after it. The writes of one burst
    // come on top.
    const overdue = lines.map((line) => line.lastTokenMs! - line.arrivalMs - (20 + 63 * 5) - line.lateMs);
    expect(Math.min(...lines.map((line) => line.lastTokenMs! - line.arrivalMs))).toBeGreaterThanOrEqual(20 + 63 * 5);
    expect(median(overdue)).toBeLessThan(5);
    // 0.7 on the machine that it was made on; the rest is for slower ones.
    const secondsOfLoad = (1024 * 64) / (256 / 0.005);
    expect(cpuSeconds / secondsOfLoad).toBeLessThan(1.5);
  });

  it('saturates: throughput grows, levels off, and then requests queue', async () => {
    const server = { ttftMs: 5, itlMs: 2, itlGrowth: 0.2, slots: 8, prefillMsPerToken: 0 };
    const at = async (concurrency: number) => {
      const { lines } = await truthOf(server, { concurrency, requests: 6 * concurrency, tokens: 16 });
      const begin = Math.min(...lines.map(({ arrivalMs }) => arrivalMs));
      const end = Math.max(...lines.map(({ lastTokenMs }) => lastTokenMs!));
      return {
        ttftMs: median(lines.map(ttft)),
        itlMs: median(lines.map(itl)),
        tokensPerMs: (lines.length * 16) / (end - begin),
      };
    };
    const [alone, four, full, over] = [await at(1), await at(4), await at(8), await at(24)];
    expect(four.itlMs).toBeGreaterThan(1.3 * alone.itlMs);
    expect(full.itlMs).toBeGreaterThan(1.3 * four.itlMs);
    expect(four.tokensPerMs).toBeGreaterThan(1.5 * alone.tokensPerMs);
    expect(over.tokensPerMs).toBeLessThan(1.5 * full.tokensPerMs);
    // Two of three wait for as long as a whole answer takes, and longer.
    expect(over.ttftMs).toBeGreaterThan(alone.ttftMs + 15 * full.itlMs);
  });

  it('logs the same instants on both clocks, and those of clients that went away', async () => {
    const truthLog = join(folder, 'closed.jsonl');
    const simulator = await startSimulatorProcess({ ...exactTiming(30, 1000), truthLog });
    const body = JSON.stringify({ model: 'simulated-llm', prompt: 'a', max_tokens: 8, stream: true });
    const headers = { 'x-request-id': 'mine' };
    const signal = AbortSignal.timeout(300);
    const beforeMs = [Date.now(), Number(process.hrtime.bigint()) / 1e6] as const;
    const response = await fetch(`${simulator.url}/v1/completions`, { method: 'POST', body, headers, signal });
    await expect(response.text()).rejects.toThrow();
    await fetch(`${simulator.url}/v1/completions`, { method: 'POST', body: '{}' });
    await simulator.close();
    const [closed, refused] = readTruthLog(truthLog);
    expect(closed).toMatchObject({ outcome: 'client closed', tokens: 1, clientRequestId: 'mine', promptStart: 'a' });
    expect(refused).toMatchObject({ request: 2, outcome: 'refused', status: 400, tokens: 0 });
    expect(closed!.firstTokenMs! - closed!.arrivalMs).toBeCloseTo(
      closed!.monotonic.firstTokenMs! - closed!.monotonic.arrivalMs,
      1,
    );
    const arrivals = [closed!.arrivalMs - beforeMs[0], closed!.monotonic.arrivalMs - beforeMs[1]];
    for (const ms of arrivals) expect(ms).toBeGreaterThan(-5);
    for (const ms of arrivals) expect(ms).toBeLessThan(1000);
  });
});
