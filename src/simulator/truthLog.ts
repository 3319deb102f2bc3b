import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** How a request ended, as the server saw it. */
export type Outcome = 'completed' | 'refused' | 'broken' | 'client closed';

/** Instants in milliseconds; those that were never reached are absent. */
export interface TruthTimes {
  /** The request was read to its end. */
  arrivalMs: number;
  /** It left the queue. */
  admittedMs?: number;
  /** Just before its first token was given to the socket. */
  firstTokenMs?: number;
  /** Just before its last token was given to the socket. */
  lastTokenMs?: number;
  /** Nothing more was to be sent. */
  endMs?: number;
}

/** What the server knows of one request; clients' figures can be compared with it. */
export interface TruthRecord {
  /** Counts up from 1 in the order of arrival. */
  readonly request: number;
  /** The answer's `id`. */
  id?: string;
  /** The client's `X-Request-Id`. */
  readonly clientRequestId?: string | undefined;
  readonly path: string;
  stream: boolean;
  promptTokens: number;
  /** First characters of the prompt. */
  promptStart: string;
  /** Texts, passages or images that were answered for themselves. */
  texts: number;
  /** Images in it. */
  images: number;
  /** Sounds in it. */
  sounds: number;
  /** Messages of its conversation; 0 where it holds none. */
  messages: number;
  /** HTTP status. */
  status: number;
  outcome: Outcome;
  /** Output tokens sent. */
  tokens: number;
  /** How far behind its own schedule the simulator was, at most: above some milliseconds it was overloaded. */
  lateMs: number;
  /** On the process's monotonic clock. */
  readonly times: TruthTimes;
}

/** A line of the log: the times since the Unix epoch, and once more on the machine's monotonic clock (`process.hrtime`). */
export type TruthLine = Omit<TruthRecord, 'times'> & TruthTimes & { readonly monotonic: TruthTimes };

/** Where records go. */
export interface TruthLog {
  write(record: TruthRecord): void;
  /** Resolves when all is in the file. */
  close(): Promise<void>;
}

const flushIntervalMs = 100;

/**
 * Opens the log. Lines are gathered and written some times a second, so that logging disturbs no timing.
 * @throws when the file cannot be made.
 */
export async function openTruthLog(path: string): Promise<TruthLog> {
  const stream = createWriteStream(path);
  await new Promise<void>((resolve, reject) => stream.once('open', () => resolve()).once('error', reject));
  // Both clocks count alike; they only differ in where they begin.
  const monotonicOffsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();
  let lines = '';
  const flush = () => {
    if (lines !== '') stream.write(lines);
    lines = '';
  };
  const timer = setInterval(flush, flushIntervalMs).unref();
  return {
    write({ times, ...record }) {
      const line: TruthLine = {
        ...record,
        lateMs: toMicroseconds(record.lateMs),
        ...shifted(times, performance.timeOrigin),
        monotonic: shifted(times, monotonicOffsetMs),
      };
      lines += `${JSON.stringify(line)}\n`;
    },
    async close() {
      clearInterval(timer);
      flush();
      stream.end();
      await finished(stream);
    },
  };
}

function shifted(times: TruthTimes, offsetMs: number): TruthTimes {
  const all: Partial<TruthTimes> = {};
  for (const name of Object.keys(times) as (keyof TruthTimes)[]) all[name] = toMicroseconds(times[name]! + offsetMs);
  return all as TruthTimes;
}

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
