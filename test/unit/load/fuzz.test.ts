import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, test } from 'vitest';
import { goodResponses } from './corpus.js';
import { makeReader, readResponse } from './reading.js';

/** `FUZZ_RUNS=1000000` makes it thorough, `FUZZ_SEED` other. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 30_000);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

const tokens = [
  '\r',
  '\n',
  '\r\n',
  '\n\n',
  '\r\n\r\n',
  ':',
  ';',
  ' ',
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  '0',
  'f',
  '\0',
  '\xff',
]
  .concat(['data: ', 'event: error\n', '"content":"x"', 'HTTP/1.1 200 OK\r\n', 'Transfer-Encoding: chunked\r\n'])
  .concat(['Content-Length: 5\r\n', 'ffffffffffffff\r\n', '0\r\n\r\n', '9007199254740993'])
  .map((token) => Buffer.from(token, 'latin1'));

type Random = (below: number) => number;

/** Changes a response at one place, in one of the ways in which real ones go wrong, and some more. */
function mutate(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length + 1);
  const to = Math.min(bytes.length, at + random(random(4) === 0 ? 200 : 8));
  const [before, within, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  const token = tokens[random(tokens.length)]!;
  const other = goodResponses[random(goodResponses.length)]!;
  switch (random(7)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, token, within, after]);
    case 2:
      return Buffer.concat([before, token, after]);
    case 3:
      return Buffer.concat([before, within, within, after]);
    case 4:
      return before;
    case 5:
      return Buffer.concat([before, other.subarray(random(other.length))]);
    default:
      return Buffer.concat([before, within.map((byte) => byte ^ (1 << random(8))), after]);
  }
}

function cut(bytes: Buffer, random: Random): Buffer[] {
  const longest = [3, 40, 400, 4_000][random(4)]!;
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random(longest);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

test(`${runs} mutated responses neither crash nor hang, and read the same however they are cut`, {
  timeout: 3_600_000,
}, () => {
  const generator = xoroshiro128plus(seed);
  const random: Random = (below) => uniformInt(generator, 0, below - 1);
  const [wholeReader, cutReader] = [makeReader(), makeReader()];
  const results = { complete: 0, failed: 0, more: 0 };
  for (let run = 0; run < runs; run++) {
    let bytes = goodResponses[random(goodResponses.length)]!;
    for (let times = random(4); times >= 0; times--) bytes = mutate(bytes, random);
    const { position: _whole, ...whole } = readResponse([bytes], { reader: wholeReader, closes: true });
    const { position: _cut, ...inPieces } = readResponse(cut(bytes, random), { reader: cutReader, closes: true });
    results[whole.result]++;
    if (JSON.stringify(inPieces) === JSON.stringify(whole)) continue;
    expect(inPieces, `run ${run} of seed ${seed}: ${JSON.stringify(bytes.toString('latin1'))}`).toEqual(whole);
  }
  // A closed connection always settles a request; and the mutations must leave some responses good.
  expect(results.more).toBe(0);
  expect(results.complete).toBeGreaterThan(runs / 10);
  expect(results.failed).toBeGreaterThan(runs / 10);
});
