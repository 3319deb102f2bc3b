import type { StopRule } from '../../../src/core/sweep/scenario.js';
import type { LoadProgress } from '../../../src/load/loadJob.js';
import type { SweepEvent } from '../../../src/runner/sweepEvents.js';

/** An event with the time it happens at. */
export interface TimedEvent {
  readonly atMs: number;
  readonly event: SweepEvent;
}

const concurrencies = [1, 2, 4, 8, 16, 32];
const requestsPerScenario = 100;

/** Stop rules of {@link scriptedSweep}. */
export const scriptedStops: readonly StopRule[] = concurrencies.map(() => ({
  kind: 'default',
  requests: requestsPerScenario,
  minimumRequests: 10,
  maxMilliseconds: 60_000,
}));

/** Counters in the middle of a scenario. */
export function loadProgress(changes: Partial<LoadProgress> = {}): LoadProgress {
  return {
    phase: 'measuring',
    completed: 40,
    failed: 0,
    inFlight: 8,
    events: 2560,
    elapsedMs: 2000,
    recentTtftMs: 23.44,
    ...changes,
  };
}

/** A sweep in which everything happens: skipped, measured, flagged, failed, a warning. */
export function scriptedSweep(): TimedEvent[] {
  const events: TimedEvent[] = [];
  let atMs = 0;
  const happen = (event: SweepEvent) => events.push({ atMs, event });

  happen({
    kind: 'started',
    figures: ['ttftP99Ms', 'requestLatencyP99Ms', 'requestsPerSecond', 'tokensPerSecond'],
    checkpoint: '/sweeps/checkpoint.json',
    scenarios: concurrencies.map((value) => ({
      swept: [{ name: 'concurrency', value }],
      label: `concurrency=${value}`,
    })),
  });
  for (const [index, concurrency] of concurrencies.entries()) {
    const runConfig = `gpt2_run_config_${index}`;
    if (index === 0) {
      const message = `${runConfig}:concurrency${concurrency} found in checkpoint - skipping profiling...`;
      happen({ kind: 'skipped', index, runConfig, message });
      continue;
    }
    const artifactDirectory = `/sweeps/artifacts/gpt2-openai-chat-concurrency${concurrency}`;
    happen({ kind: 'measuring', index, runConfig, artifactDirectory });
    for (let step = 0; step <= 20; step += 1) {
      const elapsedMs = step * 150;
      const completed = step * 5;
      const progress = loadProgress({
        phase: step === 0 ? 'warm-up' : 'measuring',
        completed,
        failed: index === 4 ? Math.floor(step / 5) : 0,
        inFlight: concurrency,
        events: completed * 64,
        elapsedMs,
        recentTtftMs: step === 0 ? undefined : 20 + concurrency * 1.37,
      });
      happen({ kind: 'progress', index, progress, expectedRequests: requestsPerScenario });
      atMs += 150;
    }
    if (index === 3)
      happen({ kind: 'warning', message: 'http://localhost:9400/metrics cannot be reached: no GPU telemetry.' });
    if (index === 5) {
      const reason = 'every request failed: HTTP 503 "the server is overloaded, please try again in a few minutes"';
      happen({ kind: 'failed', index, reason });
      continue;
    }
    happen({
      kind: 'measured',
      index,
      runConfig,
      ttftP99Ms: 20 + concurrency * 1.5,
      requestLatencyP99Ms: 340.1 + concurrency * 20,
      requestsPerSecond: concurrency * 2.9,
      tokensPerSecond: concurrency * 185.63,
      flags:
        index === 4
          ? [
              { code: 'few-requests', label: 'n=96', text: 'Only 96 requests: a p99 needs at least 100.' },
              { code: 'errors', label: '4.0 % errors', text: '4 requests failed: 4 × http 503.' },
            ]
          : [],
    });
  }
  happen({
    kind: 'finished',
    summary: {
      measured: 4,
      skipped: 1,
      failed: 1,
      notRun: 0,
      checkpointPath: '/sweeps/checkpoint.json',
      summaryCsvPath: '/sweeps/analyze_export_genai_perf.csv',
      runConfigs: [
        'gpt2_run_config_4',
        'gpt2_run_config_3',
        'gpt2_run_config_2',
        'gpt2_run_config_1',
        'gpt2_run_config_0',
      ],
    },
  });
  return events;
}
