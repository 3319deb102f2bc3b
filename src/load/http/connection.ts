import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Answer } from '../answer/answer.js';
import type { Failure } from '../answer/responseOutput.js';
import { openSocket, type SocketSettings } from '../openSocket.js';
import type { ConnectionOwner, RequestConnection } from '../transport.js';
import { socketFailure } from './errorKind.js';
import type { ResponseReader } from './responseReader.js';

const readBufferBytes = 64 * 1024;

/**
 * All sockets of a thread read into one buffer, which stays in the processor's cache: a read and its callback follow each other
 * at once. Windows hands out the buffer long before the bytes come, so there each socket has its own.
 */
const sharedBuffer = process.platform === 'win32' ? undefined : Buffer.alloc(readBufferBytes);

/** How connections are opened. */
export interface ConnectionSettings extends SocketSettings {
  /** Told when it is closed, after the owner. */
  readonly onClosed: () => void;
}

/** One socket to the server with at most one request on it. */
export class Connection implements RequestConnection {
  request = -1;
  isReused = false;
  isClosed = false;
  isConnected = false;

  private readonly socket: Socket;
  private message: Buffer | undefined;
  private error: Error | undefined;
  private isBusy = false;

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly reader: ResponseReader,
    private readonly owner: ConnectionOwner,
  ) {
    this.socket = openSocket(settings, {
      ALPNProtocols: ['http/1.1'],
      onread: {
        buffer: sharedBuffer ?? Buffer.alloc(readBufferBytes),
        callback: (length, bytes) => this.onRead(length, bytes as Buffer),
      },
    });
    this.socket.on(settings.target.secure ? 'secureConnect' : 'connect', () => this.onConnect());
    this.socket.on('error', (error) => {
      this.error ??= error;
    });
    this.socket.on('end', () => this.onEnd());
    this.socket.on('close', () => this.onClose());
  }

  get answer(): Answer {
    return this.reader.answer;
  }

  get firstByteMs(): number {
    return this.reader.firstByteMs;
  }

  get hasBytes(): boolean {
    return this.reader.hasBytes;
  }

  send(message: Buffer): void {
    this.isBusy = true;
    this.isReused = this.isConnected;
    this.message = message;
    this.reader.reset();
    if (this.isConnected) this.write();
  }

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
    this.settings.onClosed();
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
