import type { InputFileFacts } from './inputFileFacts.js';
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

/** What decides the load beside the options. */
export interface LoadFacts {
  readonly swept: { readonly concurrency?: number; readonly request_rate?: number };
  readonly inputFile?: InputFileFacts | undefined;
}

/**
 * The load: a swept value, the options' own, the times of a trace, else one request at a time.
 * @throws {OptionError} for an arrival distribution without a rate, or a schedule without times
 */
export function resolveLoad(options: SweepOptions, { swept, inputFile }: LoadFacts): Load {
  const requestsPerSecond = swept.request_rate ?? options.requestRate;
  if (requestsPerSecond !== undefined && swept.concurrency === undefined)
    return {
      kind: 'request_rate',
      requestsPerSecond,
      distribution: options.requestDistribution ?? optionDefaults.requestDistribution,
    };
  if (options.requestDistribution !== undefined)
    throw new OptionError('--request-distribution needs a request rate: give or sweep one');
  const concurrency = swept.concurrency ?? options.concurrency ?? options.sessionConcurrency;
  if (concurrency === undefined && inputFile !== undefined) {
    const schedule = scheduleOf(options, inputFile);
    if (schedule !== undefined) return schedule;
  }
  return { kind: 'concurrency', concurrency: concurrency ?? optionDefaults.concurrency };
}

/** A trace with times is replayed as it was, unless another load is named. */
function scheduleOf({ fixedSchedule, numDatasetEntries }: SweepOptions, inputFile: InputFileFacts): Load | undefined {
  const { durationMs, rows, kind, sessions, untimedAt } = inputFile;
  const isWanted = fixedSchedule === true || (kind === 'trace' && sessions === 0 && durationMs !== undefined);
  if (!isWanted) return undefined;
  if (durationMs === undefined || untimedAt !== undefined)
    throw new OptionError(`${untimedAt ?? inputFile.path} has no "timestamp": a schedule needs one in every line`);
  const requests = Math.min(rows, numDatasetEntries ?? rows);
  const perSecond = durationMs > 0 ? ((rows - 1) * 1000) / durationMs : requests;
  return { kind: 'request_rate', requestsPerSecond: Number(perSecond.toPrecision(6)), distribution: 'schedule' };
}

/** Whether each request has a time of its own to leave at. */
export function isSchedule(load: Load): boolean {
  return load.kind === 'request_rate' && load.distribution === 'schedule';
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

/** What `resolveWholeStop` goes by. */
export interface WholeFacts extends LoadFacts {
  readonly load: Load;
  readonly swept: LoadFacts['swept'] & { readonly num_dataset_entries?: number };
}

/**
 * Sessions and schedules are done when all of them are; undefined for requests that may stop anywhere.
 * @throws {OptionError} for an option that would cut a schedule short
 */
export function resolveWholeStop(options: SweepOptions, { load, inputFile, swept }: WholeFacts): StopRule | undefined {
  const { numSessions = 0, sessionTurnsMean = optionDefaults.sessionTurnsMean } = options;
  if (numSessions > 0) return { kind: 'request_count', requests: Math.round(numSessions * sessionTurnsMean) };
  if (inputFile !== undefined && inputFile.sessions > 0 && !isSchedule(load))
    return { kind: 'request_count', requests: inputFile.rows };
  if (!isSchedule(load)) return undefined;
  for (const [key, flag] of cutting)
    if (options[key] !== undefined)
      throw new OptionError(
        `${flag}: a schedule is replayed to its end; leave it out, or say with --num-dataset-entries how many requests of it`,
      );
  const all = inputFile?.rows ?? 0;
  return {
    kind: 'request_count',
    requests: Math.min(all, swept.num_dataset_entries ?? options.numDatasetEntries ?? all),
  };
}

const cutting = [
  ['requestCount', '--request-count'],
  ['measurementInterval', '--measurement-interval'],
  ['maxScenarioTime', '--max-scenario-time'],
] as const;

/** What the warm-up depends on. */
export interface WarmupFacts {
  readonly load: Load;
  /** Sessions, or a schedule. */
  readonly isWhole: boolean;
}

/**
 * Warm-up: as asked for, else one request per slot; an open loop has no slots, so a second of it, at most 10. Other
 * programs would warm up with turns of the sessions, or the first requests of the schedule, so there is none with them.
 * @throws {OptionError} for one that another program would take from what is to be measured
 */
export function resolveWarmup(options: SweepOptions, { load, isWhole }: WarmupFacts): number {
  const { engine = optionDefaults.engine } = options;
  if (isWhole && engine !== 'builtin') {
    if ((options.warmupRequestCount ?? 0) === 0) return 0;
    throw new OptionError(
      `--warmup-request-count cannot be used with --engine ${engine} and sessions or a schedule: it would take the first of them; leave it out`,
    );
  }
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
