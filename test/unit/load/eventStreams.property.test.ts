import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkedResponse, readResponse } from './reading.js';
import { referenceTexts } from './referenceStream.js';

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('', '"', '\\', '"content":"x"', '\n\n', '{', ']}', '\u2028', 'data: x'),
);
const delta = fc.oneof(
  { weight: 4, arbitrary: fc.record({ content: word }) },
  fc.record({ role: fc.constant('assistant'), content: word }),
  fc.record({ content: fc.constant(null), reasoning_content: word }),
  fc.record({
    tool_calls: fc.array(fc.record({ function: fc.record({ name: word, arguments: word }) }), { maxLength: 2 }),
  }),
);
const choices = fc.array(fc.record({ index: fc.nat(1), delta, logprobs: fc.constant(null) }), { maxLength: 2 });
const event = fc.oneof(
  { weight: 6, arbitrary: fc.record({ id: fc.constant('c'), choices }, { noNullPrototype: true }) },
  fc.record({ choices, x: fc.jsonValue({ maxDepth: 3 }) }, { noNullPrototype: true }),
  fc.record({ created: fc.nat(3), choices: fc.array(fc.record({ text: word }), { maxLength: 1 }) }),
);
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
/** One event as text, in any dress the standard allows. */
const eventText = fc
  .tuple(
    event,
    lineEnd,
    fc.constantFrom('data:', 'data: '),
    fc.constantFrom(0, 0, 0, 1),
    fc.constantFrom('', '', ': c', 'id: 1'),
  )
  .map(([value, end, field, indent, before]) => {
    const lines = JSON.stringify(value, null, indent)
      .split('\n')
      .map((line) => field + line);
    return `${[...(before === '' ? [] : [before]), ...lines].join(end)}${end}${end}`;
  });

test('a stream of any events in any dress, cut anywhere, has the texts that the standard and JSON.parse find', () => {
  fc.assert(
    fc.property(
      fc.array(eventText, { maxLength: 8 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 40 }),
      (events, withMark, chunkLengths, readLengths) => {
        const stream = `${withMark ? '\ufeff' : ''}${events.join('')}`;
        const bytes = chunkedResponse(pieces(Buffer.from(stream), chunkLengths));
        const reading = readResponse(pieces(bytes, readLengths));
        const texts = referenceTexts(stream);
        expect(reading.texts.map((text) => JSON.parse(`"${text}"`) as string)).toEqual(texts);
        expect(reading.result).toBe('complete');
        expect(reading.failure).toBe(texts.length === 0 ? 'empty response' : undefined);
      },
    ),
    { numRuns: 2_000 },
  );
});

function pieces(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const cut: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    if (at >= bytes.length) break;
    cut.push(bytes.subarray(at, at + length));
    at += length;
  }
  return at < bytes.length ? [...cut, bytes.subarray(at)] : cut;
}
