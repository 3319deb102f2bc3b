import { endpointSection, inputSection, tokenizerSection } from './genaiPerfConfig.js';
import type { SweepOptions } from './options.js';
import { runSettings } from './runSettings.js';
import type { Scenario } from './scenario.js';
import { sweepAxes } from './sweepAxes.js';

/**
 * `input_config` of a scenario's `*_genai_perf.json`, laid out as genai-perf's: what was applied, not what was asked
 * for in general. Holds no header and no key.
 */
export function inputConfig(options: SweepOptions, scenario: Scenario): Record<string, unknown> {
  const { endpoint, load, stop } = scenario;
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
      stimulus:
        load.kind === 'concurrency' ? { concurrency: load.concurrency } : { request_rate: load.requestsPerSecond },
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
