import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { performance } from 'node:perf_hooks';
import { type Failure, ResponseOutput } from '../answer/responseOutput.js';
import { openSocket, type SocketSettings } from '../openSocket.js';
import type { ConnectionOwner, KeptAnswer, RequestConnection } from '../transport.js';
import { brokenStream, statusIn } from './grpcStatus.js';
import { MalformedMessageError, MessageReader } from './messageReader.js';
import type { TakeResponse } from './responseForm.js';

/** How connections are opened and what goes over them. */
export interface GrpcConnectionSettings extends SocketSettings {
  /** Of every call, path and metadata included. */
  readonly headers: OutgoingHttpHeaders;
  /** Whether requests follow each other on one stream; else each has a call of its own. */
  readonly isOneStream: boolean;
  readonly takeResponse: TakeResponse;
  readonly keepText: boolean;
}

/** Room for answers on their way, so that no stream ever waits for our leave to send on. */
const windowBytes = 16 * 2 ** 20;

/**
 * Node does not tell which bytes came in the same read of the socket. It hands them out one frame after the other, so what
 * follows this soon on one connection came together; no model makes two tokens as fast.
 */
const sameReadMs = 0.2;

/** An HTTP/2 connection that carries one gRPC request at a time. */
export class GrpcConnection implements RequestConnection {
  request = -1;
  isReused = false;
  isClosed = false;
  isConnected = false;
  firstByteMs = Number.NaN;
  hasBytes = false;
  readonly answer: KeptAnswer;

  private readonly session: ClientHttp2Session;
  private readonly messages = new MessageReader((bytes, from, to) => this.onMessage(bytes, from, to));
  private stream: ClientHttp2Stream | undefined;
  private message: Buffer | undefined;
  private isBusy = false;
  private status: 'ok' | Failure | undefined;
  private error: Error | undefined;
  private endMs = Number.NaN;
  /** When the latest read began. */
  private readMs = Number.NaN;

  constructor(
    private readonly settings: GrpcConnectionSettings,
    private readonly owner: ConnectionOwner,
  ) {
    this.answer = { output: new ResponseOutput(settings.keepText), body: noBody, bodyLength: 0, bodyIsCut: false };
    this.session = connect(`${settings.target.secure ? 'https' : 'http'}://${settings.target.authority}`, {
      createConnection: () => openSocket(settings, { ALPNProtocols: ['h2'] }),
      settings: { enablePush: false, initialWindowSize: windowBytes },
    });
    // The server's settings are its first word: only then is somebody there who speaks HTTP/2.
    this.session.once('remoteSettings', () => this.onConnect());
    this.session.on('error', (error) => {
      this.error ??= error;
    });
    this.session.on('goaway', () => {
      if (!this.isBusy) this.shut();
    });
    this.session.on('close', () => this.onEnd(performance.now()));
  }

  send(message: Buffer): void {
    this.isBusy = true;
    this.isReused = this.isConnected;
    this.message = message;
    this.firstByteMs = Number.NaN;
    this.hasBytes = false;
    this.status = undefined;
    this.answer.output.clear();
    this.messages.reset();
    if (this.isConnected) this.write();
  }

  close(): void {
    this.isBusy = false;
    this.shut();
  }

  private shut(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.stream?.close(constants.NGHTTP2_CANCEL);
    this.session.destroy();
    this.owner.closed(this);
  }

  private onConnect(): void {
    if (this.isClosed) return;
    this.isConnected = true;
    this.session.setLocalWindowSize(windowBytes);
    if (this.settings.isOneStream) this.openStream();
    if (this.message !== undefined) this.write();
    else this.owner.connected(this);
  }

  private write(): void {
    const message = this.message!;
    this.message = undefined;
    this.owner.sending(this, performance.now());
    if (this.settings.isOneStream) this.stream!.write(message);
    else this.openStream().end(message);
  }

  private openStream(): ClientHttp2Stream {
    const stream = this.session.request(this.settings.headers, { endStream: false });
    stream.on('data', (bytes: Buffer) => this.onData(bytes));
    stream.on('response', (headers) => {
      this.status = statusIn(headers);
    });
    stream.on('trailers', (headers) => {
      this.status = statusIn(headers);
      this.endMs = performance.now();
    });
    // The server has said its last word; a stream closes only when both sides have.
    stream.on('end', () => stream.end());
    stream.on('error', (error) => {
      this.error ??= error;
    });
    stream.on('close', () => {
      if (stream === this.stream) this.onEnd(performance.now());
    });
    this.stream = stream;
    return stream;
  }

  private onData(bytes: Buffer): void {
    const timeMs = performance.now();
    if (this.isClosed) return;
    if (!(timeMs - this.readMs < sameReadMs)) this.readMs = timeMs;
    const { readMs } = this;
    // Bytes that nobody asked for: what comes after them could not be told from an answer.
    if (!this.isBusy) {
      this.shut();
      return;
    }
    this.hasBytes = true;
    if (Number.isNaN(this.firstByteMs)) this.firstByteMs = readMs;
    this.answer.output.timeMs = readMs;
    try {
      this.messages.push(bytes);
    } catch (error) {
      if (!(error instanceof MalformedMessageError)) throw error;
      this.fail({ kind: 'malformed response', message: error.message }, readMs);
    }
  }

  private onMessage(bytes: Buffer, from: number, to: number): void {
    if (!this.isBusy) return;
    const { output } = this.answer;
    if (this.settings.takeResponse(output, bytes, from, to)) this.complete(output.timeMs, output.failure === undefined);
  }

  private complete(timeMs: number, isReusable: boolean): void {
    this.isBusy = false;
    if (!isReusable || this.session.destroyed || this.session.closed) this.shut();
    this.owner.responded(this, timeMs);
  }

  private fail(failure: Failure, timeMs: number): void {
    this.isBusy = false;
    this.shut();
    this.owner.failed(this, failure, timeMs);
  }

  /** The call is over, or the whole connection. */
  private onEnd(timeMs: number): void {
    if (this.isClosed) return;
    const isCallOver = !this.settings.isOneStream && this.status === 'ok';
    if (!this.isBusy) {
      if (this.settings.isOneStream || this.session.destroyed || this.session.closed) this.shut();
    } else if (isCallOver) {
      const { output } = this.answer;
      if (output.count === 0) output.fail('empty response', 'The call ended without a response.');
      this.complete(this.endMs, true);
    } else this.fail(this.failure(), timeMs);
  }

  private failure(): Failure {
    if (this.status === 'ok')
      return { kind: 'truncated response', message: 'The server ended the stream before the last response.' };
    return this.status ?? brokenStream(this.error);
  }
}

const noBody = Buffer.alloc(0);
