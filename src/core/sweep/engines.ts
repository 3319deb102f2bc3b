import { type ToolName, toolRuleError } from './engineRules.js';
import { optionDefaults } from './optionDefaults.js';
import { OptionError } from './optionError.js';
import { flagOf, type OptionKey, optionSpec, type SweepOptions } from './options.js';
import { namedServiceKind } from './resolveEndpoint.js';
import { defaultEndpointType, unsupportedOptions } from './support.js';

/** Options that say what is swept, where results go and how this program behaves; the engine never sees them. */
const ownOptions: readonly OptionKey[] = [
  'sweepType',
  'sweepRange',
  'sweepList',
  'sweep',
  'serviceKind',
  'serverMetricsUrl',
  'goodput',
  'artifactDir',
  'checkpointDir',
  'profileExportFile',
  'exportLevel',
  'label',
  'fresh',
  'enableCheckpointing',
  'engine',
  'enginePath',
  'engineTimeout',
  'yes',
  'verbose',
];

/** Options that both tools take. */
const sharedOptions: readonly OptionKey[] = [
  'model',
  'modelSelectionStrategy',
  'url',
  'endpointType',
  'endpoint',
  'streaming',
  'header',
  'extraInputs',
  'inputFile',
  'syntheticInputTokensMean',
  'syntheticInputTokensStddev',
  'outputTokensMean',
  'outputTokensStddev',
  'batchSizeText',
  'imageWidthMean',
  'imageWidthStddev',
  'imageHeightMean',
  'imageHeightStddev',
  'imageFormat',
  'batchSizeImage',
  'audioLengthMean',
  'audioLengthStddev',
  'audioDepths',
  'audioSampleRates',
  'audioNumChannels',
  'batchSizeAudio',
  'numDatasetEntries',
  'numPrefixPrompts',
  'prefixPromptLength',
  'repeatPrompts',
  'randomSeed',
  'numSessions',
  'sessionConcurrency',
  'sessionTurnsMean',
  'sessionTurnsStddev',
  'sessionTurnDelayMean',
  'sessionTurnDelayStddev',
  'sessionDelayRatio',
  'fixedSchedule',
  'concurrency',
  'requestRate',
  'requestCount',
  'warmupRequestCount',
  'tokenizer',
];

interface ToolLimits {
  readonly options: readonly OptionKey[];
  /** Why an option is not among them, where more is to be said than that the tool has none of its kind. */
  readonly because: Partial<Readonly<Record<OptionKey, string>>>;
}

const ends = 'it ends a scenario by its number of requests only: use --request-count';

const toolLimits: Readonly<Record<ToolName, ToolLimits>> = {
  'genai-perf': {
    options: [...sharedOptions, 'backend'],
    because: {
      apiKeyEnv:
        'it hands headers to perf_analyzer as process arguments, which every user of the machine can read; use --engine builtin or aiperf',
      measurementInterval: `perf_analyzer measures several windows of that length, not one; ${ends}`,
      maxScenarioTime: ends,
      requestDistribution: 'it sends at equal gaps only',
    },
  },
  aiperf: {
    options: [...sharedOptions, 'apiKeyEnv', 'requestTimeout', 'requestDistribution', 'measurementInterval'],
    because: { maxScenarioTime: ends },
  },
};

/**
 * Refuses by name what the chosen engine would ignore; nothing to say for the built-in one.
 * @param nameOf how messages name an option
 * @throws {OptionError}
 */
export function refuseByEngine(options: SweepOptions, nameOf: (key: OptionKey) => string = flagOf): void {
  const engine = options.engine ?? optionDefaults.engine;
  if (engine === 'builtin') {
    for (const key of ['enginePath', 'engineTimeout'] as const)
      if (options[key] !== undefined)
        throw new OptionError(`${nameOf(key)} is for --engine genai-perf and aiperf; leave it out`);
    return;
  }
  const { options: taken, because } = toolLimits[engine];
  for (const key of Object.keys(options) as OptionKey[]) {
    if (taken.includes(key) || ownOptions.includes(key) || isIdle(key, options[key])) continue;
    const reason = because[key] ?? `${engine} has nothing like it, or is not told of it by this program`;
    throw new OptionError(`${nameOf(key)} cannot be used with --engine ${engine}: ${reason}`);
  }
  const { endpointType = defaultEndpointType[namedServiceKind(options) ?? 'openai'] } = options;
  const conflict = toolRuleError(options, { engine, endpointType });
  if (conflict !== undefined) throw new OptionError(conflict);
  if (options.tokenizer === undefined)
    throw new OptionError(
      `--engine ${engine} needs --tokenizer: the tokenizer.json of the model, or the folder that holds it (in the model's own folder, or on huggingface.co under its files); nothing is downloaded`,
    );
  const secret = engine === 'genai-perf' ? options.header?.find(({ value }) => /\$(?!\$)/.test(value)) : undefined;
  if (secret !== undefined)
    throw new OptionError(
      `--header ${secret.name} takes its value from the environment, but ${toolLimits['genai-perf'].because.apiKeyEnv}`,
    );
}

/** A value that asks for nothing: switched off, or the default. */
function isIdle(key: OptionKey, value: unknown): boolean {
  if (value === undefined || value === false) return true;
  const row: { readonly idle: readonly unknown[] } | undefined = (
    unsupportedOptions as Partial<Record<OptionKey, { readonly idle: readonly unknown[] }>>
  )[key];
  const defaultValue: unknown = (optionDefaults as Partial<Record<OptionKey, unknown>>)[key];
  const same = (other: unknown) => JSON.stringify(other) === JSON.stringify(value);
  return (row?.idle.some(same) ?? false) || (optionSpec(key).kind !== 'flag' && same(defaultValue));
}
