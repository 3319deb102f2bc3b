import type { RawBodies } from '../../core/measure/trace.js';
import type { RawBody } from '../answer/rawBody.js';
import { Arena } from './arena.js';
import type { Overflow } from './overflow.js';

const firstRequests = 1024;

/** Columns with one place per request. */
function bodyColumns(length: number) {
  return {
    at: new Float64Array(length).fill(Number.NaN),
    length: new Uint32Array(length),
    received: new Float64Array(length),
    reads: new Uint32Array(length),
    isStream: new Uint8Array(length),
    shiftMs: new Float64Array(length),
  };
}

/** Keeps the bodies of all responses, one behind the other, and behind each the times and the ends of its reads. */
export class RawLog {
  private columns = bodyColumns(firstRequests);
  private readonly bytes: Arena<Uint8Array>;

  constructor(overflow: Overflow) {
    this.bytes = new Arena((length) => new Uint8Array(length), overflow);
  }

  /** Keeps what came of the response to a request. */
  keep(request: number, raw: RawBody): void {
    if (raw.received === 0) return;
    while (request >= this.columns.at.length) this.grow();
    const { columns, bytes } = this;
    columns.at[request] = bytes.length;
    columns.length[request] = raw.length;
    columns.received[request] = raw.received;
    columns.reads[request] = raw.reads;
    columns.isStream[request] = raw.isStream ? 1 : 0;
    bytes.append(raw.bytes, raw.length);
    for (const { buffer, BYTES_PER_ELEMENT } of [raw.readMs, raw.readEnds])
      bytes.append(new Uint8Array(buffer), raw.reads * BYTES_PER_ELEMENT);
  }

  /** All bodies, those of the given requests in the given order. */
  inOrder(order: Uint32Array): RawBodies {
    while (this.columns.at.length < order.length) this.grow();
    const columns = bodyColumns(order.length);
    for (const name of Object.keys(columns) as (keyof typeof columns)[])
      for (let place = 0; place < order.length; place++) columns[name][place] = this.columns[name][order[place]!]!;
    return { ...columns, ...this.bytes.parts() };
  }

  private grow(): void {
    const old = this.columns;
    const columns = bodyColumns(old.at.length * 2);
    for (const name of Object.keys(columns) as (keyof typeof columns)[]) columns[name].set(old[name]);
    this.columns = columns;
  }
}
