import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { goodResponses } from './corpus.js';

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

/** A whole number from 0 to below the given one. */
export type Random = (below: number) => number;

/** Numbers that are the same for the same seed. */
export function makeRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return (below) => uniformInt(generator, 0, below - 1);
}

/** A good response with one to four mutations. */
export function mutatedResponse(random: Random): Buffer {
  let bytes = goodResponses[random(goodResponses.length)]!;
  for (let times = random(4); times >= 0; times--) bytes = mutate(bytes, random);
  return bytes;
}

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
