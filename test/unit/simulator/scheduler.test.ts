import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exactTiming, type SimulatorOptions, settle } from '../../../src/simulator/options.js';
import { seededDraw } from '../../../src/simulator/random.js';
import { Scheduler } from '../../../src/simulator/scheduler.js';
import { simulatedTiming } from '../../../src/simulator/timing.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

interface Seen {
  admittedMs: number;
  /** When each token was given. */
  readonly tokenMs: number[];
  done: boolean;
}

/** A scheduler on a clock that the test moves. */
function bench(options: SimulatorOptions) {
  const settings = settle(options);
  const loads: number[] = [];
  const scheduler = new Scheduler({
    slots: settings.slots,
    timing: simulatedTiming(settings, seededDraw(settings.seed)),
    now: () => performance.now(),
    onLoad: (sequences) => loads.push(sequences),
  });
  let number = 0;
  const submit = (job: { tokens: number; promptTokens?: number; sequences?: number; extraDelayMs?: number }) => {
    const seen: Seen = { admittedMs: Number.NaN, tokenMs: [], done: false };
    const cancel = scheduler.submit({
      number: ++number,
      arrivalMs: performance.now(),
      promptTokens: job.promptTokens ?? 0,
      extraDelayMs: job.extraDelayMs ?? 0,
      sequences: job.sequences ?? 1,
      outputTokens: job.tokens,
      onAdmitted: (admittedMs) => {
        seen.admittedMs = admittedMs;
      },
      onDue({ from, to, done }) {
        expect(from).toBe(seen.tokenMs.length);
        for (let token = from; token < to; token++) seen.tokenMs.push(performance.now());
        seen.done = done;
      },
    });
    return Object.assign(seen, { cancel });
  };
  return { scheduler, loads, submit };
}

describe('the schedule', () => {
  it('gives every token at its time when nothing depends on load', () => {
    const { submit } = bench(exactTiming(20, 5));
    const start = performance.now();
    const seen = submit({ tokens: 4 });
    vi.advanceTimersByTime(100);
    expect(seen.tokenMs.map((ms) => ms - start)).toEqual([20, 25, 30, 35]);
    expect(seen.done).toBe(true);
  });

  it('answers at once without delays', () => {
    const { submit } = bench(exactTiming(0, 0));
    expect(submit({ tokens: 300 })).toMatchObject({ done: true });
  });

  it('does not drift when its ticks come late', () => {
    const { submit } = bench(exactTiming(10, 0.7));
    const start = performance.now();
    const seen = submit({ tokens: 1001 });
    // Timers have whole milliseconds, so nearly every tick comes late.
    vi.advanceTimersByTime(2000);
    expect(Math.abs(seen.tokenMs.at(-1)! - start - 710)).toBeLessThanOrEqual(1);
  });

  it('lets a late tick catch up with all tokens that are due', () => {
    const { submit } = bench(exactTiming(1, 1));
    const seen = submit({ tokens: 10 });
    // The clock jumps as it does when the process gets no CPU.
    const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 5);
    vi.advanceTimersByTime(1);
    now.mockRestore();
    expect(seen.tokenMs.length).toBe(5);
    vi.advanceTimersByTime(20);
    expect(seen.done).toBe(true);
  });

  it('makes decode steps longer with every running sequence', () => {
    const { submit } = bench({ ...exactTiming(10, 10), itlGrowth: 0.5 });
    const start = performance.now();
    const seen = [submit({ tokens: 3 }), submit({ tokens: 3 }), submit({ tokens: 3 })];
    vi.advanceTimersByTime(200);
    // Three run: 10 ms × (1 + 0.5 × 2) = 20 ms a step.
    for (const { tokenMs } of seen) expect(tokenMs.map((ms) => ms - start)).toEqual([10, 30, 50]);
  });

  it('prefills one prompt after another', () => {
    const { submit } = bench({ ...exactTiming(5, 1), prefillMsPerToken: 0.1 });
    const start = performance.now();
    const first = [100, 100, 300].map((promptTokens) => submit({ tokens: 1, promptTokens }));
    vi.advanceTimersByTime(200);
    expect(first.map(({ tokenMs }) => tokenMs[0]! - start)).toEqual([15, 25, 55]);
  });

  it('queues what has no slot, first come first served, and admits at the instant a slot became free', () => {
    const { submit, scheduler } = bench({ ...exactTiming(10, 10), slots: 2 });
    const start = performance.now();
    const seen = Array.from({ length: 5 }, () => submit({ tokens: 2 }));
    expect([scheduler.running, scheduler.waiting]).toEqual([2, 3]);
    vi.advanceTimersByTime(200);
    expect(seen.map(({ admittedMs }) => admittedMs - start)).toEqual([0, 0, 20, 20, 40]);
    expect([scheduler.running, scheduler.waiting]).toEqual([0, 0]);
  });

  it('counts the sequences of a batch, and runs one that is larger than the server alone', () => {
    const { submit, loads } = bench({ ...exactTiming(10, 10), slots: 4 });
    const [large, small] = [submit({ tokens: 1, sequences: 9 }), submit({ tokens: 1 })];
    vi.advanceTimersByTime(9);
    expect(small.admittedMs).toBeNaN();
    vi.advanceTimersByTime(20);
    expect([large.done, small.done]).toEqual([true, true]);
    expect(loads).toEqual([9, 0, 1, 0]);
  });

  it('frees the slot of a client that went away, running or waiting', () => {
    const { submit, scheduler } = bench({ ...exactTiming(10, 10), slots: 1 });
    const [running, waiting, last] = [submit({ tokens: 50 }), submit({ tokens: 1 }), submit({ tokens: 1 })];
    waiting.cancel();
    running.cancel();
    running.cancel();
    vi.advanceTimersByTime(10);
    expect(last.done).toBe(true);
    expect(waiting.tokenMs).toEqual([]);
    expect([scheduler.running, scheduler.waiting]).toEqual([0, 0]);
  });

  it('ends a job without tokens when its first would be due', () => {
    const { submit } = bench(exactTiming(10, 10));
    const seen = submit({ tokens: 0, extraDelayMs: 5 });
    vi.advanceTimersByTime(14);
    expect(seen.done).toBe(false);
    vi.advanceTimersByTime(1);
    expect(seen).toMatchObject({ done: true, tokenMs: [] });
  });

  it('gives every token of every job once, whatever the load', () => {
    const job = fc.record({
      tokens: fc.integer({ min: 0, max: 30 }),
      promptTokens: fc.integer({ min: 0, max: 500 }),
      sequences: fc.integer({ min: 1, max: 5 }),
      waitMs: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(job, { maxLength: 20 }), fc.integer({ min: 1, max: 4 }), (jobs, slots) => {
        const { submit, loads } = bench({ slots, jitter: 0.5, seed: 3, ttftMs: 7, itlMs: 3 });
        const seen = jobs.map(({ waitMs, ...rest }) => {
          vi.advanceTimersByTime(waitMs);
          return submit(rest);
        });
        vi.advanceTimersByTime(60_000);
        expect(seen.map(({ tokenMs }) => tokenMs.length)).toEqual(jobs.map(({ tokens }) => tokens));
        expect(seen.every(({ done }) => done)).toBe(true);
        expect(loads.at(-1) ?? 0).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});
