import { choice, flag, numberBetween, positiveNumber, wholeNumber } from './optionField.js';

const group = 'Profiling';

/** How requests are offered, and when a scenario ends. */
export const profilingOptions = {
  concurrency: wholeNumber(
    { min: 1 },
    { group, help: 'Requests kept in flight.', genaiPerfPath: 'perf_analyzer.stimulus.concurrency' },
  ),
  requestRate: positiveNumber({
    group,
    placeholder: 'r',
    help: 'Requests per second, sent on schedule whatever the server does; in place of --concurrency.',
    genaiPerfPath: 'perf_analyzer.stimulus.request_rate',
  }),
  requestDistribution: choice(['constant', 'poisson'], {
    group,
    placeholder: 'how',
    help: 'Arrival times at a request rate.',
  }),
  requestCount: wholeNumber(
    { min: 1 },
    {
      group,
      aliases: ['num-requests'],
      help: 'Requests per scenario.',
      defaultNote: 'max(100, 10 × concurrency), or 30 s of a request rate, within --max-scenario-time',
      genaiPerfPath: 'perf_analyzer.measurement.num',
    },
  ),
  measurementInterval: wholeNumber(
    { min: 1 },
    {
      group,
      short: 'p',
      placeholder: 'ms',
      help: 'Milliseconds per scenario, in place of a number of requests.',
      genaiPerfPath: 'perf_analyzer.measurement_interval',
    },
  ),
  maxScenarioTime: positiveNumber({
    group,
    placeholder: 'seconds',
    help: 'Time after which a scenario stops that has no --request-count, once max(10, 2 × concurrency) requests are done.',
  }),
  warmupRequestCount: wholeNumber(
    { min: 0 },
    {
      group,
      aliases: ['num-warmup-requests'],
      help: 'Requests sent first and not counted.',
      defaultNote: 'one per slot; at a rate one second of it, at most 10',
      genaiPerfPath: 'perf_analyzer.warmup_request_count',
    },
  ),
  stabilityPercentage: numberBetween(
    { min: 1, max: 999 },
    {
      group,
      short: 's',
      help: 'How much windows may differ (perf_analyzer).',
      genaiPerfPath: 'perf_analyzer.stability_percentage',
    },
  ),
  loadThreads: wholeNumber(
    { min: 1 },
    {
      group,
      help: 'Threads that share the load; a scenario flagged "client busy" needs more.',
      defaultNote: 'one per 256 requests in flight or 2,000 per second, on at most half of the cores',
    },
  ),
  fixedSchedule: flag({
    group,
    help: 'Send each request at the time its line of the --input-file holds (timestamp, in ms); a trace with times does so unless another load is given.',
    genaiPerfPath: 'perf_analyzer.stimulus.fixed_schedule',
  }),
};
