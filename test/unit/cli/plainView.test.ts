import { expect, test } from 'vitest';
import { jsonView } from '../../../src/cli/progress/jsonView.js';
import { plainView } from '../../../src/cli/progress/plainView.js';
import { paintFor } from '../../../src/cli/terminal.js';
import { scriptedStops, scriptedSweep } from './scriptedSweep.js';
import { TextStream } from './textStream.js';

function play(slower: number): TextStream {
  const output = new TextStream();
  let nowMs = 0;
  const view = plainView({ output, paint: paintFor(output, {}), stops: scriptedStops, now: () => nowMs });
  for (const { atMs, event } of scriptedSweep()) {
    nowMs = atMs * slower;
    view.show(event);
  }
  view.close();
  return output;
}

test('a pipe gets one line per event and no escape codes', () => {
  expect(play(1).lines).toEqual([
    '6 scenarios, results in /sweeps/checkpoint.json',
    'gpt2_run_config_0:concurrency1 found in checkpoint - skipping profiling...',
    '[2/6] concurrency=2: measuring',
    '[2/6] concurrency=2: done: p99 TTFT 23.00 ms, p99 request latency 380.10 ms, 5.80 requests/sec, 371.26 tokens/sec',
    '[3/6] concurrency=4: measuring',
    '[3/6] concurrency=4: done: p99 TTFT 26.00 ms, p99 request latency 420.10 ms, 11.60 requests/sec, 742.52 tokens/sec',
    '[4/6] concurrency=8: measuring',
    'warning: http://localhost:9400/metrics cannot be reached: no GPU telemetry.',
    '[4/6] concurrency=8: done: p99 TTFT 32.00 ms, p99 request latency 500.10 ms, 23.20 requests/sec, 1,485.04 tokens/sec',
    '[5/6] concurrency=16: measuring',
    '[5/6] concurrency=16: done: p99 TTFT 44.00 ms, p99 request latency 660.10 ms, 46.40 requests/sec, 2,970.08 tokens/sec, flags: n=96, 4.0 % errors',
    '[6/6] concurrency=32: measuring',
    '[6/6] concurrency=32: failed: every request failed: HTTP 503 "the server is overloaded, please try again in a few minutes"',
  ]);
});

test('long scenarios say every five seconds how they are doing', () => {
  const progressLines = play(10).lines.filter((line) => line.includes(' in flight'));
  // Counters come every 1.5 s, so a line every 6 s: five in each of five scenarios.
  expect(progressLines).toHaveLength(5 * 5);
  expect(progressLines.at(-1)).toBe(
    '[6/6] concurrency=32: 100 of 100 requests, TTFT 63.8 ms, 2,133 tokens/sec, 32 in flight, 0 errors',
  );
});

test('a figure that was not measured is left out', () => {
  const output = new TextStream();
  const view = plainView({ output, paint: paintFor(output, {}), stops: [], now: () => 0 });
  view.show({ kind: 'started', scenarios: [{ swept: [], label: 'profile' }], figures: [], checkpoint: '/c.json' });
  view.show({ kind: 'measured', index: 0, runConfig: 'm_run_config_0', requestsPerSecond: 2, flags: [] });
  expect(output.lines.at(-1)).toBe('[1/1] profile: done: 2.00 requests/sec');
});

test('programs get every event as a JSON line, without what is not there yet', () => {
  const stdout = new TextStream();
  const stderr = new TextStream();
  const view = jsonView(stdout, stderr);
  const events = scriptedSweep().map(({ event }) => event);
  for (const event of events) view.show(event);
  view.note('stopping');
  view.close();
  const parsed = stdout.lines.map((line) => JSON.parse(line) as (typeof events)[number]);
  expect(parsed.map(({ kind }) => kind)).toEqual(events.map(({ kind }) => kind));
  expect(parsed.find(({ kind }) => kind === 'progress')).not.toHaveProperty('progress.recentTtftMs');
  expect(stderr.text).toBe('stopping\n');
});
