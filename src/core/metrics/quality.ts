/**
 * How far a measurement can be trusted: kept with every run config, because it cannot be recovered later.
 * Times are milliseconds, shares are 0 to 1.
 */
export interface Quality {
  /** Requests that completed inside the window; only these are in the metrics. */
  requests: number;
  /** Requests that failed, by kind: `http 503`, `timeout`, `connection reset`, `error in stream` … */
  errors: Record<string, number>;
  /** Requests in flight, averaged over the window (Little's law: sum of latencies over window). */
  achievedConcurrency: number;
  /** Requests sent per second over the time of sending. */
  achievedRequestRate: number;
  /** What a closed loop was asked to keep in flight. */
  targetConcurrency?: number | undefined;
  /** What an open loop was asked to send, per second. */
  targetRequestRate?: number | undefined;
  /** How late requests left after their scheduled instant (open loop only): median. */
  sendDelayP50Ms?: number | undefined;
  /** The same, 99th percentile. */
  sendDelayP99Ms?: number | undefined;
  /** Delay of the load worker's event loop; absent where another program made the load, and does not tell. */
  eventLoopDelayP99Ms?: number | undefined;
  /** CPU time of the engine process per wall time; 1 is one core. Absent like that delay. */
  clientCpuShare?: number | undefined;
  /** Threads of the load generator that shared the load. */
  loadThreads?: number | undefined;
  /** How requests and answers travelled: `HTTP/1.1`, `HTTP/1.1 over TLS`. */
  transport?: string | undefined;
  /** Bytes that did not fit into the load generator's memory and went through a temporary file. */
  spilledBytes?: number | undefined;
  /** Share of token events that came in the same socket read as the one before: their times are equal. */
  joinedReadShare: number;
  /** Reused connections that died before a first byte and were retried once on a fresh one. */
  reconnects: number;
  /** First send, ISO 8601, UTC. */
  windowStart: string;
  /** Last response, ISO 8601, UTC. */
  windowEnd: string;
  /** Who counted the output tokens: `server usage`, or the tokenizer's name. */
  outputTokenSource: string;
  /** Who counted the prompt tokens. */
  inputTokenSource: string;
  /** Mean number of prompt tokens by our count, without chat template. */
  inputTokensMean?: number | undefined;
  /** Mean of the server's prompt_tokens, chat template included, where it sends usage. */
  serverPromptTokensMean?: number | undefined;
  /** Prompts held images or sounds, which servers count as tokens and no tokenizer does. */
  promptsHoldMedia?: boolean | undefined;
  /** Mean number of output tokens asked for, where the workload asks for one. */
  requestedOutputTokensMean?: number | undefined;
  /** Mean number of output tokens received. */
  outputTokensMean?: number | undefined;
  /** How often each dataset entry was sent on average; above 1 the server may have answered from its prefix cache. */
  sendsPerDatasetEntry?: number | undefined;
  /** Start of the server's present process, when it was started anew after this measurement. ISO 8601. */
  serverRestartedAt?: string | undefined;
  /** Telemetry samples that could not be fetched inside the window. */
  telemetryGaps?: number | undefined;
}

/** What a reader must know before believing a run config's numbers. */
export interface QualityFlag {
  readonly code:
    | 'few-requests'
    | 'errors'
    | 'load-not-reached'
    | 'client-bottleneck'
    | 'joined-reads'
    | 'spilled'
    | 'input-length'
    | 'output-length'
    | 'repeated-prompts'
    | 'telemetry-gaps'
    | 'server-restarted';
  /** Short, for a table cell: `n=40`. */
  readonly label: string;
  /** One sentence. */
  readonly text: string;
}

/** Share of requests sent that failed, 0 to 1; 0 when none was sent. */
export function errorRate(quality: Quality): number {
  const failed = failedRequests(quality);
  const sent = failed + quality.requests;
  return sent === 0 ? 0 : failed / sent;
}

/** Number of failed requests of all kinds. */
export function failedRequests(quality: Quality): number {
  return Object.values(quality.errors).reduce((sum, number) => sum + number, 0);
}

const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** Roles, separators and a default system prompt: what chat templates put around a prompt. */
const chatTemplateTokens = 40;

interface Rule {
  readonly code: QualityFlag['code'];
  /** Undefined when the figure gives no reason to doubt. */
  readonly check: (quality: Quality) => Omit<QualityFlag, 'code'> | undefined;
}

/** Limits behind the flags; each is where a figure starts to change conclusions. docs/accuracy.md explains them. */
const rules: readonly Rule[] = [
  {
    code: 'few-requests',
    check: ({ requests }) =>
      requests < 100
        ? { label: `n=${requests}`, text: `Only ${requests} requests: a p99 needs at least 100.` }
        : undefined,
  },
  {
    code: 'errors',
    check: (quality) => {
      const failed = failedRequests(quality);
      const kinds = Object.entries(quality.errors).map(([kind, number]) => `${number} × ${kind}`);
      return failed > 0
        ? { label: `${percent(errorRate(quality))} errors`, text: `${failed} requests failed: ${kinds.join(', ')}.` }
        : undefined;
    },
  },
  {
    code: 'load-not-reached',
    check: ({ targetConcurrency, achievedConcurrency, targetRequestRate, achievedRequestRate }) => {
      if (targetConcurrency !== undefined && achievedConcurrency < 0.8 * targetConcurrency)
        return {
          label: `load ${achievedConcurrency.toFixed(1)}`,
          text: `On average ${achievedConcurrency.toFixed(1)} of ${targetConcurrency} requests were in flight.`,
        };
      if (targetRequestRate !== undefined && achievedRequestRate < 0.95 * targetRequestRate)
        return {
          label: `load ${achievedRequestRate.toFixed(1)}/s`,
          text: `${achievedRequestRate.toFixed(2)} of ${targetRequestRate} requests per second were sent.`,
        };
      return undefined;
    },
  },
  {
    code: 'client-bottleneck',
    check: ({ eventLoopDelayP99Ms, sendDelayP99Ms, clientCpuShare, loadThreads = 1 }) => {
      const isLate = (delayMs: number | undefined) => delayMs !== undefined && delayMs > 10;
      const late = (delayMs: number | undefined = 0) => `up to ${delayMs.toFixed(1)} ms late (p99)`;
      if (!isLate(eventLoopDelayP99Ms) && !isLate(sendDelayP99Ms)) return undefined;
      const what = isLate(sendDelayP99Ms)
        ? `requests left ${late(sendDelayP99Ms)}`
        : `its event loop was ${late(eventLoopDelayP99Ms)}`;
      const because =
        clientCpuShare === undefined
          ? ''
          : clientCpuShare > 0.8 * loadThreads
            ? '; it used up its threads, give it more with --load-threads'
            : '; other programs kept it from the processor';
      return { label: 'client busy', text: `The load generator was a bottleneck: ${what}${because}.` };
    },
  },
  {
    code: 'joined-reads',
    check: ({ joinedReadShare }) =>
      joinedReadShare > 0.05
        ? {
            label: 'joined reads',
            text: `${percent(joinedReadShare)} of the token events came together with another: single gaps between tokens are blurred.`,
          }
        : undefined,
  },
  {
    code: 'spilled',
    check: ({ spilledBytes = 0 }) =>
      spilledBytes > 0
        ? {
            label: 'spilled',
            text: `${(spilledBytes / 1e6).toFixed(0)} MB of answers went through a temporary file while requests were in flight: use fewer requests, or --export-level timestamps.`,
          }
        : undefined,
  },
  {
    code: 'input-length',
    check: ({ inputTokensMean: ours, serverPromptTokensMean: servers, promptsHoldMedia }) => {
      if (ours === undefined || servers === undefined || promptsHoldMedia) return undefined;
      const gap = servers - ours;
      const isMeant = gap >= -0.02 * ours && gap <= 0.02 * ours + chatTemplateTokens;
      return isMeant
        ? undefined
        : {
            label: `ISL ${servers.toFixed(0)}`,
            text: `The server counts ${servers.toFixed(1)} prompt tokens on average, the tokenizer ${ours.toFixed(1)}: name the model's own with --tokenizer.`,
          };
    },
  },
  {
    code: 'output-length',
    check: ({ requestedOutputTokensMean: wanted, outputTokensMean: got }) =>
      wanted !== undefined && got !== undefined && Math.abs(got - wanted) > 0.05 * wanted
        ? {
            label: `OSL ${got.toFixed(0)}`,
            text: `${got.toFixed(1)} output tokens on average, ${wanted} were asked for.`,
          }
        : undefined,
  },
  {
    code: 'repeated-prompts',
    check: ({ sendsPerDatasetEntry }) =>
      sendsPerDatasetEntry !== undefined && sendsPerDatasetEntry > 1
        ? {
            label: 'repeated prompts',
            text: `Each prompt was sent ${sendsPerDatasetEntry.toFixed(1)} times: the server may have answered from its prefix cache.`,
          }
        : undefined,
  },
  {
    code: 'telemetry-gaps',
    check: ({ telemetryGaps }) =>
      telemetryGaps !== undefined && telemetryGaps > 0
        ? { label: 'telemetry gaps', text: `${telemetryGaps} samples of GPU or server metrics could not be fetched.` }
        : undefined,
  },
  {
    code: 'server-restarted',
    check: ({ serverRestartedAt }) =>
      serverRestartedAt !== undefined
        ? {
            label: 'server restarted',
            text: `The server was started anew on ${serverRestartedAt}, after this measurement: its settings may have changed.`,
          }
        : undefined,
  },
];

/** The flags of a measurement, gravest kinds first; empty when there is nothing to say. */
export function qualityFlags(quality: Quality): QualityFlag[] {
  return rules.flatMap(({ code, check }) => {
    const flag = check(quality);
    return flag === undefined ? [] : [{ code, ...flag }];
  });
}
