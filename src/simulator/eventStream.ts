import type { ServerResponse } from 'node:http';

/**
 * The body of a streamed response. Node's own `response.write` makes four writes of every chunk; at tens of thousands
 * of tokens per second that is most of the work, so chunks are framed here and go to the socket in one piece.
 */
export class EventStream {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Sends the head. */
  open(): void {
    this.#response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache' });
    this.#response.flushHeaders();
  }

  /** Sends ASCII text as one chunk. */
  write(text: string): void {
    if (text === '') return;
    const { socket, chunkedEncoding } = this.#response;
    // A pipelined request has no socket before its turn, and HTTP/1.0 knows no chunks.
    if (socket === null || !chunkedEncoding) this.#response.write(text);
    else socket.write(`${text.length.toString(16)}\r\n${text}\r\n`, 'latin1');
  }

  /** Sends what is given, and the end, as one packet. */
  end(text: string): void {
    const { socket } = this.#response;
    socket?.cork();
    this.write(text);
    this.#response.end();
    socket?.uncork();
  }
}
