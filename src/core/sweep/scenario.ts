import type { AnswerPlaces } from './answerFormat.js';
import type { EndpointTypeName } from './support.js';

/** What can be swept: the five types of `--sweep-type`. */
export const sweepTypes = [
  'batch_size',
  'concurrency',
  'request_rate',
  'input_sequence_length',
  'num_dataset_entries',
] as const;

/** One of the five sweep types. */
export type SweepType = (typeof sweepTypes)[number];

/** A swept parameter with the value it has in one scenario. */
export interface SweptValue {
  readonly name: SweepType;
  readonly value: number;
}

/** Closed loop: so many requests, or sessions with one request each at most, are kept in flight. */
export interface ConcurrencyLoad {
  readonly kind: 'concurrency';
  readonly concurrency: number;
}

/** Open loop: requests leave on schedule, whatever the server does. */
export interface RequestRateLoad {
  readonly kind: 'request_rate';
  readonly requestsPerSecond: number;
  /** `schedule`: each request at the time that the input file gives; the rate is then the mean of these times. */
  readonly distribution: 'constant' | 'poisson' | 'schedule';
}

/** How requests are offered to the server. */
export type Load = ConcurrencyLoad | RequestRateLoad;

/** When a scenario's window ends. */
export type StopRule =
  /** Exactly so many requests are sent; the window ends with the last response. */
  | { readonly kind: 'request_count'; readonly requests: number }
  /** So long; only requests that ended inside the window count. */
  | { readonly kind: 'interval'; readonly milliseconds: number }
  /** `requests` are done, or `maxMilliseconds` are over and at least `minimumRequests` are done, whichever comes first. */
  | {
      readonly kind: 'default';
      readonly requests: number;
      readonly minimumRequests: number;
      readonly maxMilliseconds: number;
    };

/** Whose API a ranking request follows. */
export type RankingsApi = 'nim' | 'tei' | 'cohere';

/** A request body of the user's own, for `--endpoint-type template`. */
export interface RequestTemplate {
  /** JSON with placeholders such as `"{{text}}"` in it. */
  readonly body: unknown;
  /** Where the answer holds what is measured. */
  readonly answer: AnswerPlaces;
}

/** Where the requests go and in which shape. Holds no secret: headers travel apart. */
export interface Endpoint {
  /** Scheme, host and port, such as `http://localhost:8000`. */
  readonly url: string;
  /** Path with leading slash, such as `/v1/chat/completions`; for gRPC that of the method. */
  readonly path: string;
  /** `openai` or `triton`. */
  readonly serviceKind: string;
  readonly endpointType: EndpointTypeName;
  /** For rankings only. */
  readonly rankingsApi?: RankingsApi | undefined;
  /** For the endpoint type of that name only. */
  readonly template?: RequestTemplate | undefined;
  /** For Triton only. */
  readonly backend?: string | undefined;
  /** For dynamic gRPC only: hex, of all that declares its method. */
  readonly methodSha256?: string | undefined;
  /** At least one; the first names the run config. */
  readonly models: readonly string[];
  /** How requests are shared out over several models. */
  readonly modelSelection: 'round_robin' | 'random';
  /** Whether the answer is asked for as an event stream. */
  readonly streaming: boolean;
  /** Field of the body that limits the answer's length; absent for that of the endpoint type. */
  readonly outputTokensField?: string | undefined;
  /** Further fields of every request body. */
  readonly extraInputs: Readonly<Record<string, unknown>>;
  /** A request without a complete answer after this time is a failed one. */
  readonly requestTimeoutMs: number;
}

/** Number of tokens, normally distributed. */
export interface TokenLength {
  readonly mean: number;
  readonly stddev: number;
}

/** A size, length or delay, normally distributed. */
export type Spread = TokenLength;

/** Conversations of several turns; each turn but the first sends all that was said before. */
export interface SessionShape {
  readonly count: number;
  readonly turns: Spread;
  /** Between an answer and the next turn, in milliseconds. */
  readonly turnDelayMs: Spread;
}

/** Images made for each request. */
export interface ImageShape {
  /** In pixels. */
  readonly width: Spread;
  /** In pixels. */
  readonly height: Spread;
  readonly format: 'png' | 'jpeg';
  /** Images per request. */
  readonly batchSize: number;
}

/** Sounds made for each request. */
export interface AudioShape {
  readonly seconds: Spread;
  readonly format: 'wav';
  /** Bits per sample to choose from. */
  readonly depths: readonly number[];
  /** In Hz, to choose from. */
  readonly sampleRates: readonly number[];
  readonly channels: number;
  /** Sounds per request. */
  readonly batchSize: number;
}

/** A file, or folder of files, that requests come from. */
export interface InputFile {
  /** Absolute. */
  readonly path: string;
  /** Hex, of all that is read. */
  readonly sha256: string;
  /** `payload:` makes it a trace: its lines may leave the text out, and hold further fields of the body. */
  readonly kind: 'prompts' | 'trace';
  /** Whether its lines are turns of sessions. */
  readonly sessions?: true | undefined;
  /** Lines that make one request, where that is not the batch size of texts. */
  readonly rowsPerRequest?: number | undefined;
}

/** What the requests say. */
export interface Workload {
  /** Prompt length without chat template. */
  readonly inputTokens: TokenLength;
  /** Limit of the answer's length; absent leaves it to the server. */
  readonly outputTokens?: TokenLength | undefined;
  /** Number of different requests made before the window. */
  readonly datasetEntries: number;
  /** Texts per request (completions, embeddings …); passages per query for rankings. */
  readonly batchSize: number;
  /** Pool of prefixes that prompts start with; 0 for none. */
  readonly prefixPrompts: { readonly count: number; readonly tokens: number };
  /** Requests from a file instead of synthetic ones. */
  readonly inputFile?: InputFile | undefined;
  /** Asks for answers of exactly the output length, in the way that the endpoint type knows. */
  readonly exactOutput?: true | undefined;
  /** Synthetic conversations instead of single requests. */
  readonly sessions?: SessionShape | undefined;
  /** Factor on the delays between turns; absent for 1. */
  readonly delayRatio?: number | undefined;
  readonly images?: ImageShape | undefined;
  readonly audio?: AudioShape | undefined;
  /** False heads every prompt with a nonce, so that no prefix cache is hit. */
  readonly repeatPrompts: boolean;
}

/** Whether requests are turns of sessions, made ones or those of a file. */
export function hasSessions({ sessions, inputFile }: Workload): boolean {
  return sessions !== undefined || inputFile?.sessions === true;
}

/** One point of a sweep, resolved: everything that affects its measurement, and no secret. */
export interface Scenario {
  /** Swept parameters, in the order of the sweep; empty for `profile`. */
  readonly swept: readonly SweptValue[];
  readonly endpoint: Endpoint;
  readonly workload: Workload;
  readonly load: Load;
  readonly stop: StopRule;
  /** Requests sent before the window and not counted. */
  readonly warmupRequests: number;
  /** Seed of lengths, gaps and words; the same in all scenarios of a sweep. */
  readonly seed: number;
  /** Limits that a good request keeps: family name → milliseconds or per second. */
  readonly goodput: Readonly<Record<string, number>>;
  /** `SHA-256` of the tokenizer file, or the name of the embedded one. */
  readonly tokenizer: string;
  /** The user's `--label`. */
  readonly label?: string | undefined;
}
