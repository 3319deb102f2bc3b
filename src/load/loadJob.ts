import type { Trace } from '../core/measure/trace.js';
import type { AnswerFormat, AnswerPlaces } from '../core/sweep/answerFormat.js';
import type { Load, StopRule } from '../core/sweep/scenario.js';
import type { MessagePlace } from '../core/workload/conversation.js';
import type { SpillFile } from './record/spillFile.js';

/** How a gRPC method is called, and how its messages are read. */
export type GrpcCall =
  /** Requests follow each other on one stream per connection, and each answer says which response is its last. */
  | {
      readonly kind: 'infer stream';
      /** `/inference.GRPCInferenceService/ModelStreamInfer`. */
      readonly path: string;
      readonly models: readonly AnsweringModel[];
    }
  /** A call for each request; every response message is an output event. */
  | { readonly kind: 'single'; readonly path: string };

/** A model of an infer stream, by the name that its responses carry. */
export interface AnsweringModel {
  readonly name: string;
  /** Whether it may answer a request by several responses. */
  readonly isDecoupled: boolean;
}

/** One scenario for the load generator; plain data, so that it can cross to a worker. */
export interface LoadJob {
  /** Full address, path included; for gRPC without path. */
  readonly url: string;
  /** For gRPC; absent for HTTP. Bodies are then encoded messages. */
  readonly grpc?: GrpcCall | undefined;
  /** Sent with every request beside Host, Content-Type and Content-Length; may hold secrets. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Request bodies; sent in order, from the first again when they run out. */
  readonly bodies: readonly Uint8Array[];
  /** Which bytes of an answer are output. */
  readonly format: AnswerFormat;
  /** For the format `template`: where they stand. */
  readonly places?: AnswerPlaces | undefined;
  readonly load: Load;
  readonly stop: StopRule;
  /** Sent first over the same connections, not recorded. */
  readonly warmupRequests: number;
  /** Bodies of these, so that no prefix cache is warmed for the measured ones; absent for the first of `bodies`. */
  readonly warmupBodies?: readonly Uint8Array[] | undefined;
  /** When each of `bodies` leaves, in milliseconds after the begin of the window, not falling; for a schedule only. */
  readonly scheduleMs?: readonly number[] | undefined;
  /** The bodies as turns of sessions, so many of which are kept going as the load says; absent for single requests. */
  readonly sessions?: SessionPlan | undefined;
  /** Seed of Poisson gaps. */
  readonly seed: number;
  readonly requestTimeoutMs: number;
  /** Whether the text of the events is kept. */
  readonly keepText: boolean;
  /** Gives up the text of answers whose tokens the server counted: it was kept for counting only. */
  readonly dropCountedText?: boolean | undefined;
  /** Keeps the bodies of responses whole, as they come; what memory does not hold goes to this file. For HTTP only. */
  readonly raw?: SpillFile | undefined;
  /** Threads that share the load, as far as there is something for each; absent for as many as it takes. */
  readonly threads?: number | undefined;
  /** For https; absent for the usual checks with the system's certificates. */
  readonly tls?: TlsSettings | undefined;
}

/** Conversations: each turn but the first waits for the answer before it, and sends all that was said. */
export interface SessionPlan {
  /** Places in `LoadJob.bodies` of each session's turns, in their order. */
  readonly turns: readonly (readonly number[])[];
  /** Time between the answer to each body and the next turn, in milliseconds. */
  readonly delayMs: readonly number[];
  /** Where each body's own message stands. */
  readonly messages: readonly MessagePlace[];
}

/** How the server's certificate is checked. */
export interface TlsSettings {
  /** False takes any certificate. */
  readonly rejectUnauthorized?: boolean;
  /** Certificates, in PEM, of authorities that are trusted instead of the usual ones. */
  readonly ca?: string;
}

/** Counters for a live view; taken some times a second. */
export interface LoadProgress {
  readonly phase: 'warm-up' | 'measuring';
  readonly completed: number;
  readonly failed: number;
  readonly inFlight: number;
  /** Output events since the window began. */
  readonly events: number;
  /** Since the window began. */
  readonly elapsedMs: number;
  /** Median TTFT of the latest requests; undefined before the first. */
  readonly recentTtftMs: number | undefined;
}

/** Runs one job to its end; an aborted signal rejects with the signal's reason within a second. */
export type RunLoad = (
  job: LoadJob,
  options: { readonly signal: AbortSignal; readonly onProgress?: (progress: LoadProgress) => void },
) => Promise<Trace>;
