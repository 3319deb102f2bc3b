import { performance } from 'node:perf_hooks';
import type { Failure } from './answer/responseOutput.js';
import type { Recorder } from './record/recorder.js';
import type { ConnectionOwner, KeptAnswer, RequestConnection, Transport } from './transport.js';

/** How long a server may take to accept connections before the window; they are then opened when they are needed. */
const openTimeoutMs = 5_000;
/** A listening socket's queue is short: more than this many at once could overflow it. */
const openAtOnce = 64;
const timeoutChecksPerTimeout = 20;
const slowestTimeoutCheckMs = 100;

/** Where requests go, and how long they may take. */
export interface DispatcherSettings {
  readonly transport: Transport;
  /** The requests, then those of the warm-up, as they go onto the wire. */
  readonly messages: readonly Buffer[];
  readonly requestTimeoutMs: number;
}

/** A stretch of the messages, sent in a ring. */
export interface MessageRange {
  readonly first: number;
  /** The place behind the last. */
  readonly end: number;
}

/** How a request ended: with a response, good or bad, or without one because no connection came about. */
export type RequestEnd = 'responded' | 'failed' | 'not connected';

/** A connection whose answer is complete, and when its last byte came. */
interface CompleteResponse {
  readonly connection: RequestConnection;
  readonly timeMs: number;
}

/**
 * Puts requests on connections: the one used last that is free, else a new one. Notes what happens to each request,
 * tries a request once more that met a dying connection, and gives up on those that take too long.
 */
export class Dispatcher implements ConnectionOwner {
  /** Told of each request's answer before `onRequestEnd`; undefined when there is no good one. */
  onAnswer: (request: number, answer: KeptAnswer | undefined) => void = () => {};
  /** Told after each request that is over, as the last thing that happens to it. */
  onRequestEnd: (end: RequestEnd, timeMs: number) => void = () => {};
  /** This many free connections are kept ready. */
  spareConnections = 0;
  inFlight = 0;

  /** Messages of requests in flight that are not those of the dataset. */
  private readonly ownMessages = new Map<number, Buffer>();
  private readonly connections = new Set<RequestConnection>();
  private readonly idle: RequestConnection[] = [];
  private readonly timeoutCheck: NodeJS.Timeout;
  /** Complete, not yet recorded. */
  private responses: CompleteResponse[] = [];
  private recording: NodeJS.Immediate | undefined;
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
    this.begin(this.recorder.begin(entry, scheduledMs, performance.now()));
  }

  /** Sends a message made for this request alone, in place of that of the dataset entry; returns the request. */
  sendOwn(entry: number, message: Buffer, scheduledMs: number): number {
    const request = this.recorder.begin(entry, scheduledMs, performance.now());
    this.ownMessages.set(request, message);
    this.begin(request);
    return request;
  }

  private begin(request: number): void {
    this.inFlight++;
    const connection = this.idle.pop() ?? this.connect();
    this.put(request, connection);
    if (this.connections.size - this.inFlight < this.spareConnections) this.connect();
  }

  /** Output events of each request in flight so far, and its TTFT, NaN before its first. */
  outputsInFlight(): { events: number; ttftMs: number }[] {
    const busy = [...this.connections].filter((connection) => connection.request >= 0);
    return busy.map(({ request, answer: { output } }) => {
      const { count, times } = output;
      const ttftMs = count > 0 ? times[0]! - this.recorder.columns.sentMs[request]! : Number.NaN;
      return { events: count, ttftMs };
    });
  }

  /** Ends all requests in flight: the window is over. */
  cutOff(): void {
    this.recordResponses();
    for (const connection of [...this.connections]) {
      if (connection.request < 0) continue;
      this.recorder.keep(connection.request, connection.answer, connection.firstByteMs);
      connection.request = -1;
      this.inFlight--;
      connection.close();
    }
  }

  /** Closes everything, without a word about requests in flight. */
  close(): void {
    this.isClosed = true;
    clearInterval(this.timeoutCheck);
    clearImmediate(this.recording);
    for (const connection of [...this.connections]) connection.close();
  }

  connected(connection: RequestConnection): void {
    this.idle.push(connection);
    this.onConnected();
  }

  sending(connection: RequestConnection, timeMs: number): void {
    this.recorder.columns.sentMs[connection.request] = timeMs;
  }

  /** Recorded after the sockets that are ready now: what they have to tell has a time, and so has this. */
  responded(connection: RequestConnection, timeMs: number): void {
    const pending = this.responses.push({ connection, timeMs });
    // The answer of a closed connection is another one's soon.
    if (connection.isClosed) this.recordResponses();
    else if (pending === 1) this.recording = setImmediate(this.recordResponses);
  }

  private readonly recordResponses = (): void => {
    const { responses } = this;
    this.responses = [];
    for (const { connection, timeMs } of responses) {
      const { request, answer, firstByteMs } = connection;
      this.recorder.end(request, answer, { firstByteMs, endMs: timeMs });
      this.onAnswer(request, answer.output.failure === undefined ? answer : undefined);
      if (!connection.isClosed) this.idle.push(connection);
      this.ended(connection, 'responded', timeMs);
    }
  };

  failed(connection: RequestConnection, failure: Failure, timeMs: number): void {
    const { request } = connection;
    // The new connection is no reused one, so a request is tried at most twice.
    if (connection.isReused && !connection.hasBytes) {
      connection.request = -1;
      this.retry(request);
      return;
    }
    this.recordFailure(connection, failure, timeMs);
    this.ended(connection, connection.isConnected ? 'failed' : 'not connected', timeMs);
  }

  closed(connection: RequestConnection): void {
    this.connections.delete(connection);
    if (connection.request >= 0) this.recordResponses();
    else {
      const place = this.idle.indexOf(connection);
      if (place >= 0) this.idle.splice(place, 1);
      this.onConnected();
    }
  }

  /** A server may close an idle connection at any moment; the request that was under way to it has not been seen. */
  private retry(request: number): void {
    this.recorder.reconnects++;
    this.put(request, this.connect());
  }

  private put(request: number, connection: RequestConnection): void {
    connection.request = request;
    const message = this.ownMessages.get(request) ?? this.settings.messages[this.recorder.columns.entry[request]!]!;
    connection.send(message);
  }

  private connect(): RequestConnection {
    const connection = this.settings.transport.connect(this);
    this.connections.add(connection);
    return connection;
  }

  private failOverdue(sentBeforeMs: number): void {
    this.recordResponses();
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

  private recordFailure({ request, answer, firstByteMs }: RequestConnection, failure: Failure, timeMs: number): void {
    this.recorder.keep(request, answer, firstByteMs);
    this.recorder.fail(request, failure, timeMs);
    this.onAnswer(request, undefined);
  }

  private ended(connection: RequestConnection, end: RequestEnd, timeMs: number): void {
    this.ownMessages.delete(connection.request);
    connection.request = -1;
    this.inFlight--;
    if (!this.isClosed) this.onRequestEnd(end, timeMs);
  }
}
