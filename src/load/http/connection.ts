import { connect as connectTcp, type NetConnectOpts, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Failure } from '../answer/responseOutput.js';
import type { TlsSettings } from '../loadJob.js';
import { socketFailure } from './errorKind.js';
import type { RequestTarget } from './requestTarget.js';
import type { ResponseReader } from './responseReader.js';

const readBufferBytes = 64 * 1024;

/**
 * All sockets of a thread read into one buffer, which stays in the processor's cache: a read and its callback follow each other
 * at once. Windows hands out the buffer long before the bytes come, so there each socket has its own.
 */
const sharedBuffer = process.platform === 'win32' ? undefined : Buffer.alloc(readBufferBytes);

/** Who is told what happens on a connection. Each call is the last one about the current request. */
export interface ConnectionOwner {
  /** It is connected and no request waits for it. */
  connected(connection: Connection): void;
  /** The request's bytes are handed to the socket now. */
  sending(connection: Connection, timeMs: number): void;
  /** The response is complete; the connection is free or closed. */
  responded(connection: Connection, timeMs: number): void;
  /** The request failed, and the connection is closed. */
  failed(connection: Connection, failure: Failure, timeMs: number): void;
  /** It is closed; told once. */
  closed(connection: Connection): void;
}

/** Where and how sockets are opened. */
export interface ConnectionSettings {
  readonly target: RequestTarget;
  /** Address that the host's name stands for; the name itself when that is not known. */
  readonly address: string;
  readonly tls: TlsSettings;
}

/** One socket to the server with at most one request on it. */
export class Connection {
  /** Request in flight, or waiting for the connection; -1 for none. Kept by the owner. */
  request = -1;
  /** Whether the connection was there before its current request. */
  isReused = false;
  isClosed = false;
  isConnected = false;

  private readonly socket: Socket;
  private message: Buffer | undefined;
  private error: Error | undefined;
  private isBusy = false;

  constructor(
    settings: ConnectionSettings,
    readonly reader: ResponseReader,
    private readonly owner: ConnectionOwner,
  ) {
    this.socket = openSocket(settings, (length, bytes) => this.onRead(length, bytes));
    this.socket.on(settings.target.secure ? 'secureConnect' : 'connect', () => this.onConnect());
    this.socket.on('error', (error) => {
      this.error ??= error;
    });
    this.socket.on('end', () => this.onEnd());
    this.socket.on('close', () => this.onClose());
  }

  /** Sends the message, now or as soon as it is connected. */
  send(message: Buffer): void {
    this.isBusy = true;
    this.isReused = this.isConnected;
    this.message = message;
    this.reader.reset();
    if (this.isConnected) this.write();
  }

  /** Closes it; a request on it ends without a word to the owner. */
  close(): void {
    this.isBusy = false;
    this.shut();
  }

  /** Ends the request with a failure and closes the connection. */
  fail(failure: Failure, timeMs: number): void {
    this.isBusy = false;
    this.shut();
    this.owner.failed(this, failure, timeMs);
  }

  private shut(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.socket.destroy();
    this.owner.closed(this);
  }

  private write(): void {
    const message = this.message!;
    this.message = undefined;
    this.owner.sending(this, performance.now());
    this.socket.write(message);
  }

  private onConnect(): void {
    if (this.isClosed) return;
    this.isConnected = true;
    if (this.message !== undefined) this.write();
    else this.owner.connected(this);
  }

  private onRead(length: number, bytes: Buffer): boolean {
    const timeMs = performance.now();
    if (this.isClosed) return false;
    // Bytes that nobody asked for: what comes after them could not be told from an answer.
    if (!this.isBusy) {
      this.shut();
      return false;
    }
    const result = this.reader.read(bytes, length, timeMs);
    if (result === 'complete') this.complete(timeMs, this.reader.position === length);
    else if (result === 'failed') this.fail(this.reader.answer.output.failure!, timeMs);
    return !this.isClosed;
  }

  private complete(timeMs: number, isClean: boolean): void {
    this.isBusy = false;
    // An answer that came before the request was sent to its end leaves the rest of the request on the wire.
    const isReusable = isClean && this.socket.writableLength === 0 && this.reader.head?.keepAlive === true;
    if (!isReusable) this.shut();
    this.owner.responded(this, timeMs);
  }

  /** The server has closed its side: the end of the response, of some of them. */
  private onEnd(): void {
    const timeMs = performance.now();
    if (this.isClosed) return;
    if (!this.isBusy) this.shut();
    else if (!this.reader.hasBytes) {
      this.fail({ kind: 'connection closed', message: 'The server closed the connection without an answer.' }, timeMs);
    } else if (this.reader.close(timeMs) === 'complete') this.complete(timeMs, false);
    else this.fail(this.reader.answer.output.failure!, timeMs);
  }

  private onClose(): void {
    if (this.isClosed) return;
    if (this.error === undefined) this.onEnd();
    else if (this.isBusy) this.fail(socketFailure(this.error), performance.now());
    else this.shut();
  }
}

function openSocket(
  { target, address, tls }: ConnectionSettings,
  callback: (length: number, bytes: Buffer) => boolean,
): Socket {
  const options: NetConnectOpts & ConnectionOptions = {
    host: address,
    port: target.port,
    noDelay: true,
    onread: {
      buffer: sharedBuffer ?? Buffer.alloc(readBufferBytes),
      callback: (length, bytes) => callback(length, bytes as Buffer),
    },
  };
  if (!target.secure) return connectTcp(options);
  return connectTls({
    ...options,
    ...tls,
    // A server name is a name: addresses are not allowed there.
    ...(isAddress(target.host) ? { host: address } : { servername: target.host }),
    ALPNProtocols: ['http/1.1'],
  });
}

const isAddress = (host: string) => /^[\d.]+$|:/.test(host);
