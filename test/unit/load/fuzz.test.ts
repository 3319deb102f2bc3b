import { expect, test } from 'vitest';
import { makeRandom, mutatedResponse, type Random } from './mutation.js';
import { makeReader, readResponse } from './reading.js';

/** `FUZZ_RUNS=1000000` makes it thorough, `FUZZ_SEED` other. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 30_000);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

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
  const random = makeRandom(seed);
  const [wholeReader, cutReader] = [makeReader(), makeReader()];
  const results = { complete: 0, failed: 0, more: 0 };
  for (let run = 0; run < runs; run++) {
    const bytes = mutatedResponse(random);
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
