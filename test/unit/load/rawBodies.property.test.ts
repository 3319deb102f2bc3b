import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rawParts } from '../../../src/core/report/rawAnswer.js';
import { Answer } from '../../../src/load/answer/answer.js';
import { answerGrammar } from '../../../src/load/answer/answerGrammar.js';
import { HeadMemory, ResponseReader } from '../../../src/load/http/responseReader.js';
import { chunkedResponse, readResponse } from './reading.js';

const output = (content: string) => JSON.stringify({ choices: [{ index: 0, delta: { content } }] });
/** Lines of an event, and whether it is output. */
const event = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }).map((text) => ({
    lines: [`data: ${output(text)}`],
    isOutput: true,
  })),
  fc.constantFrom(
    { lines: ['event: token', 'id: 7', `data:${output('né')}`], isOutput: true },
    { lines: ['data: {"choices":', 'data: [{"delta":', 'data:{"content":"a"}}]}'], isOutput: true },
    { lines: [': ping', `data: ${output('"b')}`, 'retry: 10'], isOutput: true },
    {
      lines: [`data: ${JSON.stringify({ choices: [{ delta: { role: 'assistant', content: '' } }] })}`],
      isOutput: false,
    },
    { lines: ['data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}'], isOutput: false },
    { lines: [': keep alive'], isOutput: false },
    { lines: ['retry: 3000'], isOutput: false },
    { lines: ['id'], isOutput: false },
    { lines: ['data'], isOutput: false },
    { lines: ['data: [DONE]'], isOutput: false },
  ),
);

interface Written {
  readonly text: string;
  /** Where the byte stands that completes it, from its begin; NaN when it has no blank line. */
  readonly completedAt: number;
  readonly isOutput: boolean;
}

const written = fc
  .tuple(event, fc.constantFrom('\n', '\r\n', '\r'), fc.constantFrom(0, 0, 0, 1, 3))
  .map(([{ lines, isOutput }, end, blankLines]): Written => {
    const text = lines.map((line) => line + end).join('');
    return { text: text + end.repeat(1 + blankLines), completedAt: Buffer.byteLength(text), isOutput };
  });

const streams = fc
  .record({
    begin: fc.constantFrom('', '', '\ufeff', '\n', '\r\n\r\n'),
    events: fc.array(written, { maxLength: 8 }),
    tail: fc.constantFrom('', '', 'data: {"cho', 'data: [DONE]', ': no more\r'),
  })
  .map(({ begin, events, tail }) => {
    const all: Written[] = tail === '' ? events : [...events, { text: tail, completedAt: Number.NaN, isOutput: false }];
    const [first, ...others] = all;
    if (first === undefined) return [];
    return [
      { ...first, text: begin + first.text, completedAt: Buffer.byteLength(begin) + first.completedAt },
      ...others,
    ];
  });

const head = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n');
const endMs = 1e6;

const keepingReader = () => new ResponseReader(new Answer(answerGrammar('chat'), true, true), new HeadMemory());

/** Text and time of each part of what the reader has kept. */
function partsOf({ answer: { raw } }: ResponseReader) {
  const { length, received, reads, isStream } = raw!;
  const bytes = raw!.bytes.subarray(0, length);
  const readMs = raw!.readMs.subarray(0, reads);
  const parts = rawParts({ bytes, received, isStream, readMs, readEnds: raw!.readEnds.subarray(0, reads) }, endMs);
  return parts.map(({ from, to, timeMs }) => ({ text: bytes.toString('utf8', from, to), timeMs }));
}

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    if (at >= bytes.length) break;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return at < bytes.length ? [...pieces, bytes.subarray(at)] : pieces;
}

const lengths = (max: number) => fc.array(fc.integer({ min: 1, max }), { maxLength: 60 });

test('a stream cut anywhere is kept in its events, each with the time of the read that completed it', () => {
  fc.assert(
    fc.property(streams, lengths(60), (events, readLengths) => {
      const body = Buffer.from(events.map(({ text }) => text).join(''));
      const pieces = cut(Buffer.concat([head, body]), readLengths);
      const reader = keepingReader();
      readResponse(pieces, { reader, closes: true });
      /** Number of the piece that a byte of the body came in; its number is its time. */
      const timeOf = (position: number) => {
        let end = -head.length;
        return pieces.findIndex((piece) => {
          end += piece.length;
          return end > position;
        });
      };
      let begin = 0;
      const expected = events.map(({ text, completedAt }) => {
        const timeMs = Number.isNaN(completedAt) ? endMs : timeOf(begin + completedAt);
        begin += Buffer.byteLength(text);
        return { text, timeMs };
      });
      const parts = partsOf(reader);
      expect(parts).toEqual(expected);
      // The same instants as those that metrics are made of.
      const { output: found } = reader.answer;
      const ofOutput = parts.filter((_, place) => events[place]!.isOutput).map(({ timeMs }) => timeMs);
      expect([...found.times.subarray(0, found.count)]).toEqual(ofOutput);
    }),
    { numRuns: 2_000 },
  );
});

test('the events are the same whatever chunks the server sends them in', () => {
  fc.assert(
    fc.property(streams, lengths(40), lengths(80), (events, chunkLengths, readLengths) => {
      const body = Buffer.from(events.map(({ text }) => text).join(''));
      const reader = keepingReader();
      readResponse(cut(chunkedResponse(cut(body, chunkLengths)), readLengths), { reader });
      expect(partsOf(reader).map(({ text }) => text)).toEqual(events.map(({ text }) => text));
    }),
    { numRuns: 500 },
  );
});

test('a body in one piece is one part, and what a refusal says is kept whole', () => {
  for (const [status, text] of [
    ['200 OK', ' \n{"choices": [\n\n {"message": {"content": "a"}}]}'],
    ['503 Service Unavailable', `<html>\n\n${'busy '.repeat(2_000)}</html>`],
  ] as const) {
    const response = Buffer.from(`HTTP/1.1 ${status}\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
    const reader = keepingReader();
    readResponse([response.subarray(0, 90), response.subarray(90)], { reader });
    expect(partsOf(reader)).toEqual([{ text, timeMs: endMs }]);
  }
});

test('a refusal without end is kept in its begin only', () => {
  const reader = keepingReader();
  const page = 'x'.repeat(200_000);
  readResponse([Buffer.from(`HTTP/1.1 500 Broken\r\nContent-Length: ${page.length}\r\n\r\n${page}`)], { reader });
  expect(reader.answer.raw).toMatchObject({ length: 64 * 1024, received: 200_000 });
});
