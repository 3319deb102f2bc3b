import type { Quality } from '../metrics/quality.js';

/** What this program knows of a run config beyond what genai-perf's format holds. */
export interface RunConfigDetails {
  /** SHA-256 (hex) of everything that affects the measurement; equal means "already measured". */
  readonly identity: string;
  /** Swept parameters in the order of the sweep, such as `{ name: 'concurrency', value: 8 }`. */
  readonly swept: readonly { readonly name: string; readonly value: number }[];
  /** Load that was offered: requests in flight, or requests per second. */
  readonly load:
    | { readonly kind: 'concurrency'; readonly concurrency: number }
    | {
        readonly kind: 'request_rate';
        readonly requestsPerSecond: number;
        readonly distribution: 'constant' | 'poisson' | 'schedule';
      };
  /** `openai`, `triton` … */
  readonly serviceKind: string;
  /** `chat`, `completions`, `embeddings` … */
  readonly endpointType: string;
  /** `vllm` or `tensorrtllm`, for Triton only. */
  readonly backend?: string | undefined;
  /** Scheme, host and port; never user, password or query. */
  readonly url: string;
  /** Entries of the dataset that was sent. */
  readonly datasetEntries: number;
  /** Artifact directory as it was written, relative to the checkpoint where it lies below it. */
  readonly artifactDirectory: string;
  /** How far the numbers can be trusted. */
  readonly quality: Quality;
  /** Program that measured: `builtin`, `genai-perf`, `aiperf`. */
  readonly engine: string;
  /** Version of that program. */
  readonly engineVersion: string;
  /** What the server told of itself. */
  readonly server?: ServerFingerprint | undefined;
  /** The user's `--label`. */
  readonly label?: string | undefined;
  /** True when the embedded simulator answered, not a language model. */
  readonly simulated?: boolean | undefined;
}

/** What can be seen of a server; a difference in any field but `startedAt` means another server. */
export interface ServerFingerprint {
  /** Server header or version endpoint, such as `vllm 0.11.0`. */
  readonly version?: string | undefined;
  /** Longest context it accepts, where it tells. */
  readonly maxModelLength?: number | undefined;
  /** Start of its process, ISO 8601, where it can be seen. */
  readonly startedAt?: string | undefined;
}

/** A scenario that could not be measured; it is tried again by the next run. */
export interface FailedScenario {
  /** See `RunConfigDetails.identity`. */
  readonly identity: string;
  /** See `RunConfigDetails.swept`. */
  readonly swept: readonly { readonly name: string; readonly value: number }[];
  /** Model names of the sweep, the first one names the run config. */
  readonly models: readonly string[];
  /** One sentence for the user. */
  readonly reason: string;
  /** When it failed, ISO 8601, UTC. */
  readonly failedAt: string;
}
