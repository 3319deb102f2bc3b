import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trace } from '../../../src/core/measure/trace.js';
import { type ProfileExportInfo, profileExportText } from '../../../src/core/report/profileExport.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const body = utf8(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'say "é"\n\\ 🙂' }] }));

const info: ProfileExportInfo = {
  format: 'chat',
  generates: true,
  streaming: true,
  load: { kind: 'concurrency', concurrency: 2 },
  serviceKind: 'openai',
  endpointPath: '/v1/chat/completions',
  bodies: [body],
  version: '0.1.0',
};

interface Sent {
  readonly sentMs: number;
  /** Time of each event, with its text. */
  readonly events: readonly (readonly [ms: number, text: string])[];
  readonly outcome?: number;
  readonly tokens?: number;
}

function traceOf(requests: readonly Sent[], options: { timeOriginMs?: number; keepText?: boolean } = {}): Trace {
  const events = requests.flatMap((request) => request.events);
  const column = (value: (request: Sent) => number) => Float64Array.from(requests, value);
  const starts = (lengths: readonly number[]) => {
    let sum = 0;
    return Uint32Array.from([0, ...lengths.map((length) => (sum += length))]);
  };
  const literals = events.map(([, text]) => utf8(JSON.stringify(text).slice(1, -1)));
  return {
    requests: requests.length,
    timeOriginMs: options.timeOriginMs ?? 1_700_000_000_000,
    entry: new Uint32Array(requests.length),
    scheduledMs: column(() => Number.NaN),
    sentMs: column(({ sentMs }) => sentMs),
    firstByteMs: column(() => Number.NaN),
    endMs: column(({ sentMs, events: own }) => own.at(-1)?.[0] ?? sentMs + 1),
    outcome: Uint8Array.from(requests, ({ outcome }) => outcome ?? 0),
    errorKinds: ['http 503', 'timeout “é”'],
    errorMessages: ['', ''],
    eventStart: starts(requests.map((request) => request.events.length)),
    eventMs: Float64Array.from(events, ([ms]) => ms),
    literals: options.keepText
      ? {
          bytes: Uint8Array.from(literals.flatMap((bytes) => [...bytes])),
          start: starts(literals.map(({ length }) => length)),
        }
      : undefined,
    promptTokens: new Int32Array(requests.length),
    completionTokens: Int32Array.from(requests, ({ tokens }) => tokens ?? -1),
    windowStartMs: 0,
    windowEndMs: 1000.5,
    joinedEvents: 0,
    reconnects: 0,
    eventLoopDelayP99Ms: 0,
    clientCpuShare: 0,
  };
}

const textOf = (trace: Trace, changes: Partial<ProfileExportInfo> = {}) =>
  new TextDecoder('utf-8', { fatal: true }).decode(
    Uint8Array.from([...profileExportText(trace, { ...info, ...changes })].flatMap((chunk) => [...chunk])),
  );

/** Instants as text: they have more digits than a number. */
const parse = (text: string) => JSON.parse(text.replaceAll(/\b\d{17,}\b/g, '"$&"'));
const requestsOf = (trace: Trace, changes: Partial<ProfileExportInfo> = {}) =>
  parse(textOf(trace, changes)).experiments[0].requests;

/** The content of a streamed chunk, read as a client would. */
const contentOf = ({ response }: { response: string }): string => {
  expect(response).toMatch(/^data: \{[^\n]*\}\n\n$/);
  return JSON.parse(response.slice('data: '.length)).choices[0].delta.content;
};

const two: readonly Sent[] = [
  {
    sentMs: 0,
    events: [
      [10, 'He "said"'],
      [15.000001, '\\\n\u2028'],
    ],
  },
  { sentMs: 2.5, events: [[12.5, '🙂é']] },
];

describe('profileExportText', () => {
  it('is what perf_analyzer writes of requests, answers and times', () => {
    const document = parse(textOf(traceOf(two, { keepText: true })));
    expect(document).toMatchObject({ version: '0.1.0', service_kind: 'openai', endpoint: 'v1/chat/completions' });
    const [experiment] = document.experiments;
    expect(experiment.experiment).toEqual({ mode: 'concurrency', value: 2 });
    expect(experiment.window_boundaries).toEqual(['1700000000000000000', '1700000001000500000']);
    const [first, second] = experiment.requests;
    expect(first.timestamp).toBe('1700000000000000000');
    expect(first.response_timestamps).toEqual(['1700000000010000000', '1700000000015000001']);
    expect(second.timestamp).toBe('1700000000002500000');
    expect(utf8(first.request_inputs.payload)).toEqual(body);
    expect(first.response_outputs.map(contentOf)).toEqual(['He "said"', '\\\n\u2028']);
    expect(second.response_outputs.map(contentOf)).toEqual(['🙂é']);
    expect(JSON.parse(first.response_outputs[0].response.slice(6)).object).toBe('chat.completion.chunk');
  });

  it('keeps any text and any time', () => {
    const sent: fc.Arbitrary<Sent> = fc.record({
      sentMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
      events: fc.array(fc.tuple(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.string({ unit: 'grapheme' })), {
        minLength: 1,
      }),
    });
    const origin = fc.double({ min: 1e12, max: 3e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(sent), origin, (requests, timeOriginMs) => {
        const found = requestsOf(traceOf(requests, { timeOriginMs, keepText: true }));
        expect(found).toHaveLength(requests.length);
        requests.forEach(({ events }, index) => {
          expect(found[index].response_outputs.map(contentOf)).toEqual(events.map(([, text]) => text));
          const nanoseconds: string[] = found[index].response_timestamps;
          nanoseconds.forEach((text, event) => {
            const whole = BigInt(Math.floor(timeOriginMs)) * 1_000_000n;
            const rest = (timeOriginMs - Math.floor(timeOriginMs) + events[event]![0]) * 1e6;
            expect(Math.abs(Number(BigInt(text) - whole) - rest)).toBeLessThanOrEqual(2);
          });
        });
      }),
      { numRuns: 50 },
    );
  });

  it('carries a rounded nanosecond into the millisecond', () => {
    const [request] = requestsOf(traceOf([{ sentMs: 1.9999999, events: [[2, 'a']] }]));
    expect(request.timestamp).toBe('1700000000002000000');
  });

  it('puts as many words as the server counted where texts were not kept', () => {
    const contents = (tokens: number, events: number): string[] => {
      const times = Array.from({ length: events }, (_, index) => [index + 1, ''] as const);
      return requestsOf(traceOf([{ sentMs: 0, events: times, tokens }]))[0].response_outputs.map(contentOf);
    };
    expect(contents(-1, 3)).toEqual([' a', ' a', ' a']);
    expect(contents(3, 3)).toEqual([' a', ' a', ' a']);
    expect(contents(7, 3).join('')).toBe(' a'.repeat(7));
    expect(contents(7, 3).every((text) => text !== '')).toBe(true);
    expect(contents(2, 3)).toEqual([' a', ' a', ' a']);
  });

  it('gives a rate the text that genai-perf looks it up by', () => {
    const experiment = (requestsPerSecond: number) =>
      /"experiment":(\{[^}]*\})/.exec(
        textOf(traceOf([]), { load: { kind: 'request_rate', requestsPerSecond, distribution: 'poisson' } }),
      )![1];
    expect(experiment(2)).toBe('{"mode":"request_rate","value":2.0}');
    expect(experiment(0.5)).toBe('{"mode":"request_rate","value":0.5}');
  });

  it('leaves failed and cut off requests to a key that genai-perf does not read', () => {
    const requests: Sent[] = [
      { sentMs: 0, events: [[5, 'partly']], outcome: 1 },
      { sentMs: 1, events: [], outcome: 2 },
      { sentMs: 2, events: [[9, 'good']] },
      { sentMs: Number.NaN, events: [[4, 'half']], outcome: 3 },
    ];
    const document = parse(textOf(traceOf(requests, { keepText: true })));
    expect(document.experiments[0].requests).toHaveLength(1);
    expect(contentOf(document.experiments[0].requests[0].response_outputs[0])).toBe('good');
    expect(document.genai_sweep).toEqual({
      failed_requests: [
        { timestamp: '1700000000001000000', end: '1700000000002000000', error: 'http 503' },
        { timestamp: null, end: '1700000000004000000', error: 'timeout “é”' },
      ],
      cut_off_requests: 1,
    });
  });

  it.each([
    ['chat', false, { object: 'chat.completion', choices: [{ message: { role: 'assistant', content: 'a"b' } }] }],
    ['completions', false, { object: 'text_completion', choices: [{ text: 'a"b' }] }],
    ['embeddings', false, { object: 'list', data: [{ object: 'embedding', index: 0, embedding: [] }] }],
  ] as const)('writes an answer of %s that is not streamed as one document', (format, streaming, wanted) => {
    const trace = traceOf([{ sentMs: 0, events: [[5, 'a"b']] }], { keepText: true });
    const [request] = requestsOf(trace, { format, streaming });
    expect(JSON.parse(request.response_outputs[0].response)).toEqual(wanted);
  });

  it('streams completions in their own chunks', () => {
    const trace = traceOf([{ sentMs: 0, events: [[5, 'x']] }], { keepText: true });
    const [request] = requestsOf(trace, { format: 'completions' });
    expect(request.response_outputs[0].response).toBe(
      'data: {"choices":[{"text":"x"}],"object":"text_completion"}\n\n',
    );
  });

  it('never makes a large piece, not even of one long answer', () => {
    const events = Array.from({ length: 30_000 }, (_, index) => [index, 'word '] as const);
    const chunks = [...profileExportText(traceOf([{ sentMs: 0, events }], { keepText: true }), info)];
    expect(chunks.length).toBeGreaterThan(5);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(1 << 20);
  });
});
