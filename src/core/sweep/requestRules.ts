import { optionDefaults } from './optionDefaults.js';
import { OptionError } from './optionError.js';
import type { SweepOptions } from './options.js';
import type { Load, StopRule } from './scenario.js';

/** A p99 of fewer says nothing. */
const enoughRequests = 100;
/** How often each slot is used, so that start and end of the window weigh little. */
const requestsPerSlot = 10;
/** How long a request rate is held. */
const secondsOfRate = 30;

/**
 * The load: a swept value, the options' own, else one request at a time.
 * @throws {OptionError} for an arrival distribution without a rate
 */
export function resolveLoad(options: SweepOptions, swept: { concurrency?: number; request_rate?: number }): Load {
  const requestsPerSecond = swept.request_rate ?? options.requestRate;
  if (requestsPerSecond !== undefined && swept.concurrency === undefined)
    return {
      kind: 'request_rate',
      requestsPerSecond,
      distribution: options.requestDistribution ?? optionDefaults.requestDistribution,
    };
  if (options.requestDistribution !== undefined)
    throw new OptionError('--request-distribution needs a request rate: give or sweep one');
  return { kind: 'concurrency', concurrency: swept.concurrency ?? options.concurrency ?? optionDefaults.concurrency };
}

/** When a scenario ends: as asked for, else enough requests for its percentiles, within a time. */
export function resolveStop(options: SweepOptions, load: Load): StopRule {
  if (options.requestCount !== undefined) return { kind: 'request_count', requests: options.requestCount };
  if (options.measurementInterval !== undefined) return { kind: 'interval', milliseconds: options.measurementInterval };
  // Other programs end a scenario by its number of requests, whatever time that takes.
  if ((options.engine ?? optionDefaults.engine) !== 'builtin')
    return { kind: 'request_count', requests: defaultRequests(load) };
  return {
    kind: 'default',
    requests: defaultRequests(load),
    minimumRequests: Math.max(10, load.kind === 'concurrency' ? 2 * load.concurrency : 0),
    maxMilliseconds: (options.maxScenarioTime ?? optionDefaults.maxScenarioTime) * 1000,
  };
}

/** Warm-up: as asked for, else one request per slot; an open loop has no slots, so a second of it, at most 10. */
export function resolveWarmup(options: SweepOptions, load: Load): number {
  if (options.warmupRequestCount !== undefined) return options.warmupRequestCount;
  return load.kind === 'concurrency' ? load.concurrency : Math.min(10, Math.ceil(load.requestsPerSecond));
}

/** Requests that a scenario will send, warm-up not counted; undefined where only time will tell. */
export function expectedRequests(stop: StopRule, load: Load): number | undefined {
  if (stop.kind !== 'interval') return stop.requests;
  return load.kind === 'concurrency' ? undefined : Math.ceil((load.requestsPerSecond * stop.milliseconds) / 1000);
}

/** Requests to make where neither options nor time tell their number. */
export function defaultRequests(load: Load): number {
  const many =
    load.kind === 'concurrency'
      ? requestsPerSlot * load.concurrency
      : Math.ceil(secondsOfRate * load.requestsPerSecond);
  return Math.max(enoughRequests, many);
}
