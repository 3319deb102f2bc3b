import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trace } from '../../../src/core/measure/trace.js';
import { ByteWriter } from '../../../src/core/report/byteWriter.js';
import { type ProfileExportInfo, profileExportText } from '../../../src/core/report/profileExport.js';
import type { RawAnswer } from '../../../src/core/report/rawAnswer.js';

const utf8 = (text: string) => new TextEncoder().encode(text);

const trace: Trace = {
  requests: 2,
  timeOriginMs: 1_700_000_000_000,
  entry: Uint32Array.of(0, 0),
  scheduledMs: Float64Array.of(Number.NaN, Number.NaN),
  sentMs: Float64Array.of(1, 2),
  firstByteMs: Float64Array.of(Number.NaN, Number.NaN),
  endMs: Float64Array.of(30, 40),
  outcome: Uint8Array.of(0, 2),
  errorKinds: ['error in stream'],
  errorMessages: ['no'],
  eventStart: Uint32Array.of(0, 1, 1),
  eventMs: Float64Array.of(10),
  literals: { bytes: utf8('short'), start: Uint32Array.of(0, 5) },
  promptTokens: Int32Array.of(-1, -1),
  completionTokens: Int32Array.of(-1, -1),
  windowStartMs: 0,
  windowEndMs: 100,
  joinedEvents: 0,
  reconnects: 0,
};

const info: ProfileExportInfo = {
  format: 'chat',
  generates: true,
  streaming: true,
  load: { kind: 'concurrency', concurrency: 2 },
  serviceKind: 'openai',
  endpointPath: '/v1/chat/completions',
  bodies: [utf8('{"model":"m"}')],
  version: '0.1.0',
};

const streamOf = (events: readonly string[], changes: Partial<RawAnswer> = {}): RawAnswer => {
  const parts = events.map(utf8);
  let end = 0;
  return {
    bytes: Uint8Array.from(parts.flatMap((part) => [...part])),
    received: parts.reduce((sum, { length }) => sum + length, 0),
    isStream: true,
    readMs: Float64Array.from(events, (_, place) => 10 + place),
    readEnds: Uint32Array.from(parts, ({ length }) => (end += length)),
    ...changes,
  };
};

function exported(answers: readonly (RawAnswer | undefined)[], changes: Partial<ProfileExportInfo> = {}) {
  const chunks = [...profileExportText(trace, { ...info, raw: (request) => answers[request], ...changes })];
  const bytes = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const document = JSON.parse(text.replaceAll(/\b\d{17,}\b/g, '"$&"'));
  return { chunks, requests: document.experiments[0].requests, own: document.genai_sweep };
}

const at = (ms: number) => `${1_700_000_000_000n * 1_000_000n + BigInt(ms) * 1_000_000n}`;
const token = (content: string) =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ delta: { content } }] })}\n\n`;

describe('a raw export', () => {
  it('holds every event as it came, in order, with its time', () => {
    const events = [': hi\n\n', token('a "b"\n\u0007é😀'), 'id: 4\nretry: 9\n\n\n', token('c'), 'data: [DONE]\n\n'];
    const { requests } = exported([streamOf(events), undefined]);
    expect(requests).toEqual([
      {
        timestamp: at(1),
        request_inputs: { payload: '{"model":"m"}' },
        response_timestamps: [10, 11, 12, 13, 14].map(at),
        response_outputs: events.map((response) => ({ response })),
      },
    ]);
  });

  it("keeps what genai-perf's parser would end on where it does not look", () => {
    const hidden = [
      'data: {"choices":[],"usage":{"prompt_tokens":3}}\n\n',
      'data: {"choices": [ ] }\n\n',
      'data: still there\n\n',
      'event: error_free\ndata: {}\n\n',
      'data:[DONE]\n\n',
      'data: {"text":"\\"choices\\":[{"}\n\n',
    ];
    const shown = [token('a'), 'data: { "choices" : [ {"delta":{}}]}\r\n\r\n', ': "choices"\n\n'];
    const { requests } = exported([streamOf([...hidden, ...shown]), undefined]);
    expect(requests[0].response_outputs).toEqual([
      ...hidden.map((raw) => ({ response: ':\n\n', raw })),
      ...shown.map((response) => ({ response })),
    ]);
  });

  it('knows the output of generate, and leaves what genai-perf does not know as it is', () => {
    const answer = streamOf(['data: {"text_output":""}\n\n', 'data: {"choices":[{}]}\n\n']);
    const outputs = (format: ProfileExportInfo['format']) =>
      exported([answer, undefined], { format }).requests[0].response_outputs.map(Object.keys);
    expect(outputs('generate')).toEqual([['response'], ['response', 'raw']]);
    expect(outputs('messages')).toEqual([['response'], ['response']]);
  });

  it('holds an answer in one piece whole, at the time when it was complete', () => {
    const { requests } = exported([streamOf(['{"cho', 'ices": \n\n []}'], { isStream: false }), undefined]);
    expect(requests[0]).toMatchObject({
      response_timestamps: [at(30)],
      response_outputs: [{ response: '{"choices": \n\n []}' }],
    });
  });

  it('falls back to the text of an answer that was too long, and counts it', () => {
    const { requests, own } = exported([streamOf([token('lost')], { received: 1e9 }), undefined]);
    expect(requests[0].response_timestamps).toEqual([at(10)]);
    expect(requests[0].response_outputs[0].response).toContain('"short"');
    expect(own.answers_too_long_for_raw).toBe(1);
  });

  it('holds what came of failed requests, and what they asked for', () => {
    const events = [token('a'), 'event: error\ndata: {"message":"no"}\n\n', 'data: {"half'];
    const { own } = exported([streamOf([token('x')]), streamOf(events)]);
    const failed = { timestamp: at(2), end: at(40), error: 'error in stream' };
    expect(own).toEqual({
      failed_requests: [
        {
          ...failed,
          request_inputs: { payload: '{"model":"m"}' },
          response_timestamps: [10, 11, 12].map(at),
          response_outputs: events.map((response) => ({ response })),
        },
      ],
      cut_off_requests: 0,
      answers_too_long_for_raw: 0,
    });
    const { own: without } = exported([streamOf([token('x')]), undefined]);
    expect(without.failed_requests[0]).toMatchObject({ ...failed, response_timestamps: [], response_outputs: [] });
  });

  it('leaves out the middle of a long failed response, and says how much', () => {
    const events = Array.from({ length: 2_000 }, (_, place) => token(`word ${place} `));
    const answer = streamOf(events, { received: 1e6 });
    const [failed] = exported([streamOf([token('x')]), answer]).own.failed_requests;
    const kept: string[] = failed.response_outputs.map(({ response }: { response: string }) => response);
    expect(kept[0]).toBe(events[0]);
    expect(kept.at(-1)).toBe(events.at(-1));
    expect(kept.join('')).toHaveLength(64 * 1024);
    expect(failed.left_out_bytes).toBe(1e6 - 64 * 1024);
    expect(failed.response_timestamps).toHaveLength(kept.length);
  });

  it('makes no large piece of a large body, and cuts no character', () => {
    const text = JSON.stringify({ content: 'é😀"\u0001€'.repeat(60_000) });
    const { chunks, requests } = exported([streamOf([text], { isStream: false }), undefined]);
    expect(requests[0].response_outputs[0].response).toBe(text);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(1 << 20);
  });

  it('is valid whatever bytes came: those that are no UTF-8 are replaced', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc.string({ unit: 'binary' }).map(utf8),
      fc
        .array(fc.constantFrom(0xe0, 0xed, 0xf0, 0xf4, 0xc1, 0x80, 0x90, 0xa0, 0xbf, 0x41), { maxLength: 8 })
        .map((codes) => Uint8Array.from(codes)),
    );
    const isWhole = (text: string) => !text.includes('\ufffd');
    fc.assert(
      fc.property(bytes, (any) => {
        const out = new ByteWriter();
        out.stringContent(any, 0, any.length);
        const read = JSON.parse(`"${new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(out.take())}"`);
        const wanted = new TextDecoder('utf-8', { ignoreBOM: true }).decode(any);
        expect(isWhole(read)).toBe(isWhole(wanted));
        if (isWhole(wanted)) expect(read).toBe(wanted);
        else expect(read.replaceAll(/\ufffd+/g, '?')).toBe(wanted.replaceAll(/\ufffd+/g, '?'));
      }),
      { numRuns: 3_000 },
    );
  });
});
