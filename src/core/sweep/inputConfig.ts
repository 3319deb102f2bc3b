import { endpointSection, inputSection, tokenizerSection } from './genaiPerfConfig.js';
import type { SweepOptions } from './options.js';
import { isSchedule } from './requestRules.js';
import { runSettings } from './runSettings.js';
import { hasSessions, type Scenario } from './scenario.js';
import { sweepAxes } from './sweepAxes.js';

/**
 * `input_config` of a scenario's `*_genai_perf.json`, laid out as genai-perf's: what was applied, not what was asked
 * for in general. Holds no header and no key.
 */
export function inputConfig(options: SweepOptions, scenario: Scenario): Record<string, unknown> {
  const { endpoint, stop } = scenario;
  const settings = runSettings(options);
  const axes = sweepAxes(options);
  // genai-perf's merging of runs reads this section back, and refuses a backend that is not Triton's.
  const { backend, ...endpointFields } = endpointSection(scenario);
  return {
    model_names: endpoint.models,
    subcommand: axes.length > 0 ? 'analyze' : 'profile',
    verbose: settings.verbose,
    ...(axes.length > 0 && {
      analyze: { sweep_parameters: Object.fromEntries(axes.map(({ name, values }) => [name, values])) },
    }),
    endpoint: {
      ...(endpoint.backend !== undefined && { backend }),
      ...endpointFields,
      server_metrics_urls: settings.metricsUrls,
      url: endpoint.url,
    },
    perf_analyzer: {
      stimulus: stimulusOf(scenario),
      measurement:
        stop.kind === 'interval'
          ? { mode: 'interval', num: stop.milliseconds }
          : { mode: 'request_count', num: stop.requests },
      warmup_request_count: scenario.warmupRequests,
    },
    input: inputSection(scenario),
    output: {
      artifact_directory: settings.artifactDir,
      checkpoint_directory: settings.checkpointDir,
      profile_export_file: settings.profileExportFile,
    },
    tokenizer: tokenizerSection(scenario),
  };
}

function stimulusOf({ load, workload }: Scenario): Record<string, unknown> {
  if (isSchedule(load)) return { fixed_schedule: true };
  if (load.kind === 'request_rate') return { request_rate: load.requestsPerSecond };
  return { [hasSessions(workload) ? 'session_concurrency' : 'concurrency']: load.concurrency };
}
