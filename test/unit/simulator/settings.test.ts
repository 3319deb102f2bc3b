import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../src/simulator/failures.js';
import { type SimulatorOptions, settle, simulatorDefaults } from '../../../src/simulator/options.js';
import { seededDraw } from '../../../src/simulator/random.js';

describe('the options', () => {
  it('have defaults, also where undefined is given', () => {
    expect(settle({ ttftMs: 7, slots: undefined })).toEqual({ ...simulatorDefaults, ttftMs: 7 });
  });

  it.each<[SimulatorOptions, string]>([
    [{ ttftMs: -1 }, 'ttftMs is a number of at least 0, not -1'],
    [{ jitter: 2 }, 'jitter is a number from 0 to 1, not 2'],
    [{ slots: 1.5 }, 'slots is a whole number of at least 1, not 1.5'],
    [{ itlMs: Number.NaN }, 'itlMs is a number of at least 0, not NaN'],
    [{ port: 70_000 }, 'port is a whole number from 0 to 65535, not 70000'],
    [{ models: [] }, 'a simulator needs a model name'],
    [{ failures: [{ kind: 'status', status: 500, share: 1.1 }] }, 'the shares of the failures add up to more than 1'],
  ])('refuse %o', (options, message) => {
    expect(() => settle(options)).toThrow(new RangeError(message));
  });
});

describe('failures', () => {
  const failures = [
    { kind: 'status', status: 503, share: 0.2 },
    { kind: 'stall', afterTokens: 3, share: 0.1 },
  ] as const;

  it('meet their shares of the requests, always the same ones', () => {
    const draw = seededDraw(7);
    const met = Array.from({ length: 10_000 }, (_, number) => failureOf(failures, draw, number)?.kind ?? 'none');
    const share = (kind: string) => met.filter((one) => one === kind).length / met.length;
    // Four standard errors.
    expect(Math.abs(share('status') - 0.2)).toBeLessThan(0.016);
    expect(Math.abs(share('stall') - 0.1)).toBeLessThan(0.012);
    expect(met.map((_, number) => failureOf(failures, seededDraw(7), number)?.kind ?? 'none')).toEqual(met);
  });

  it('meet every request with a share of 1', () => {
    const draw = seededDraw(1);
    const all = [{ kind: 'slow', delayMs: 5, share: 1 }] as const;
    expect(Array.from({ length: 1000 }, (_, number) => failureOf(all, draw, number)).includes(undefined)).toBe(false);
  });
});

describe('draws', () => {
  it('are spread evenly and independent of each other', () => {
    const draw = seededDraw(0);
    const pairs = Array.from({ length: 20_000 }, (_, n) => [draw('delay', n, 0), draw('delay', n, 1)] as const);
    const mean = pairs.reduce((sum, [one]) => sum + one, 0) / pairs.length;
    const covariance = pairs.reduce((sum, [one, other]) => sum + (one - 0.5) * (other - 0.5), 0) / pairs.length;
    const tenths = new Array<number>(10).fill(0);
    for (const [one] of pairs) tenths[Math.floor(one * 10)]!++;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.01);
    expect(Math.abs(covariance)).toBeLessThan(0.0025);
    for (const number of tenths) expect(Math.abs(number - 2000)).toBeLessThan(200);
  });
});
