import type { Failure } from './failures.js';

/** What the simulated server is like; see `simulatorDefaults` for what is not given. */
export interface SimulatorOptions {
  /** Address to listen on; loopback by default. */
  readonly host?: string | undefined;
  /** 0 takes a free one. */
  readonly port?: number | undefined;
  /** Names it answers to, at least one. */
  readonly models?: readonly string[] | undefined;
  /** Time from admission to the first token, without prefill. */
  readonly ttftMs?: number | undefined;
  /** Time between two tokens of a request that runs alone. */
  readonly itlMs?: number | undefined;
  /** Prefill time per prompt token. Prompts are prefilled one after another, as they share the GPU's arithmetic. */
  readonly prefillMsPerToken?: number | undefined;
  /** Share by which the time between tokens grows with each further running sequence. */
  readonly itlGrowth?: number | undefined;
  /** Sequences that run at once; further ones queue, first come first served. */
  readonly slots?: number | undefined;
  /** Every delay is scaled by a random factor between 1 - jitter and 1 + jitter. */
  readonly jitter?: number | undefined;
  /** Seed of jitter, output lengths, failures and GPU identities. */
  readonly seed?: number | undefined;
  /** Tokens after which an answer ends by itself. */
  readonly outputTokens?: number | undefined;
  /** Standard deviation of that number. */
  readonly outputTokensStddev?: number | undefined;
  /** Longest prompt and answer together, in tokens. */
  readonly contextTokens?: number | undefined;
  readonly embeddingDimensions?: number | undefined;
  /** GPUs shown in `/metrics`. */
  readonly gpus?: number | undefined;
  /** The GPUs' `Hostname` label. */
  readonly gpuHost?: string | undefined;
  /** When set, `/v1` wants it as bearer token. */
  readonly apiKey?: string | undefined;
  /** Closes every connection after its response without saying so beforehand, as llama.cpp's server does. */
  readonly closeAfterResponse?: boolean | undefined;
  /** What goes wrong, for which share of the requests. */
  readonly failures?: readonly Failure[] | undefined;
  /** File that gets a line for every request answered: a `TruthRecord` as JSON. An old one is overwritten. */
  readonly truthLog?: string | undefined;
}

/** All options settled. */
export type SimulatorSettings = {
  readonly [Name in Exclude<keyof SimulatorOptions, 'apiKey' | 'truthLog'>]-?: Exclude<
    SimulatorOptions[Name],
    undefined
  >;
} & Pick<SimulatorOptions, 'apiKey' | 'truthLog'>;

/** A mid-sized model on one GPU. */
export const simulatorDefaults: SimulatorSettings = {
  host: '127.0.0.1',
  port: 0,
  models: ['simulated-llm'],
  ttftMs: 20,
  itlMs: 4,
  prefillMsPerToken: 0.02,
  itlGrowth: 0.06,
  slots: 16,
  jitter: 0,
  seed: 0,
  outputTokens: 64,
  outputTokensStddev: 0,
  contextTokens: 32_768,
  embeddingDimensions: 128,
  gpus: 1,
  gpuHost: 'simulator',
  closeAfterResponse: false,
  failures: [],
};

/** Options of a server whose times never depend on load: what a client measures can be compared with what is set here. */
export function exactTiming(ttftMs: number, itlMs: number): SimulatorOptions {
  return { ttftMs, itlMs, prefillMsPerToken: 0, itlGrowth: 0, slots: Number.MAX_SAFE_INTEGER, jitter: 0 };
}

interface Limit {
  readonly least: number;
  readonly most?: number;
  readonly whole?: boolean;
}

const limits: Partial<Record<keyof SimulatorSettings, Limit>> = {
  port: { least: 0, most: 65_535, whole: true },
  ttftMs: { least: 0 },
  itlMs: { least: 0 },
  prefillMsPerToken: { least: 0 },
  itlGrowth: { least: 0 },
  slots: { least: 1, whole: true },
  jitter: { least: 0, most: 1 },
  outputTokens: { least: 1, whole: true },
  outputTokensStddev: { least: 0 },
  contextTokens: { least: 2, whole: true },
  embeddingDimensions: { least: 1, whole: true },
  gpus: { least: 0, most: 64, whole: true },
};

/**
 * Fills in the defaults.
 * @throws {RangeError} naming the option that makes no sense.
 */
export function settle(options: SimulatorOptions): SimulatorSettings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const settings: SimulatorSettings = { ...simulatorDefaults, ...given };
  for (const [name, { least, most = Number.MAX_VALUE, whole = false }] of Object.entries(limits)) {
    const value = settings[name as keyof SimulatorSettings] as number;
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) continue;
    const range = most === Number.MAX_VALUE ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new RangeError(`${name} is a ${whole ? 'whole ' : ''}number ${range}, not ${value}`);
  }
  if (settings.models.length === 0) throw new RangeError('a simulator needs a model name');
  if (settings.failures.reduce((sum, { share }) => sum + share, 0) > 1)
    throw new RangeError('the shares of the failures add up to more than 1');
  return settings;
}
