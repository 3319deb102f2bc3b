import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { sweep } from '../../support/sweepProgram.js';
import { filesBelow, runProgram, temporaryFolder } from '../cli/program.js';

const chunk = (delta: object, rest: object = {}) =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta }], ...rest })}`;

/** A legal stream as no usual server writes it: what a test finds again. */
const strangeEvents = [
  '\ufeff: hello from the gateway, "quoted" \\ and é\n\n',
  'retry: 3000\r\n\r\n',
  `${chunk({ role: 'assistant', content: '' })}\n\n`,
  `event: message\nid: 1\n${chunk({ content: 'größer 😀' })}\r\n\r\n`,
  'data: {"object":"chat.completion.chunk",\ndata: "choices":[{"index":0,\r\ndata:"delta":{"content":" line"}}]}\n\n\n\n',
  ': keep alive\n\n',
  `${chunk({ content: '\u2028 "x"\n' })}\n\n`,
  'data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":7}}\n\n',
  'data: [DONE]\n\n',
];
const shownAsRaw = [0, 7];

type Answering = (response: ServerResponse, number: number) => Promise<void>;

/** Writes a text in pieces that end anywhere, also within a character, each in a packet of its own. */
async function trickle(response: ServerResponse, text: string, pieceBytes: number): Promise<void> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    response.write(bytes.subarray(at, at + pieceBytes));
    await setTimeout(1);
  }
}

async function startServer(answer: Answering): Promise<string> {
  let requests = 0;
  const server = createServer((request, response) => {
    if (request.method !== 'POST' || request.url === '/tokenize') {
      const isModels = request.url === '/v1/models';
      response.writeHead(isModels ? 200 : 404).end(JSON.stringify({ object: 'list', data: [{ id: 'm' }] }));
      return;
    }
    request.resume().on('end', () => void answer(response, requests++));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Exported {
  readonly timestamp: string;
  readonly end?: string;
  readonly error?: string;
  readonly request_inputs: { readonly payload: string };
  readonly response_timestamps: readonly string[];
  readonly response_outputs: readonly { readonly response: string; readonly raw?: string }[];
}

/** Instants as text: they have more digits than a number. */
function readExport(file: string): { requests: Exported[]; failed: Exported[] } {
  const document = JSON.parse(readFileSync(file, 'utf8').replaceAll(/\b\d{19}\b/g, '"$&"'));
  return { requests: document.experiments[0].requests, failed: document.genai_sweep.failed_requests };
}

const sent = ({ response_outputs }: Exported) => response_outputs.map(({ response, raw }) => raw ?? response);
const nanoseconds = ({ response_timestamps }: Exported) => response_timestamps.map(BigInt);

const profile = (url: string, requests: number) => [
  ...['profile', '-m', 'm', '-u', url, '--endpoint-type', 'chat', '--isl', '8', '--osl', '7', '--export-level', 'raw'],
  ...['--request-count', `${requests}`, '--warmup-request-count', '1', '--server-metrics-url', 'none'],
];

test('everything that a server sends is kept, byte for byte and in order, with its time', async () => {
  const url = await startServer(async (response, number) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    await trickle(response, strangeEvents.join(''), 11 + number);
    response.end();
  });
  const folder = temporaryFolder();
  const { runConfigs, artifacts } = await sweep(
    folder,
    [...profile(url, 12), '--streaming', '--concurrency', '4', '--load-threads', '2', '--api-key-env', 'KEY'],
    { KEY: 'sk-never-to-be-written' },
  );
  const { quality } = runConfigs[0]!.details!;
  expect(quality).toMatchObject({ requests: 12, errors: {}, loadThreads: 2, outputTokenSource: 'server usage' });
  const { requests, failed } = readExport(join(artifacts(runConfigs[0]!), 'profile_export.json'));
  expect(failed).toEqual([]);
  expect(requests).toHaveLength(12);
  for (const request of requests) {
    expect(sent(request)).toEqual(strangeEvents);
    const inRaw = request.response_outputs.flatMap(({ raw }, place) => (raw === undefined ? [] : [place]));
    expect(inRaw).toEqual(shownAsRaw);
    expect(JSON.parse(request.request_inputs.payload)).toMatchObject({ model: 'm', stream: true });
    const times = nanoseconds(request);
    expect(times).toHaveLength(strangeEvents.length);
    expect(times[0]).toBeGreaterThan(BigInt(request.timestamp));
    for (const [place, time] of times.entries()) expect(time).toBeGreaterThanOrEqual(times[place - 1] ?? 0n);
    // Each piece was sent at least a millisecond after the one before, and a client that is kept waiting reads some at once.
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(15_000_000n);
  }
  // The times that the metrics are made of: of the first and the last event with output.
  const milliseconds = (place: number) =>
    requests.map((request) => Number(nanoseconds(request)[place]! - BigInt(request.timestamp)) / 1e6);
  const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const measured = (tag: 'time_to_first_token_avg' | 'request_latency_avg') =>
    runConfigs[0]!.getModelPerfMetricValue('m', tag);
  expect(measured('time_to_first_token_avg')).toBeCloseTo(average(milliseconds(3)), 3);
  expect(measured('request_latency_avg')).toBeCloseTo(average(milliseconds(6)), 3);
  for (const [name, text] of Object.entries(filesBelow(folder))) expect(text, name).not.toContain('sk-never');
});

const half = `${chunk({ content: 'half' })}\n\n: and\n\ndata: {"choi`;
const failures: Readonly<Record<string, { readonly came: readonly string[]; readonly answer: Answering }>> = {
  'http 503': {
    came: ['<html>\n\n<h1>busy "now" \ufffd</h1></html>'],
    answer: async (response) => {
      response.writeHead(503).end(Buffer.from('<html>\n\n<h1>busy "now" \xff</h1></html>', 'latin1'));
    },
  },
  'error in stream': {
    came: [
      `${chunk({ content: 'a' })}\n\n`,
      'event: error\ndata: {"message": "out of memory"}\n\n',
      'data: [DONE]\n\n',
    ],
    answer: async (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.end(
        `${chunk({ content: 'a' })}\n\nevent: error\ndata: {"message": "out of memory"}\n\ndata: [DONE]\n\n`,
      );
    },
  },
  'malformed event': {
    came: ['data: {"choices": [oops\n\n', `${chunk({ content: 'b' })}\n\n`],
    answer: async (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.end(`data: {"choices": [oops\n\n${chunk({ content: 'b' })}\n\n`);
    },
  },
  'truncated response': {
    came: [`${chunk({ content: 'half' })}\n\n`, ': and\n\n', 'data: {"choi'],
    answer: async (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      await trickle(response, half, 40);
      response.destroy();
    },
  },
  timeout: {
    came: [`${chunk({ content: 'half' })}\n\n`, ': and\n\n', 'data: {"choi'],
    answer: async (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(half);
    },
  },
  'connection closed': {
    came: [],
    answer: async (response) => {
      response.destroy();
    },
  },
};

test('what came of requests that failed is kept beside the others, and what they asked for', async () => {
  const kinds = Object.keys(failures);
  const url = await startServer(async (response, number) => {
    const kind = kinds[number - 1];
    if (kind !== undefined) return failures[kind]!.answer(response, number);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end(`${chunk({ content: 'good' })}\n\n`);
  });
  const { runConfigs, artifacts } = await sweep(temporaryFolder(), [
    ...[...profile(url, kinds.length + 2), '--streaming', '--concurrency', '1', '--request-timeout', '1'],
  ]);
  const { quality } = runConfigs[0]!.details!;
  expect(quality.errors).toEqual(Object.fromEntries(kinds.map((kind) => [kind, 1])));
  const { requests, failed } = readExport(join(artifacts(runConfigs[0]!), 'profile_export.json'));
  expect(requests.map(sent)).toEqual([[`${chunk({ content: 'good' })}\n\n`], [`${chunk({ content: 'good' })}\n\n`]]);
  expect(failed.map(({ error }) => error)).toEqual(kinds);
  for (const request of failed) {
    expect(sent(request), request.error).toEqual(failures[request.error!]!.came);
    expect(request.response_timestamps).toHaveLength(request.response_outputs.length);
    for (const time of request.response_timestamps) expect(BigInt(time)).toBeGreaterThan(BigInt(request.timestamp));
    expect(JSON.parse(request.request_inputs.payload).messages).toHaveLength(1);
  }
});

test('where no request completed, what came is in a file of its own, which a better run removes', async () => {
  const folder = temporaryFolder();
  let isBroken = true;
  const url = await startServer(async (response) => {
    if (isBroken) response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"detail":"no such route"}');
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end(whole);
  });
  const whole =
    '{\n\n "object": "chat.completion", "choices": [{"message": {"role": "assistant", "content": "é"}}]\n}\n';
  const broken = await runProgram(folder, profile(url, 3));
  expect(broken.exitCode).toBe(1);
  expect(broken.stdout + broken.stderr).toContain("what came of them is in the scenario's profile_export_failed.json");
  const scenario = join(folder, 'artifacts', readdirSync(join(folder, 'artifacts'))[0]!);
  expect(readdirSync(scenario)).toEqual(['profile_export_failed.json']);
  const { requests, failed } = readExport(join(scenario, 'profile_export_failed.json'));
  expect(requests).toEqual([]);
  expect(failed.map(sent)).toEqual(Array(3).fill(['{"detail":"no such route"}']));

  isBroken = false;
  await sweep(folder, profile(url, 3));
  expect(existsSync(join(scenario, 'profile_export_failed.json'))).toBe(false);
  const better = readExport(join(scenario, 'profile_export.json'));
  expect(better.requests.map(sent)).toEqual(Array(3).fill([whole]));
});

test('answers that memory does not hold come whole out of the temporary file, and a flag says so', async () => {
  const content = (number: number) => `${number}:`.repeat(200_000);
  const url = await startServer(async (response, number) => {
    const usage = { prompt_tokens: 9, completion_tokens: 7 };
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ choices: [{ message: { content: content(number) } }], usage }));
  });
  const { runConfigs, artifacts, stderr } = await sweep(temporaryFolder(), [
    ...profile(url, 100),
    '--concurrency',
    '4',
  ]);
  const { quality } = runConfigs[0]!.details!;
  expect(quality.spilledBytes).toBeGreaterThan(20e6);
  expect(stderr).toContain('spilled');
  const { requests } = readExport(join(artifacts(runConfigs[0]!), 'profile_export.json'));
  const numbers = requests.map((request) => {
    const text = JSON.parse(sent(request)[0]!).choices[0].message.content;
    const number = Number.parseInt(text, 10);
    expect(text === content(number)).toBe(true);
    return number;
  });
  // The first request of the server was that of the warm-up.
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, place) => place + 1));
});
