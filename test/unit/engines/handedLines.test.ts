import { expect, test } from 'vitest';
import type { Endpoint, Load } from '../../../src/core/sweep/scenario.js';
import { turnLines } from '../../../src/engines/aiperf/turnLines.js';
import { payloadLines } from '../../../src/engines/genaiPerf/payloadLines.js';

const endpoint: Endpoint = {
  url: 'http://h',
  path: '/v1/chat/completions',
  serviceKind: 'openai',
  endpointType: 'multimodal',
  models: ['m'],
  modelSelection: 'round_robin',
  streaming: true,
  extraInputs: { top_k: 2 },
  requestTimeoutMs: 1000,
};
const atOnce: Load = { kind: 'concurrency', concurrency: 2 };
const schedule: Load = { kind: 'request_rate', requestsPerSecond: 1, distribution: 'schedule' };
const image = 'data:image/png;base64,iVBORw0KGgo=';
const messages = [
  {
    role: 'user',
    content: [
      { type: 'text', text: 'what is it' },
      { type: 'image_url', image_url: { url: image } },
      { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
    ],
  },
];
const entry = {
  model: 'm',
  body: { model: 'm', messages, stream: true, stream_options: { include_usage: true }, max_tokens: 4, top_k: 2 },
  inputTokens: 3,
  images: [image],
  audios: [{ format: 'wav', base64: 'UklGRg==' } as const],
};

test('genai-perf is handed whole bodies, which ask for no usage unless the user does', () => {
  const { stream_options: _, ...body } = entry.body;
  expect([...payloadLines([entry], { endpoint, load: atOnce })]).toEqual([{ text: '-', ...body }]);
  const extraInputs = { stream_options: { include_usage: true } };
  expect([...payloadLines([entry], { endpoint: { ...endpoint, extraInputs }, load: atOnce })]).toEqual([
    { text: '-', ...entry.body },
  ]);
});

test('aiperf is handed texts, images and sounds by themselves, and the rest of the body as further fields', () => {
  expect(JSON.parse(JSON.stringify(turnLines([entry], { load: atOnce })))).toEqual([
    {
      text: 'what is it',
      images: [image],
      audios: ['wav,UklGRg=='],
      extra: { model: 'm', max_tokens: 4, top_k: 2 },
    },
  ]);
  const several = { ...entry, body: { prompt: ['a', 'b'] }, images: undefined, audios: undefined };
  expect(JSON.parse(JSON.stringify(turnLines([several], { load: atOnce })))).toEqual([
    { texts: ['a', 'b'], extra: {} },
  ]);
});

test('times are handed over for a schedule only', () => {
  const timed = [500, 650].map((timestampMs) => ({ ...entry, timestampMs }));
  const times = (lines: Iterable<object>) => [...lines].map((line) => (line as { timestamp?: number }).timestamp);
  // perf_analyzer's clock begins with its window, aiperf's with the first request.
  expect(times(payloadLines(timed, { endpoint, load: schedule }))).toEqual([0, 150]);
  expect(times(turnLines(timed, { load: schedule }))).toEqual([500, 650]);
  expect(times(payloadLines(timed, { endpoint, load: atOnce }))).toEqual([undefined, undefined]);
  expect(times(turnLines(timed, { load: atOnce }))).toEqual([undefined, undefined]);
});

test('turns of sessions keep their order; a delay is after a turn for genai-perf and before the next one for aiperf', () => {
  const said = (text: string, id: string, delayMs: number) => ({
    model: 'm',
    body: { model: 'm', messages: [{ role: 'user', content: text }] },
    inputTokens: 1,
    session: { id, delayMs },
  });
  const turns = [said('a1', 'a', 30), said('b1', 'b', 50), said('a2', 'a', 0), said('b2', 'b', 0)];
  const lines = [...payloadLines(turns, { endpoint, load: atOnce })];
  expect(lines).toMatchObject([
    { session_id: 'a', delay: 30, messages: [{ content: 'a1' }] },
    { session_id: 'b', delay: 50, messages: [{ content: 'b1' }] },
    { session_id: 'a', delay: 0, messages: [{ content: 'a2' }] },
    { session_id: 'b', delay: 0, messages: [{ content: 'b2' }] },
  ]);
  const extra = { model: 'm' };
  expect(JSON.parse(JSON.stringify(turnLines(turns, { load: atOnce })))).toEqual([
    {
      session_id: 'a',
      turns: [
        { text: 'a1', extra },
        { text: 'a2', delay: 30, extra },
      ],
    },
    {
      session_id: 'b',
      turns: [
        { text: 'b1', extra },
        { text: 'b2', delay: 50, extra },
      ],
    },
  ]);
});
