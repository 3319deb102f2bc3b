import { Writable } from 'node:stream';

/** A stream that keeps what is written to it; `columns` makes it a terminal. */
export class TextStream extends Writable {
  text = '';
  readonly isTTY: boolean;

  constructor(readonly columns?: number) {
    super();
    this.isTTY = columns !== undefined;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  /** What was written, line by line, without a last empty one. */
  get lines(): string[] {
    return this.text.replace(/\n$/, '').split('\n');
  }
}
