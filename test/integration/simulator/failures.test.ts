import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/simulator/failures.js';
import { exactTiming, type SimulatorOptions } from '../../../src/simulator/options.js';
import { type Simulator, startSimulator } from '../../../src/simulator/startSimulator.js';

let simulator: Simulator | undefined;
afterEach(async () => {
  await simulator?.close();
  simulator = undefined;
});

const body = JSON.stringify({ model: 'simulated-llm', prompt: 'a', max_tokens: 8, stream: true });

/** What a client gets of a stream of 8 tokens, and how it ends. */
async function ask(options: SimulatorOptions, request = body) {
  simulator = await startSimulator({ ...exactTiming(2, 2), ...options });
  const start = performance.now();
  const response = await fetch(`${simulator.url}/v1/completions`, { method: 'POST', body: request });
  let text = '';
  let end = 'complete';
  try {
    for await (const chunk of response.body!) text += Buffer.from(chunk).toString();
  } catch {
    end = 'torn';
  }
  const tokens = text.match(/"text":" /g)?.length ?? 0;
  return { status: response.status, text, tokens, end, tookMs: performance.now() - start };
}

const always = (failure: Failure) => ({ failures: [failure] });

describe('a stream', () => {
  it('holds an error event', async () => {
    const seen = await ask(always({ kind: 'error event', afterTokens: 3, share: 1 }));
    expect(seen).toMatchObject({ status: 200, tokens: 3, end: 'complete' });
    expect(seen.text).toContain('data: {"error":{"message":"simulated failure"');
  });

  it('is reset', async () => {
    expect(await ask(always({ kind: 'reset', afterTokens: 3, share: 1 }))).toMatchObject({ tokens: 3, end: 'torn' });
  });

  it('ends too early', async () => {
    const seen = await ask(always({ kind: 'truncate', afterTokens: 3, share: 1 }));
    expect(seen).toMatchObject({ tokens: 3, end: 'complete' });
    expect(seen.text).not.toContain('[DONE]');
  });

  it('comes later', async () => {
    const seen = await ask(always({ kind: 'slow', delayMs: 150, share: 1 }));
    expect(seen).toMatchObject({ tokens: 8, end: 'complete' });
    expect(seen.tookMs).toBeGreaterThan(150);
  });

  it('stalls, and gives its slot free', async () => {
    simulator = await startSimulator({ ...exactTiming(0, 0), ...always({ kind: 'stall', afterTokens: 3, share: 1 }) });
    const cancel = AbortSignal.timeout(300);
    const response = await fetch(`${simulator.url}/v1/completions`, { method: 'POST', body, signal: cancel });
    await expect(response.text()).rejects.toThrow();
    expect(await (await fetch(simulator.metricsUrl)).text()).toContain('simulator_requests_running 0');
  });
});

describe('an answer in one piece', () => {
  const whole = JSON.stringify({ model: 'simulated-llm', prompt: 'a', max_tokens: 8 });

  it('is an error', async () => {
    expect(await ask(always({ kind: 'error event', afterTokens: 3, share: 1 }), whole)).toMatchObject({ status: 500 });
    await simulator!.close();
    expect(await ask(always({ kind: 'status', status: 503, share: 1 }), whole)).toMatchObject({ status: 503 });
  });

  it('ends too early', async () => {
    expect(await ask(always({ kind: 'truncate', afterTokens: 3, share: 1 }), whole)).toMatchObject({ end: 'torn' });
  });
});

it('closes connections after a response without saying so', async () => {
  simulator = await startSimulator({ ...exactTiming(0, 0), closeAfterResponse: true });
  const { hostname, port } = new URL(simulator.url);
  const received = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname);
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('end', () => resolve(text)).on('error', reject);
  });
  expect(received).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(received).not.toMatch(/connection: close/i);
});
