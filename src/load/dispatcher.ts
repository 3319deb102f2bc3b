import { performance } from 'node:perf_hooks';
import { Answer } from './answer/answer.js';
import type { AnswerGrammar } from './answer/answerGrammar.js';
import type { Failure } from './answer/responseOutput.js';
import { Connection, type ConnectionOwner, type ConnectionSettings } from './http/connection.js';
import { HeadMemory, ResponseReader } from './http/responseReader.js';
import type { Recorder } from './record/recorder.js';

/** How long a server may take to accept connections before the window; they are then opened when they are needed. */
const openTimeoutMs = 5_000;
/** A listening socket's queue is short: more than this many at once could overflow it. */
const openAtOnce = 64;
const timeoutChecksPerTimeout = 20;
const slowestTimeoutCheckMs = 100;

/** What requests are and how they are read. */
export interface DispatcherSettings extends ConnectionSettings {
  readonly grammar: AnswerGrammar;
  readonly keepText: boolean;
  readonly requestTimeoutMs: number;
  /** Head and body of each dataset entry. */
  readonly messages: readonly Buffer[];
}

/** A stretch of the messages, sent in a ring. */
export interface MessageRange {
  readonly first: number;
  /** The place behind the last. */
  readonly end: number;
}

/** How a request ended: with a response, good or bad, or without one because no connection came about. */
export type RequestEnd = 'responded' | 'failed' | 'not connected';

/**
 * Puts requests on connections: the one used last that is free, else a new one. Notes what happens to each request,
 * tries a request once more that met a dying connection, and gives up on those that take too long.
 */
export class Dispatcher implements ConnectionOwner {
  /** Told after each request that is over, as the last thing that happens to it. */
  onRequestEnd: (end: RequestEnd, timeMs: number) => void = () => {};
  /** This many free connections are kept ready. */
  spareConnections = 0;
  inFlight = 0;

  private readonly connections = new Set<Connection>();
  private readonly idle: Connection[] = [];
  private readonly readers: ResponseReader[] = [];
  private readonly memory = new HeadMemory();
  private readonly timeoutCheck: NodeJS.Timeout;
  private onConnected: () => void = () => {};
  private isClosed = false;

  constructor(
    private readonly settings: DispatcherSettings,
    private recorder: Recorder,
    private range: MessageRange,
  ) {
    const { requestTimeoutMs } = settings;
    const checkMs = Math.min(slowestTimeoutCheckMs, Math.ceil(requestTimeoutMs / timeoutChecksPerTimeout));
    this.timeoutCheck = setInterval(() => this.failOverdue(performance.now() - requestTimeoutMs), checkMs);
  }

  /** Begins to record anew, with other messages; no request may be in flight. */
  restart(recorder: Recorder, range: MessageRange): void {
    this.recorder = recorder;
    this.range = range;
  }

  /** Opens connections until `count` are free, or one fails, or the server takes too long; requests will show why. */
  open(count: number): Promise<void> {
    return new Promise((resolve) => {
      let opening = 0;
      const timeout = setTimeout(() => finish(), Math.min(openTimeoutMs, this.settings.requestTimeoutMs));
      const finish = () => {
        clearTimeout(timeout);
        this.onConnected = () => {};
        resolve();
      };
      const openMore = () => {
        if (this.idle.length >= count || this.connections.size < opening) finish();
        else {
          while (opening < count && opening - this.idle.length < openAtOnce) {
            opening++;
            this.connect();
          }
        }
      };
      this.onConnected = openMore;
      openMore();
    });
  }

  /** Sends the request of that number: its message is found by counting round the range. */
  send(number: number, scheduledMs: number): void {
    const entry = this.range.first + (number % (this.range.end - this.range.first));
    const request = this.recorder.begin(entry, scheduledMs, performance.now());
    this.inFlight++;
    const connection = this.idle.pop() ?? this.connect();
    this.put(request, connection);
    if (this.connections.size - this.inFlight < this.spareConnections) this.connect();
  }

  /** Output events of each request in flight so far, and its TTFT, NaN before its first. */
  outputsInFlight(): { events: number; ttftMs: number }[] {
    const busy = [...this.connections].filter((connection) => connection.request >= 0);
    return busy.map(({ request, reader: { answer } }) => {
      const { count, times } = answer.output;
      const ttftMs = count > 0 ? times[0]! - this.recorder.columns.sentMs[request]! : Number.NaN;
      return { events: count, ttftMs };
    });
  }

  /** Ends all requests in flight: the window is over. */
  cutOff(): void {
    for (const connection of [...this.connections]) {
      if (connection.request < 0) continue;
      this.recorder.keep(connection.request, connection.reader.answer, connection.reader.firstByteMs);
      connection.request = -1;
      this.inFlight--;
      connection.close();
    }
  }

  /** Closes everything, without a word about requests in flight. */
  close(): void {
    this.isClosed = true;
    clearInterval(this.timeoutCheck);
    for (const connection of [...this.connections]) connection.close();
  }

  connected(connection: Connection): void {
    this.idle.push(connection);
    this.onConnected();
  }

  sending(connection: Connection, timeMs: number): void {
    this.recorder.columns.sentMs[connection.request] = timeMs;
  }

  responded(connection: Connection, timeMs: number): void {
    const { request, reader } = connection;
    this.recorder.end(request, reader.answer, { firstByteMs: reader.firstByteMs, endMs: timeMs });
    if (!connection.isClosed) this.idle.push(connection);
    this.ended(connection, 'responded', timeMs);
  }

  failed(connection: Connection, failure: Failure, timeMs: number): void {
    const { request, reader } = connection;
    // The new connection is no reused one, so a request is tried at most twice.
    if (connection.isReused && !reader.hasBytes) {
      connection.request = -1;
      this.retry(request);
      return;
    }
    this.recordFailure(connection, failure, timeMs);
    this.ended(connection, connection.isConnected ? 'failed' : 'not connected', timeMs);
  }

  closed(connection: Connection): void {
    this.connections.delete(connection);
    if (connection.request < 0) {
      const place = this.idle.indexOf(connection);
      if (place >= 0) this.idle.splice(place, 1);
      this.onConnected();
    }
    this.readers.push(connection.reader);
  }

  /** A server may close an idle connection at any moment; the request that was under way to it has not been seen. */
  private retry(request: number): void {
    this.recorder.reconnects++;
    this.put(request, this.connect());
  }

  private put(request: number, connection: Connection): void {
    connection.request = request;
    connection.send(this.settings.messages[this.recorder.columns.entry[request]!]!);
  }

  private connect(): Connection {
    const { grammar, keepText } = this.settings;
    const reader = this.readers.pop() ?? new ResponseReader(new Answer(grammar, keepText), this.memory);
    const connection = new Connection(this.settings, reader, this);
    this.connections.add(connection);
    return connection;
  }

  private failOverdue(sentBeforeMs: number): void {
    for (const connection of [...this.connections]) {
      if (connection.request < 0 || this.recorder.columns.sentMs[connection.request]! > sentBeforeMs) continue;
      const timeMs = performance.now();
      const wait = this.settings.requestTimeoutMs;
      const failure = { kind: 'timeout', message: `No complete response within ${wait} ms.` };
      connection.close();
      this.recordFailure(connection, failure, timeMs);
      this.ended(connection, 'failed', timeMs);
    }
  }

  private recordFailure({ request, reader }: Connection, failure: Failure, timeMs: number): void {
    this.recorder.keep(request, reader.answer, reader.firstByteMs);
    this.recorder.fail(request, failure, timeMs);
  }

  private ended(connection: Connection, end: RequestEnd, timeMs: number): void {
    connection.request = -1;
    this.inFlight--;
    if (!this.isClosed) this.onRequestEnd(end, timeMs);
  }
}
