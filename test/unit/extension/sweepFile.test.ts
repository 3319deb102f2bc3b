import { describe, expect, it } from 'vitest';
import { helpAt, offersAt } from '../../../src/extension/sweepFile/offers.js';
import { checkSweepFile } from '../../../src/extension/sweepFile/problems.js';
import { yamlPlace } from '../../../src/extension/sweepFile/yamlPlace.js';

const good = 'model: gpt2\nsweep-type: concurrency\nsweep-range: 1:32\n';

describe('problems of a sweep file', () => {
  it('are none for a good one', () => {
    const { problems, options } = checkSweepFile(good);
    expect(problems).toEqual([]);
    expect(options?.sweepRange).toBe('1:32');
  });

  it('are told each at its place', () => {
    const { problems } = checkSweepFile(`${good}request-count: many\nrandom-seed: -1\n`);
    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [4, 1],
      [5, 1],
    ]);
    expect(problems[0]?.message).toContain('whole number');
  });

  it('name an unknown key where it stands', () => {
    expect(checkSweepFile('model: gpt2\n  \nsweeptype: concurrency\n').problems).toMatchObject([
      { line: 3, column: 1 },
    ]);
  });

  it('are at the later of two options that exclude each other', () => {
    const { problems } = checkSweepFile(`${good}request-count: 10\nmeasurement-interval: 1000\n`);
    expect(problems).toMatchObject([{ line: 5, column: 1 }]);
    expect(problems[0]?.message).not.toContain('--');
  });

  it('are broken YAML at its place', () => {
    expect(checkSweepFile('model: [gpt2\n').problems).toHaveLength(1);
  });

  it('are a missing model, which has no place', () => {
    expect(checkSweepFile('sweep-type: concurrency\nsweep-range: 1:2\n').problems).toMatchObject([
      { line: 1, column: 1 },
    ]);
  });
});

describe('offers', () => {
  const offers = (text: string) => {
    const lines = text.split('\n');
    const place = yamlPlace(lines, lines.length - 1, lines.at(-1)!.length);
    return offersAt(place, lines).map(({ label }) => label);
  };

  it('are options that are not written yet', () => {
    expect(offers('model: gpt2\nswe')).toContain('sweep-type');
    expect(offers('model: gpt2\nmod')).not.toContain('model');
    expect(offers('')).not.toContain('audio-format');
  });

  it('are the words of an option behind its colon', () => {
    expect(offers('sweep-type: ')).toContain('concurrency');
    expect(offers('streaming: ')).toEqual(['true', 'false']);
    expect(offers('model: ')).toEqual([]);
  });

  it('are sweep types below sweep', () => {
    expect(offers('sweep:\n  con')).toContain('concurrency');
    expect(offers('extra-inputs:\n  con')).toEqual([]);
  });

  it('are none in a comment', () => {
    expect(offers('# swe')).toEqual([]);
  });
});

describe('help', () => {
  it('is for the name under the pointer only', () => {
    const lines = ['isl: 100'];
    expect(helpAt(lines, 0, 1)?.markdown).toContain('synthetic-input-tokens-mean');
    expect(helpAt(lines, 0, 6)).toBeUndefined();
  });
});
