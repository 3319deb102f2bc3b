import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandRange, parseList } from '../../../src/core/sweep/ranges.js';
import { type SweepType, sweepTypes } from '../../../src/core/sweep/scenario.js';

const wholeTypes = sweepTypes.filter((type) => type !== 'request_rate');

describe('min:max', () => {
  it.each([
    ['8:256', 'concurrency', [8, 16, 32, 64, 128, 256]],
    ['1:256', 'concurrency', [1, 2, 4, 8, 16, 32, 64, 128, 256]],
    ['10:40', 'input_sequence_length', [10, 16, 32, 40]],
    ['4:4', 'batch_size', [4]],
    ['3:5', 'num_dataset_entries', [3, 4, 5]],
    ['0.5:2', 'request_rate', [0.5, 1, 2]],
    ['0.3:3', 'request_rate', [0.3, 0.5, 1, 2, 3]],
    [' 1 : 3 ', 'concurrency', [1, 2, 3]],
  ] as const)('%j of %s is %j', (text, type, values) => {
    expect(expandRange(text, type)).toEqual(values);
  });

  it('has both ends, and all powers of two between them and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: 1, max: 2 ** 40 }), (a, b) => {
        const [min, max] = a < b ? [a, b] : [b, a];
        const expected = new Set([min, max]);
        for (let k = 0; k <= 40; k++) if (2 ** k >= min && 2 ** k <= max) expected.add(2 ** k);
        for (const type of sweepTypes)
          expect(expandRange(`${min}:${max}`, type)).toEqual([...expected].sort((x, y) => x - y));
      }),
    );
  });
});

describe('min:max:step', () => {
  it.each([
    ['100:500:50', 'request_rate', [100, 150, 200, 250, 300, 350, 400, 450, 500]],
    ['100:200:50', 'num_dataset_entries', [100, 150, 200]],
    ['1:10:4', 'concurrency', [1, 5, 9]],
    ['4:4:1', 'concurrency', [4]],
    ['1:2:5', 'concurrency', [1]],
    ['0.1:0.5:0.1', 'request_rate', [0.1, 0.2, 0.3, 0.4, 0.5]],
    ['1:2:.25', 'request_rate', [1, 1.25, 1.5, 1.75, 2]],
  ] as const)('%j of %s is %j', (text, type, values) => {
    expect(expandRange(text, type)).toEqual(values);
  });

  it('is min + i·step, written in the shortest form, however many decimal places there are', () => {
    const decimal = fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 6 }));
    fc.assert(
      fc.property(decimal, decimal, fc.integer({ min: 0, max: 200 }), ([first, a], [step, b], steps) => {
        const places = Math.max(a, b);
        const units = (value: number, own: number) => value * 10 ** (places - own);
        const text = (value: number) => (value / 10 ** places).toFixed(places);
        const [start, size] = [units(first, a), units(step, b)];
        const values = expandRange(`${text(start)}:${text(start + steps * size)}:${text(size)}`, 'request_rate');
        expect(values).toHaveLength(steps + 1);
        values.forEach((value, i) => {
          expect(value).toBe(Number(text(start + i * size)));
          expect(String(value).replace(/^.*\.|^\d+$/, '').length).toBeLessThanOrEqual(places);
        });
      }),
    );
  });
});

describe('what is no range', () => {
  it.each([
    ['8:4', 'concurrency', 'the minimum is above the maximum; write 4:8'],
    ['8:4:2', 'concurrency', 'the minimum is above the maximum; write 4:8:2'],
    ['a:b', 'concurrency', '"a" is no number'],
    ['1:b', 'concurrency', '"b" is no number'],
    ['0:4', 'concurrency', 'concurrency must be at least 1'],
    ['0:4', 'request_rate', 'request_rate must be above 0'],
    ['-1:4', 'concurrency', 'concurrency must be at least 1'],
    ['1:2:0', 'concurrency', 'the step must be above 0'],
    ['1:2:-1', 'request_rate', 'the step must be above 0'],
    ['1:9:0.5', 'concurrency', 'concurrency takes whole numbers, not 0.5'],
    ['0.5:2', 'batch_size', 'batch_size takes whole numbers, not 0.5'],
    ['4', 'concurrency', 'a range is written min:max or min:max:step'],
    ['', 'concurrency', 'a range is written min:max or min:max:step'],
    ['1:2:3:4', 'concurrency', 'a range is written min:max or min:max:step'],
    ['1:', 'concurrency', '"" is no number'],
    ['1:1e3', 'concurrency', '"1e3" is no number'],
    ['0x1:4', 'concurrency', '"0x1" is no number'],
    ['1:NaN', 'concurrency', '"NaN" is no number'],
    ['1:999999999:1', 'concurrency', 'more than 10000 values; write a larger step'],
  ] as const)('%j of %s: %s', (text, type, problem) => {
    expect(() => expandRange(text, type)).toThrow(problem);
    expect(() => expandRange(text, type)).toThrow(new RegExp(`^"${text}": [^\n]+$`));
  });

  it('never takes fractions but for request_rate', () => {
    for (const type of wholeTypes) expect(() => expandRange('1:2.5', type)).toThrow(`${type} takes whole numbers`);
  });

  it('only ever throws one line that says what is wrong', () => {
    const anything = fc.oneof(fc.string(), fc.stringMatching(/^[\d.:+-]{1,8}$/));
    fc.assert(
      fc.property(anything, fc.constantFrom(...sweepTypes), (text, type) => {
        try {
          const values = expandRange(text, type);
          expect(values.length).toBeGreaterThan(0);
          expect(new Set(values).size).toBe(values.length);
          expect([...values].sort((a, b) => a - b)).toEqual(values);
        } catch (error) {
          expect(error).toMatchObject({ name: 'OptionError' });
          expect((error as Error).message).not.toContain('\n');
        }
      }),
    );
  });
});

describe('a list', () => {
  const values = (list: string | number | number[], type: SweepType = 'concurrency') => parseList(list, type).values;

  it('is taken as it is, in its order', () => {
    expect(values('100,150,200,400')).toEqual([100, 150, 200, 400]);
    expect(values(' 8, 2 ,4')).toEqual([8, 2, 4]);
    expect(values([512, 128])).toEqual([512, 128]);
    expect(values(5)).toEqual([5]);
    expect(values('2.5,1', 'request_rate')).toEqual([2.5, 1]);
    expect(values('8.0')).toEqual([8]);
  });

  it('drops doubles and says so', () => {
    expect(parseList('4,2,4,2,8,4', 'concurrency')).toEqual({
      values: [4, 2, 8],
      notices: ['concurrency 4, 2 is listed more than once; it is measured once'],
    });
    expect(parseList('1,2', 'concurrency').notices).toEqual([]);
  });

  it.each([
    ['', 'a value is missing'],
    ['1,,2', 'a value is missing'],
    ['1,2,', 'a value is missing'],
    ['1,x', '"x" is no number'],
    ['0,1', 'concurrency must be at least 1'],
    ['1,-2', 'concurrency must be at least 1'],
    ['1.5', 'concurrency takes whole numbers, not 1.5'],
    ['1:4', '"1:4" is no number'],
  ])('%j: %s', (list, problem) => {
    expect(() => values(list)).toThrow(`"${list}": ${problem}`);
  });

  it('must hold something', () => {
    expect(() => values([])).toThrow('a list holds at least one value');
    expect(() => values([Number.NaN])).toThrow('"NaN" is no number');
  });
});
