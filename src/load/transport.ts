import type { Answer } from './answer/answer.js';
import type { Failure } from './answer/responseOutput.js';

/** A connection to the server with at most one request on it. */
export interface RequestConnection {
  /** Request in flight, or waiting for the connection; -1 for none. Kept by the owner. */
  request: number;
  /** Whether the connection was there before its current request. */
  readonly isReused: boolean;
  readonly isClosed: boolean;
  readonly isConnected: boolean;
  /** What has come of the response to the current request. */
  readonly answer: KeptAnswer;
  /** When the first byte of the response came; NaN before. */
  readonly firstByteMs: number;
  /** Whether any byte of the response came. */
  readonly hasBytes: boolean;
  /** Sends the message, now or as soon as it is connected. */
  send(message: Buffer): void;
  /** Closes it; a request on it ends without a word to the owner. */
  close(): void;
}

/** An answer as it is recorded. */
export type KeptAnswer = Pick<Answer, 'output' | 'body' | 'bodyLength' | 'bodyIsCut'> & Partial<Pick<Answer, 'raw'>>;

/** Who is told what happens on a connection. Each call is the last one about the current request. */
export interface ConnectionOwner {
  /** It is connected and no request waits for it. */
  connected(connection: RequestConnection): void;
  /** The request's bytes are handed to the socket now. */
  sending(connection: RequestConnection, timeMs: number): void;
  /** The response is complete; the connection is free or closed. */
  responded(connection: RequestConnection, timeMs: number): void;
  /** The request failed, and the connection is closed. */
  failed(connection: RequestConnection, failure: Failure, timeMs: number): void;
  /** It is closed; told once. */
  closed(connection: RequestConnection): void;
}

/** A way to the server. */
export interface Transport {
  /** `HTTP/1.1`, `gRPC`. */
  readonly protocol: string;
  /** A body, or an encoded message, as it goes onto the wire. */
  readonly toMessage: (body: Uint8Array) => Buffer;
  /** Begins to open a connection. */
  connect(owner: ConnectionOwner): RequestConnection;
}
